import { ALL_PERMISSIONS, isPermission, type Permission } from './permissions.js';

/** Who asks: a client for itself, or a person by a client. */
export interface Actor {
  /** Absent at the command line. */
  clientId?: string;
  /** The account of the person; absent for a client without one, and at the command line. */
  accountId?: string;
  /** What the actor may do: of a person, what both the token and the roles allow. */
  permissions: ReadonlySet<Permission>;
}

/** Whoever can run a command has the configuration and the database, so there is nothing to refuse. */
export const COMMAND_LINE: Actor = { permissions: new Set(ALL_PERMISSIONS) };

/** Something that an actor wants to do. */
export interface Deed {
  needs: Permission;
  /**
   * What the object may do itself: the account, by its roles, or the client, by its scopes. Whoever changes it could act
   * as it: by an invitation, another address, another key.
   */
  object?: Iterable<string>;
  /** What somebody gets by it, or loses. */
  delta?: Iterable<string>;
}

export type Verdict =
  | { allowed: true }
  | { allowed: false; reason: 'permission_missing' | 'beyond_own_permissions'; missing: string[] };

/**
 * The one rule of administration: an actor needs the permission, and never changes who may do more than the actor, nor
 * gives or takes what the actor does not have. Everything that is not allowed here is refused.
 *
 * Some scopes are no permissions, because no person can have them: introspection, and those of a later release. Whoever
 * has every permission may give them, since nobody can have more.
 */
export function can(actor: Actor, { needs, object = [], delta = [] }: Deed): Verdict {
  if (!actor.permissions.has(needs))
    return { allowed: false, reason: 'permission_missing', missing: [needs] };
  const hasAll = ALL_PERMISSIONS.every((one) => actor.permissions.has(one));
  const missing = [...new Set([...object, ...delta])].filter((one) =>
    isPermission(one) ? !actor.permissions.has(one) : !hasAll,
  );
  return missing.length === 0
    ? { allowed: true }
    : { allowed: false, reason: 'beyond_own_permissions', missing };
}
