// Who may import whom (docs/architecture.md). An arrow is an import and never turns round.
const room = (name) => `^packages/server/src/${name}/`
const pkg = (name) => `^packages/${name}/`
const test = '\\.test(-d)?\\.ts$|/test/'
const src = (path) => ({ path, pathNot: test })

const rooms = ['gateway', 'compute', 'discovery', 'tasks', 'integrations', 'workflows', 'recall']
const below =
  'identity|limits|ledger|payments|events|audit|exports|egress|store|telemetry|config|gateway|compute|discovery|tasks|integrations|workflows|recall'

export default {
  forbidden: [
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'contract-stands-alone',
      severity: 'error',
      from: { path: pkg('contract') },
      to: { path: '^packages/(?!contract/)' },
    },
    {
      name: 'providers-and-clouds-know-the-contract-only',
      severity: 'error',
      from: src('^packages/(providers|clouds)/'),
      to: { path: '^packages/(?!contract/)', pathNot: '^packages/(providers|clouds)/' },
    },
    {
      name: 'providers-and-clouds-are-apart',
      severity: 'error',
      from: { path: pkg('providers') },
      to: { path: pkg('clouds') },
    },
    {
      name: 'clouds-and-providers-are-apart',
      severity: 'error',
      from: { path: pkg('clouds') },
      to: { path: pkg('providers') },
    },
    {
      name: 'pure-packages-have-no-node',
      severity: 'error',
      from: src('^packages/(providers|clouds)/src/'),
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'sdk-knows-no-server',
      severity: 'error',
      from: src('^packages/sdk/src/'),
      to: { path: '^packages/(?!sdk/)' },
    },
    {
      name: 'server-uses-no-sdk',
      severity: 'error',
      from: src('^packages/server/src/'),
      to: { path: '^packages/(sdk|mocks|bench)/' },
    },
    {
      name: 'simulators-stand-alone',
      severity: 'error',
      from: { path: pkg('simulators') },
      to: { path: '^packages/(?!simulators/)' },
    },
    {
      name: 'simulators-only-in-dev',
      severity: 'error',
      from: src('^packages/server/src/(?!cli/)'),
      to: { path: pkg('simulators') },
    },
    ...rooms.map((name) => ({
      name: `${name}-imports-no-sister-room`,
      severity: 'error',
      from: src(room(name)),
      to: { path: `^packages/server/src/(${rooms.filter((other) => other !== name).join('|')})/` },
    })),
    {
      name: 'limits-know-identity-only',
      severity: 'error',
      from: src(room('limits')),
      to: { path: `^packages/server/src/(${rooms.join('|')}|ledger|events|egress|config)/` },
    },
    {
      name: 'only-app-imports-resources',
      severity: 'error',
      from: src('^packages/server/src/(?!app\\.ts|resources/)'),
      to: { path: room('resources') },
    },
    {
      name: 'nobody-imports-main-or-cli',
      severity: 'error',
      from: src('^packages/server/src/(?!main\\.ts|cli/)'),
      to: { path: '^packages/server/src/(main\\.ts|cli/)' },
    },
    {
      name: 'no-http-below-the-door',
      severity: 'error',
      from: src(`^packages/server/src/(${below})/`),
      to: { path: '^packages/server/src/(http|resources|settings|wiring|app\\.ts|context\\.ts)|/hono/' },
    },
    {
      name: 'only-egress-leaves',
      severity: 'error',
      from: src('^packages/server/src/(?!egress/)'),
      to: { path: '^(undici|node:net|node:tls|node:dns|net|tls|dns)$|/undici/' },
    },
    {
      name: 'store-is-below',
      severity: 'error',
      from: src(room('store')),
      to: {
        path: `^packages/server/src/(${rooms.join('|')}|events|identity|audit)/`,
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'packages-by-their-front-door',
      severity: 'error',
      from: { path: '^packages/([^/]+)/' },
      to: {
        path: '^packages/[^/]+/(src|test)/(?!index\\.ts|app\\.ts|errors\\.ts|sync/index\\.ts|webhooks/index\\.ts|conforming-fetch\\.ts|conformance\\.ts|discovery/(?:catalog-search|stored-catalog)\\.ts|running\\.ts|arbitrary\\.ts|generated/openapi\\.json|generated/graphql\\.ts)',
        pathNot: '^packages/$1/',
      },
    },
    {
      name: 'no-dev-dependency-in-src',
      severity: 'error',
      from: src('^packages/[^/]+/src/'),
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm-peer'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|node_modules)/' },
    tsConfig: { fileName: '.config/tsconfig.base.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
  },
}
