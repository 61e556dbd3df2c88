import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'

/** What an operation asks for, as far as that can be told before it runs. */
export interface Measure {
  /** Of all root fields together: what each takes as `first`. */
  rows: number
  /** By root field. */
  firsts: { field: string; first: number }[]
  /** Objects count 2, values 1, and each level half as much again. */
  cost: number
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>

const objectCost = 2
const valueCost = 1
const levelFactor = 1.5

/** The document was validated: fragments exist and end. */
export function measure(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  schema: GraphQLSchema,
): Measure {
  const fragments: Fragments = new Map(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  )
  const firsts = rootFields(operation.selectionSet, fragments).flatMap((node) => {
    const first = firstOf(node, operation, variables, schema)
    return first === null ? [] : [{ field: node.name.value, first }]
  })
  return {
    rows: firsts.reduce((sum, { first }) => sum + first, 0),
    firsts,
    cost: costOf(operation.selectionSet, fragments, new Map()),
  }
}

/** One for each member of the answer: what several selections merge into is read once. */
function rootFields(set: SelectionSetNode, fragments: Fragments): FieldNode[] {
  const byKey = new Map<string, FieldNode>()
  const seen = new Set<string>()
  const visit = ({ selections }: SelectionSetNode): void => {
    for (const node of selections) {
      if (node.kind === Kind.FIELD) byKey.set(node.alias?.value ?? node.name.value, node)
      else if (node.kind === Kind.INLINE_FRAGMENT) visit(node.selectionSet)
      else if (!seen.has(node.name.value)) {
        seen.add(node.name.value)
        visit(fragments.get(node.name.value)!.selectionSet)
      }
    }
  }
  visit(set)
  return [...byKey.values()]
}

/** Null for a field that takes none. */
function firstOf(
  node: FieldNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  schema: GraphQLSchema,
): number | null {
  const field = schema.getQueryType()?.getFields()[node.name.value]
  const argument = field?.args.find(({ name }) => name === 'first')
  if (argument === undefined) return null
  const fallback = Number(argument.defaultValue)
  const given = node.arguments?.find(({ name }) => name.value === 'first')?.value
  if (given?.kind === Kind.INT) return Number(given.value)
  if (given?.kind !== Kind.VARIABLE) return fallback
  const name = given.name.value
  if (Object.hasOwn(variables, name)) return Number(variables[name] ?? fallback)
  const definition = operation.variableDefinitions?.find(({ variable }) => variable.name.value === name)
  return definition?.defaultValue?.kind === Kind.INT ? Number(definition.defaultValue.value) : fallback
}

/** A fragment counts wherever it is spread, and is walked once. */
function costOf(set: SelectionSetNode, fragments: Fragments, known: Map<string, number>): number {
  let sum = 0
  for (const node of set.selections) {
    if (node.kind === Kind.FRAGMENT_SPREAD)
      sum += valueCost + levelFactor * fragmentCost(node.name.value, fragments, known)
    else if (node.selectionSet === undefined) sum += valueCost
    else if (node.kind === Kind.FIELD && node.name.value === '__schema') continue
    else sum += objectCost + levelFactor * costOf(node.selectionSet, fragments, known)
  }
  return sum
}

function fragmentCost(name: string, fragments: Fragments, known: Map<string, number>): number {
  const cost = known.get(name) ?? objectCost + levelFactor * costOf(fragments.get(name)!.selectionSet, fragments, known)
  known.set(name, cost)
  return cost
}
