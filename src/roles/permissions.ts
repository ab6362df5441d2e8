/** A built-in role, beside `administrator`, which has every permission. */
export type BuiltInRole = 'help-desk' | 'auditor' | 'provisioning';

interface PermissionFacts {
  /** What it allows, for the description of the API and the pages. */
  allows: string;
  /** The built-in roles that have it, beside `administrator`. */
  roles: readonly BuiltInRole[];
}

/**
 * What a caller of this server’s API may do. Each is also the OAuth scope by which a client asks for it. A client gets
 * one only when its registration names it. A person has those of their roles.
 */
export const PERMISSIONS = {
  '__wardkey/accounts.read': {
    allows: 'Find and read accounts and their links.',
    roles: ['help-desk', 'auditor', 'provisioning'],
  },
  '__wardkey/accounts.write': {
    allows: 'Create, change, switch off and delete accounts; remove links.',
    roles: ['provisioning'],
  },
  '__wardkey/credentials.write': {
    allows: 'Mail invitations; set whether the password of an account may be used.',
    roles: ['help-desk', 'provisioning'],
  },
  '__wardkey/clients.read': {
    allows: 'See the clients, and which tokens they would get.',
    roles: ['auditor'],
  },
  '__wardkey/clients.write': {
    allows: 'Create, change, approve, switch off and delete clients, and make their secrets.',
    roles: [],
  },
  '__wardkey/fhir-servers.read': {
    allows: 'See the FHIR servers, and check the connection to them.',
    roles: ['auditor'],
  },
  '__wardkey/identity-providers.read': {
    allows: 'See the identity providers, check the connection to them, and test sign-ins.',
    roles: ['auditor'],
  },
  '__wardkey/identity-providers.write': {
    allows: 'Create, change, switch off and delete identity providers: with every other permission only.',
    roles: [],
  },
  '__wardkey/roles.read': {
    allows: 'See which roles there are, and who has them.',
    roles: ['auditor'],
  },
  '__wardkey/roles.write': {
    allows: 'Give roles to accounts and take them away, as far as the caller has their permissions.',
    roles: [],
  },
  '__wardkey/keys.read': {
    allows: 'See the signing keys, without anything private.',
    roles: ['auditor'],
  },
  '__wardkey/keys.write': {
    allows: 'Rotate, retire and revoke signing keys.',
    roles: [],
  },
  '__wardkey/launch-contexts.write': {
    allows: 'Prepare EHR launches, which choose the patient for whom an app is opened.',
    roles: [],
  },
  '__wardkey/audit.read': {
    allows: 'Search the audit log: who signed in, what was refused and why, who changed what.',
    roles: ['help-desk', 'auditor'],
  },
  '__wardkey/brands.write': {
    allows: 'Publish and withdraw the brand bundle.',
    roles: [],
  },
} as const satisfies Record<string, PermissionFacts>;

export type Permission = keyof typeof PERMISSIONS;
export const ALL_PERMISSIONS = Object.keys(PERMISSIONS) as Permission[];

export function isPermission(text: string): text is Permission {
  return Object.hasOwn(PERMISSIONS, text);
}
