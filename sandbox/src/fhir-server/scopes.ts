/** Create, read, update, delete, search: the letters of SMART v2 scopes. */
export type Permission = 'c' | 'r' | 'u' | 'd' | 's';

/** One resource scope of a token. */
export interface SmartScope {
  level: 'patient' | 'user' | 'system';
  /** A resource type, or `*`. */
  resourceType: string;
  permissions: string;
  /** What follows the question mark: every parameter must match. */
  filters: [name: string, value: string][];
}

/** What a token says about its holder. */
export interface TokenContext {
  scope: string;
  sub: string;
  client_id: string;
  /** The patient in context: an id without type. */
  patient?: string;
  /** The person's resource, relative or absolute. */
  fhirUser?: string;
}

/** Permission to use resources of one type; without limits it covers all of them. */
export interface Grant {
  /** Only what belongs to this patient's compartment. */
  patient?: string;
  /** Only what matches these search parameters. */
  filters: [name: string, value: string][];
  /** Only the resource with this id. */
  id?: string;
}

const GRAMMAR =
  /^(patient|user|system)\/([A-Z][A-Za-z]+|\*)\.(read|write|\*|(?=[cruds])c?r?u?d?s?)(?:\?(.+))?$/;
const V1: Partial<Record<string, string>> = { read: 'rs', write: 'cud', '*': 'cruds' };

/** Reads the resource scopes among a token's scopes. A scope that does not follow the grammar grants nothing. */
export function parseScopes(scope: string): SmartScope[] {
  return scope.split(' ').flatMap((word) => {
    const [, level, resourceType, permissions, query] = GRAMMAR.exec(word) ?? [];
    if (!level || !resourceType || !permissions) return [];
    return [
      {
        level: level as SmartScope['level'],
        resourceType,
        permissions: V1[permissions] ?? permissions,
        filters: [...new URLSearchParams(query ?? '')],
      },
    ];
  });
}

/**
 * What the token allows for one kind of access to one resource type. Scopes add up: the token allows access to a
 * resource when any of the grants covers it. An empty list means that nothing is allowed.
 * @param baseUrl of this FHIR server: a fhirUser of another server has no rights here
 */
export function grantsFor(
  token: TokenContext,
  resourceType: string,
  permission: Permission,
  baseUrl: string,
): Grant[] {
  const user = localReference(token.fhirUser, baseUrl);
  const grants = parseScopes(token.scope)
    .filter((scope) => scope.resourceType === '*' || scope.resourceType === resourceType)
    .filter((scope) => scope.permissions.includes(permission))
    .flatMap(({ level, filters }): Grant[] => {
      if (level === 'system') return token.sub === token.client_id ? [{ filters }] : [];
      if (level === 'patient') return token.patient ? [{ patient: token.patient, filters }] : [];
      if (user?.type === 'Practitioner') return [{ filters }];
      return user?.type === 'Patient' ? [{ patient: user.id, filters }] : [];
    });
  return [...grants, ...ownResource(token, user, resourceType, permission)];
}

interface Reference {
  type: string;
  id: string;
}

/** With `openid fhirUser` an app may read the resource of the person who is signed in, and nothing else. */
function ownResource(
  token: TokenContext,
  user: Reference | undefined,
  resourceType: string,
  permission: Permission,
): Grant[] {
  const asked = token.scope.split(' ');
  const mayKnowWho = asked.includes('openid') && asked.includes('fhirUser');
  return mayKnowWho && permission === 'r' && user?.type === resourceType
    ? [{ id: user.id, filters: [] }]
    : [];
}

function localReference(reference: string | undefined, baseUrl: string): Reference | undefined {
  const relative = reference?.startsWith(`${baseUrl}/`) ? reference.slice(baseUrl.length + 1) : reference;
  const [, type, id] = /^([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})$/.exec(relative ?? '') ?? [];
  return type && id ? { type, id } : undefined;
}
