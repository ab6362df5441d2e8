/** What this process needs to serve (src/health/health.controller.ts). */
export const HEALTH_PARTS = ['database', 'writes', 'file', 'clock', 'keys'] as const;

export type Health = Record<'status' | (typeof HEALTH_PARTS)[number], 'up' | 'down'> & { draining: boolean };

/** It needs no token, and answers 503 with the same content when a part does not work. */
export async function readHealth(): Promise<Health> {
  return (await (await fetch('/health/ready')).json()) as Health;
}
