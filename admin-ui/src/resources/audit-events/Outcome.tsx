import { useTranslate } from 'ra-core';
import { Mark } from '../../look/Mark.js';
import { MEANING_OF_OUTCOME } from './words.js';

export function Outcome({ outcome }: { outcome: string }) {
  const translate = useTranslate();
  return (
    <Mark meaning={MEANING_OF_OUTCOME[outcome] ?? 'neutral'}>
      {translate(`wardkey.audit.outcome.${outcome}`, { _: outcome })}
    </Mark>
  );
}
