import { useTranslate } from 'ra-core';
import type { Meaning } from '../../look/Mark.js';

/** Words for the codes of the audit log. A code that has no words is shown as it is. */
export function useAuditWords() {
  const translate = useTranslate();
  const words = (kind: string, code: string) => translate(`wardkey.${kind}.${code}`, { _: '' });
  return {
    event: (event: string) => words('events', event) || event,
    reason: (reason: string) => words('reasons', reason) || reason,
    /** `account.match.oid` has the words of `account.match`, and says that it was by oid. */
    step: (step: string) => {
      const [, group = '', last = ''] = /^(.*)\.([^.]*)$/.exec(step) ?? [];
      const ofGroup = words('steps', group);
      return words('steps', step) || (ofGroup && `${ofGroup} (${last})`) || step;
    },
  };
}

export const MEANING_OF_OUTCOME: Record<string, Meaning> = { success: 'good', refused: 'bad', failed: 'bad' };
