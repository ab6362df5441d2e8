import { InitialSchema1764000000000 } from './1764000000000-initial-schema.js';
import { LocalSignIn1764100000000 } from './1764100000000-local-sign-in.js';

/** Every migration, oldest first. Listed by hand: what runs on a hospital’s database is not found by a pattern. */
export const migrations = [InitialSchema1764000000000, LocalSignIn1764100000000];
