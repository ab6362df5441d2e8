import type { Access } from '#src/words/codes.js';
import type { ConsentPage } from '../consent/consent-page.js';
import { type RecordInQuestion } from '#src/words/en/pages.js';

/** Everything that the app asks to do, over all groups. */
export function everyAccess(page: ConsentPage): Access[] {
  return page.groups.flatMap((group) => group.items.flatMap((item) => item.access));
}

/**
 * Whose record the heading names. If one item covers every patient, the heading says so: it must never promise less
 * than the app gets.
 */
export function recordInQuestion(page: ConsentPage): RecordInQuestion {
  const items = page.groups.flatMap((group) => group.items);
  if (items.length === 0) return { kind: 'none' };
  if (page.patient === undefined || items.some((item) => item.reach === 'everyone')) {
    return { kind: 'manyPatients' };
  }
  return page.patient.isYou ? { kind: 'own' } : { kind: 'patient', name: page.patient.name };
}
