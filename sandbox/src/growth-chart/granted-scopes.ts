/**
 * Whether the app may search a kind of data of the patient, judged by the scopes that it was granted. A search for
 * data that the person declined would give an error; or no result, as if the patient had no such data.
 *
 * @param category the category that is searched, such as `vital-signs`; a scope may be for some categories only.
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
