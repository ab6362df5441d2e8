/** The request that audit rows belong to. */
export interface AuditContext {
  /** The app that asks, where one does. */
  clientId?: string;
  /** The reference number that a person is shown. */
  reference: string;
}
