/** The request that audit rows belong to. */
export interface AuditContext {
  /** The app of the request, if there is one. */
  clientId?: string;
  /** The reference number that the person sees. */
  reference: string;
}
