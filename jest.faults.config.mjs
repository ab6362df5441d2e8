import config from './jest.config.mjs';

/** Faults as often as it takes to trust the outcome: about an hour; `npm run test:faults`. `npm test` has fewer. */
const [, e2e] = config.projects;

export default {
  ...config,
  maxWorkers: 1,
  projects: [
    { ...e2e, displayName: 'faults', roots: ['<rootDir>/test/faults'], globals: { FAULT_ROUNDS: 1_000 } },
  ],
};
