import { proves } from '../../test/support/proves.js';
import { ALL_PERMISSIONS, isPermission, type Permission } from './permissions.js';
import { can, COMMAND_LINE } from './policy.js';
import { ALL_ROLES, permissionsOf, permissionsOfAll, type Role } from './roles.js';

const WITH: Permission[] = ['__wardkey/accounts.read', '__wardkey/accounts.write'];
const actor = (...permissions: Permission[]) => ({ permissions: new Set(permissions) });

describe('the policy', () => {
  it.each<[string, ReturnType<typeof can>, ReturnType<typeof can>]>([
    ['with the permission', can(actor(...WITH), { needs: '__wardkey/accounts.write' }), { allowed: true }],
    [
      'without it',
      can(actor('__wardkey/accounts.read'), { needs: '__wardkey/accounts.write' }),
      { allowed: false, reason: 'permission_missing', missing: ['__wardkey/accounts.write'] },
    ],
    [
      'without any',
      can(actor(), { needs: '__wardkey/accounts.read' }),
      { allowed: false, reason: 'permission_missing', missing: ['__wardkey/accounts.read'] },
    ],
    [
      'on an object that may do the same',
      can(actor(...WITH), { needs: '__wardkey/accounts.write', object: WITH }),
      { allowed: true },
    ],
    [
      'on an object that may do more',
      can(actor(...WITH), {
        needs: '__wardkey/accounts.write',
        object: [...WITH, '__wardkey/audit.read', '__wardkey/roles.write'],
      }),
      {
        allowed: false,
        reason: 'beyond_own_permissions',
        missing: ['__wardkey/audit.read', '__wardkey/roles.write'],
      },
    ],
    [
      'that gives what the actor has',
      can(actor(...WITH), { needs: '__wardkey/accounts.write', delta: ['__wardkey/accounts.read'] }),
      { allowed: true },
    ],
    [
      'that gives more, said once',
      can(actor(...WITH), {
        needs: '__wardkey/accounts.write',
        object: ['__wardkey/audit.read'],
        delta: ['__wardkey/audit.read'],
      }),
      { allowed: false, reason: 'beyond_own_permissions', missing: ['__wardkey/audit.read'] },
    ],
    [
      'on a client with a scope that no role has, by an actor who has not every permission',
      can(actor(...ALL_PERMISSIONS.slice(1)), {
        needs: '__wardkey/accounts.write',
        object: ['__wardkey/introspection.read'],
      }),
      { allowed: false, reason: 'beyond_own_permissions', missing: ['__wardkey/introspection.read'] },
    ],
    [
      'on a client with a scope that no role has, by an actor who has every permission',
      can(COMMAND_LINE, { needs: '__wardkey/accounts.write', object: ['__wardkey/introspection.read'] }),
      { allowed: true },
    ],
  ])('a deed %s', (_what, verdict, expected) => {
    proves('TM-43');
    expect(verdict).toEqual(expected);
  });

  it('lets the command line do everything', () => {
    for (const needs of ALL_PERMISSIONS)
      expect(can(COMMAND_LINE, { needs, object: ALL_PERMISSIONS, delta: ALL_PERMISSIONS })).toEqual({
        allowed: true,
      });
  });

  // Who may change whom: exactly those who may do at least as much.
  const pairs = ALL_ROLES.flatMap((one) => ALL_ROLES.map((other) => [one, other] as const));
  it.each(pairs)('a holder of %s gives the role %s only as far as they have it', (one, other) => {
    proves('TM-43');
    const own = new Set([...permissionsOf(one), '__wardkey/roles.write' as const]);
    const verdict = can(
      { permissions: own },
      { needs: '__wardkey/roles.write', delta: permissionsOf(other) },
    );
    expect(verdict.allowed).toBe(permissionsOf(other).every((permission) => own.has(permission)));
  });
});

describe('roles', () => {
  it.each<[Role, Permission[]]>([
    ['help-desk', ['__wardkey/accounts.read', '__wardkey/credentials.write', '__wardkey/audit.read']],
    [
      'auditor',
      [
        '__wardkey/accounts.read',
        '__wardkey/clients.read',
        '__wardkey/fhir-servers.read',
        '__wardkey/identity-providers.read',
        '__wardkey/roles.read',
        '__wardkey/keys.read',
        '__wardkey/audit.read',
      ],
    ],
    ['provisioning', ['__wardkey/accounts.read', '__wardkey/accounts.write', '__wardkey/credentials.write']],
    ['administrator', ALL_PERMISSIONS],
  ])('%s has exactly these permissions', (role, permissions) => {
    expect(permissionsOf(role)).toEqual(permissions);
  });

  it('add up', () => {
    expect(permissionsOfAll([])).toEqual(new Set());
    expect(permissionsOfAll(['help-desk', 'auditor']).size).toBe(8);
  });

  it('an auditor writes nothing', () => {
    expect(permissionsOf('auditor').filter((one) => one.endsWith('.write'))).toEqual([]);
  });

  it('names of every object are no permissions', () => {
    for (const name of ['constructor', '__proto__', 'toString', '']) expect(isPermission(name)).toBe(false);
  });
});
