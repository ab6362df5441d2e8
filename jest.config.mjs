/** ESM all the way: no CommonJS transform, so no module mocking either; tests inject what they need. */
const base = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  // `source` makes #src/… and wardkey-sandbox/… resolve to TypeScript, as the package's imports map says.
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: {
          parser: { syntax: 'typescript', decorators: true, dynamicImport: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          target: 'es2022',
          keepClassNames: true,
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  transformIgnorePatterns: ['/node_modules/'],
  setupFiles: ['<rootDir>/test/support/setup.ts'],
};

export default {
  globalSetup: '<rootDir>/test/support/temporary-folder.js',
  testTimeout: 30_000,
  // Jest leaves one processor idle; most of what runs here waits for others.
  maxWorkers: '100%',
  // Modules of the files before stay in memory; a worker that holds too many of them is replaced.
  workerIdleMemoryLimit: '1500MB',
  coverageProvider: 'v8',
  projects: [
    {
      ...base,
      displayName: 'unit',
      roots: ['<rootDir>/src', '<rootDir>/sandbox/src'],
      testRegex: '\\.spec\\.ts$',
    },
    {
      ...base,
      displayName: 'e2e',
      roots: ['<rootDir>/test'],
      testRegex: '\\.spec\\.ts$',
      // They need Java; see jest.peers.config.mjs.
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/peers/'],
    },
  ],
};
