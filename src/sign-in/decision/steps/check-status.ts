import type { Account } from '#src/accounts/account.entity.js';
import type { Answer } from '../steps.js';
import { refused } from '../trail.js';

/** Is the account switched on? */
export function checkStatus({ account }: { account?: Account }): Answer<object> {
  if (!account || account.status === 'active') return { facts: {} };
  const trail = [refused('account.status', 'the account has been switched off', { accounts: [account.id] })];
  return { refused: 'account_deactivated', trail };
}
