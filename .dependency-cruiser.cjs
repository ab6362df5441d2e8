/**
 * The layers of the house (docs/architecture.md). An arrow points down only:
 *   edges -> engine -> journeys -> capabilities -> records -> ground
 */
const layers = [
  [
    'ground',
    [
      'config',
      'errors',
      'files',
      'http',
      'crypto',
      'database',
      'fhir-client',
      'words',
      'clock',
      'request-scope',
      'observation',
    ],
  ],
  ['records', ['definitions', 'roles', 'accounts', 'clients', 'keys', 'audit', 'mail', 'access']],
  ['capabilities', ['federation', 'fhir-user', 'smart']],
  ['journeys', ['sign-in', 'administration']],
  ['engine', ['authorization-server']],
  [
    'edges',
    [
      'discovery',
      'client-registration',
      'interactions',
      'admin-api',
      'admin-page',
      'health',
      'monitoring',
      'cli',
    ],
  ],
];
const inRooms = (rooms) => `^src/(${rooms.join('|')})/`;
const roomsAbove = (index) => layers.slice(index + 1).flatMap(([, rooms]) => rooms);

const onlyImporter = (name, from, packageName) => ({
  name,
  severity: 'error',
  comment: `Only ${from} may import ${packageName}; everything else goes through that room.`,
  from: { path: '^src/', pathNot: `^src/${from}` },
  to: { path: `node_modules/${packageName}/` },
});

module.exports = {
  forbidden: [
    ...layers.slice(0, -1).map(([layer, rooms], index) => ({
      name: `${layer}-looks-down-only`,
      severity: 'error',
      comment: `${layer} must not know the rooms above it.`,
      from: { path: inRooms(rooms) },
      to: { path: inRooms(roomsAbove(index)) },
    })),
    {
      name: 'capabilities-are-blind-to-one-another',
      severity: 'error',
      comment: 'A capability is one body of knowledge; what joins two of them is a journey (sign-in).',
      from: { path: '^src/(federation|fhir-user|smart)/' },
      to: { path: '^src/(federation|fhir-user|smart)/', pathNot: '^src/$1/' },
    },
    {
      name: 'definitions-know-no-kind',
      severity: 'error',
      comment: 'Clients and identity providers build on definitions, which know neither.',
      from: { path: '^src/definitions/' },
      to: { path: '^src/(clients|federation)/' },
    },
    {
      name: 'edges-are-imported-by-nobody',
      severity: 'error',
      from: { path: '^src/([^/]+)/' },
      to: { path: inRooms(layers.at(-1)[1]), pathNot: '^src/$1/' },
    },
    {
      name: 'rooms-do-not-import-the-start',
      severity: 'error',
      comment: 'main, app.module and configure-app join the rooms; only the command line may start them.',
      from: { path: '^src/[^/]+/', pathNot: '^src/cli/' },
      to: { path: '^src/[^/]+\\.ts$' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-tests-in-the-product',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^(test|sandbox|bench)/|\\.spec\\.ts$' },
    },
    {
      name: 'sandbox-knows-wardkey-by-http-only',
      severity: 'error',
      from: { path: '^sandbox/' },
      to: { path: '^src/' },
    },
    onlyImporter('one-engine-room', 'authorization-server/', 'oidc-provider'),
    onlyImporter('one-fhir-client', 'fhir-client/', 'fhir-kit-client'),
    onlyImporter('one-passport-openidconnect', 'federation/connectors/', 'passport-openidconnect'),
    onlyImporter('one-log', 'server-log\\.ts', 'pino'),
    onlyImporter('one-place-for-metrics', 'monitoring/metrics/', 'prom-client'),
    onlyImporter('one-place-for-traces', 'monitoring/traces/', '@opentelemetry'),
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: '\\.d\\.ts$' },
      to: {},
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'declared-dependencies',
      severity: 'error',
      comment: 'What the server runs on is in dependencies, not in devDependencies.',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'unknown'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      mainFields: ['module', 'main', 'types'],
      conditionNames: ['source', 'import', 'node', 'default', 'types'],
    },
  },
};
