/** Whether this process can serve, part by part (src/health/health.controller.ts). */
export interface Health {
  status: 'up' | 'down';
  database: 'up' | 'down';
  keys: 'up' | 'down';
  draining: boolean;
}

/** It needs no token, and answers 503 with the same content when a part does not work. */
export async function readHealth(): Promise<Health> {
  return (await (await fetch('/health/ready')).json()) as Health;
}
