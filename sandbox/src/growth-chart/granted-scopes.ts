/**
 * Whether the app may search a kind of data of the patient, judged by the scopes it was granted. Asking the FHIR server
 * for what was declined would give errors; or nothing, which looks as if there were nothing.
 *
 * @param category the one that is searched, such as `vital-signs`; a scope may be for some categories only.
 */
export function mayRead(scope: string, resourceType: string, category?: string): boolean {
  return scope.split(' ').some((word) => {
    const [, type, permissions = '', query] =
      /^(?:patient|user)\/(\w+|\*)\.([\w*]+)(?:\?(.*))?$/.exec(word) ?? [];
    if (type !== resourceType && type !== '*') return false;
    if (query !== undefined && !isFor(query, category)) return false;
    return permissions === 'read' || permissions === '*' || (/r/.test(permissions) && /s/.test(permissions));
  });
}

function isFor(query: string, category: string | undefined): boolean {
  const codes = new URLSearchParams(query).getAll('category').map((token) => token.split('|').at(-1));
  return category !== undefined && codes.includes(category.split('|').at(-1));
}
