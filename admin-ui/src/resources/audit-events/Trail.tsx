import Box from '@mui/material/Box';
import { useTranslate } from 'ra-core';
import { type Meaning, Mark } from '../../look/Mark.js';
import { Code } from '../../look/parts.js';
import { useAuditWords } from './words.js';

interface Step {
  step: string;
  finding?: unknown;
  mark?: unknown;
  /** The FHIR search that was sent. */
  url?: unknown;
}

const MEANINGS: Record<string, Meaning> = { passed: 'good', noted: 'neutral', refused: 'bad' };

function isStep(entry: unknown): entry is Step {
  return typeof entry === 'object' && entry !== null && typeof (entry as Step).step === 'string';
}

/** What was looked at, in order, and what was found. */
export function Trail({ trail }: { trail: unknown }) {
  const translate = useTranslate();
  const words = useAuditWords();
  if (!Array.isArray(trail) || trail.length === 0) return <span>{translate('wardkey.audit.noTrail')}</span>;
  return (
    <Box component="ol" sx={{ m: 0, p: 0, listStyle: 'none' }}>
      {trail.map((entry: unknown, index) => (
        <Box
          component="li"
          key={index}
          sx={{
            display: 'grid',
            gridTemplateColumns: { xs: 'minmax(0, 1fr)', sm: '11rem minmax(0, 1fr)' },
            columnGap: 2,
            rowGap: 0.5,
            py: 2,
            borderTop: index === 0 ? 0 : 1,
            borderColor: 'divider',
          }}
        >
          {isStep(entry) ? (
            <>
              <MarkOf mark={entry.mark} />
              <Box sx={{ overflowWrap: 'anywhere', minWidth: 0 }}>
                <Box sx={{ fontWeight: 600 }}>{words.step(entry.step)}</Box>
                <Box>{textOf(entry.finding)}</Box>
                {typeof entry.url === 'string' && (
                  <Box sx={{ mt: 0.5 }}>
                    <Box component="span" sx={{ color: 'text.secondary' }}>
                      {translate('wardkey.audit.request')}:{' '}
                    </Box>
                    <Code>{entry.url}</Code>
                  </Box>
                )}
              </Box>
            </>
          ) : (
            <Box sx={{ gridColumn: '1 / -1' }}>{translate('wardkey.audit.cut', { text: textOf(entry) })}</Box>
          )}
        </Box>
      ))}
    </Box>
  );
}

function MarkOf({ mark }: { mark: unknown }) {
  const translate = useTranslate();
  const known = typeof mark === 'string' && mark in MEANINGS ? mark : 'noted';
  return (
    <Box>
      <Mark meaning={MEANINGS[known]!}>{translate(`wardkey.audit.${known}`)}</Mark>
    </Box>
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
}
