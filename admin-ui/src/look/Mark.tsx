import Box from '@mui/material/Box';
import { useTheme } from '@mui/material/styles';
import type { ReactNode } from 'react';
import { MEANING } from './colours.js';

export type Meaning = 'good' | 'bad' | 'neutral';

/** A different shape for each, so that nobody needs the colour. */
const SIGNS: Record<Meaning, string> = {
  good: 'M5 12.5l4.5 4.5L19 7.5',
  bad: 'M7 7l10 10M17 7L7 17',
  neutral: 'M6 12h12',
};

/** A sign with a word: in order, noted, or stopped here. */
export function Mark({ meaning, children }: { meaning: Meaning; children: ReactNode }) {
  const { palette } = useTheme();
  const colour = MEANING[palette.mode][meaning];
  return (
    <Box
      component="span"
      sx={{
        display: 'inline-flex',
        alignItems: 'center',
        gap: 1,
        color: colour,
        fontWeight: 600,
        verticalAlign: 'middle',
        overflowWrap: 'normal',
      }}
    >
      <svg
        width="24"
        height="24"
        viewBox="0 0 24 24"
        aria-hidden="true"
        focusable="false"
        style={{ flex: 'none' }}
      >
        <circle
          cx="12"
          cy="12"
          r="11"
          fill={meaning === 'neutral' ? 'none' : colour}
          stroke={colour}
          strokeWidth="2"
        />
        <path
          d={SIGNS[meaning]}
          fill="none"
          stroke={meaning === 'neutral' ? colour : palette.background.paper}
          strokeWidth="2.5"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      {children}
    </Box>
  );
}
