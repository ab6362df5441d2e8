import { load, problemsOf } from '../../../test/support/configuration.js';

describe('the age of signing keys', () => {
  it.each([
    { rotateAfterDays: 0, publishHours: 720 },
    { rotateAfterDays: 7 },
    { rotateAfterDays: 60, publishHours: 720 },
  ])('may be %j', (signingKeys) => {
    expect(load({ signingKeys }).settings.signingKeys).toMatchObject(signingKeys);
  });

  it.each([
    [{ rotateAfterDays: 1 }, 'must be 0 (never) or at least 7 days; found 1'],
    [
      { rotateAfterDays: 30, publishHours: 720 },
      'must be at least 60 days, twice as long as signingKeys.publishHours (720)',
    ],
  ])('%j is refused, and the problem says what would be right', (signingKeys, message) => {
    expect(problemsOf({ signingKeys })).toMatchObject([{ path: 'signingKeys.rotateAfterDays', message }]);
  });
});
