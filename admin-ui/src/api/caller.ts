import { answerOf, api } from './client.js';
import type { components } from './schema.js';

export type Caller = components['schemas']['CallerRepresentation'];

/** Who has signed in, and what they may do. */
export async function readCaller(): Promise<Caller> {
  return (await answerOf(api.GET('/api/v1/me'))).data;
}

/** Makes the person who has signed in the first administrator. @throws ApiError that says why not. */
export async function becomeFirstAdministrator(code: string): Promise<void> {
  await api.POST('/api/v1/first-administrator', { body: { code } });
}
