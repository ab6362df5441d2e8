import config from './jest.config.mjs';

/** Journeys against servers that others wrote and that need Java; `npm run test:peers`. */
const [, e2e] = config.projects;
const { testPathIgnorePatterns: _never, ...peers } = e2e;

export default {
  ...config,
  // The first start of a Java server of this size takes minutes on a slow machine.
  testTimeout: 600_000,
  // Each holds a server of about a gigabyte.
  maxWorkers: 1,
  projects: [{ ...peers, displayName: 'peers', roots: ['<rootDir>/test/peers'] }],
};
