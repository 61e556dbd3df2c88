import { type FragmentDefinitionNode, type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql'

type Fragments = Readonly<Record<string, FragmentDefinitionNode>>

/** Names of the fields that are asked for below a field, along a path of names; whatever directives say. */
export function selectedBelow({ fieldNodes, fragments }: GraphQLResolveInfo, path: readonly string[]): Set<string> {
  let sets = fieldNodes.flatMap(({ selectionSet }) => selectionSet ?? [])
  for (const name of path) sets = sets.flatMap((set) => setsOf(set, fragments, name))
  return new Set(sets.flatMap((set) => fieldsOf(set, fragments).map((field) => field.name.value)))
}

const setsOf = (set: SelectionSetNode, fragments: Fragments, name: string): SelectionSetNode[] =>
  fieldsOf(set, fragments).flatMap((field) => (field.name.value === name ? (field.selectionSet ?? []) : []))

const fieldsOf = (set: SelectionSetNode, fragments: Fragments, seen = new Set<string>()) =>
  set.selections.flatMap((node): Extract<typeof node, { kind: Kind.FIELD }>[] => {
    if (node.kind === Kind.FIELD) return [node]
    if (node.kind === Kind.INLINE_FRAGMENT) return fieldsOf(node.selectionSet, fragments, seen)
    if (seen.has(node.name.value)) return []
    seen.add(node.name.value)
    const fragment = fragments[node.name.value]
    return fragment === undefined ? [] : fieldsOf(fragment.selectionSet, fragments, seen)
  })
