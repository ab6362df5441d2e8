/**
 * Whether the app may search a kind of data of the patient, judged by the scopes it was granted. Asking the
 * FHIR server for what was declined would only produce errors.
 */
export function mayRead(scope: string, resourceType: string): boolean {
  return scope.split(' ').some((word) => {
    const [, type, permissions = ''] = /^(?:patient|user)\/(\w+|\*)\.([\w*]+)/.exec(word) ?? [];
    if (type !== resourceType && type !== '*') return false;
    return permissions === 'read' || permissions === '*' || (/r/.test(permissions) && /s/.test(permissions));
  });
}
