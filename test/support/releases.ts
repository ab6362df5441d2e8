/**
 * The last migration of the first release. Each later one runs while servers of the release before still work, so it may
 * only add.
 */
export const LAST_OF_FIRST_RELEASE = 'StatesOfSigningKeys1765200000000';
