import { ALL_PERMISSIONS, type BuiltInRole, type Permission, PERMISSIONS } from './permissions.js';

/** Has every permission. At least one active account keeps it. */
export const ADMINISTRATOR = 'administrator';

export type Role = typeof ADMINISTRATOR | BuiltInRole;

/** What each role is for, in the order in which they are shown. */
export const ROLES: Readonly<Record<Role, string>> = {
  [ADMINISTRATOR]: 'Everything.',
  'help-desk':
    'Helps people who cannot sign in: sees their accounts and why they were refused, mails invitations.',
  auditor: 'Reads everything that was done, and changes nothing.',
  provisioning: 'Makes and ends accounts, for a program or the people of a staff department.',
};

export const ALL_ROLES = Object.keys(ROLES) as Role[];

export function isRole(text: string): text is Role {
  return Object.hasOwn(ROLES, text);
}

/** The permissions of a role. */
export function permissionsOf(role: Role): Permission[] {
  if (role === ADMINISTRATOR) return ALL_PERMISSIONS;
  return ALL_PERMISSIONS.filter((one) => (PERMISSIONS[one].roles as readonly Role[]).includes(role));
}

/** All that somebody with these roles may do. */
export function permissionsOfAll(roles: readonly Role[]): ReadonlySet<Permission> {
  return new Set(roles.flatMap(permissionsOf));
}
