import type { AuthProvider } from 'ra-core';
import type { Caller } from '../api/caller.js';
import type { PageResource } from '../resources/resource.js';
import { isSignedIn, signIn, signOut } from './sign-in.js';

/** What react-admin asks about the person: who it is, and which pages and buttons are for them. */
export function authProviderOf(caller: Caller, resources: PageResource[]): AuthProvider {
  const may = new Set<string>(caller.permissions);
  return {
    login: () => signIn(),
    logout: () => signOut(),
    // The client of the API sees to it that a sign-in that is over leads to the next one.
    checkAuth: async () => {
      if (!isSignedIn()) await signIn();
    },
    checkError: async () => {},
    getIdentity: async () => ({ id: caller.accountId ?? '', fullName: caller.displayName ?? '' }),
    getPermissions: async () => may,
    canAccess: async ({ resource, action }) => {
      const needed = resources.find(({ name }) => name === resource)?.permissions[action];
      return needed !== undefined && may.has(needed);
    },
  };
}
