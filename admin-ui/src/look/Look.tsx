import createCache from '@emotion/cache';
import { CacheProvider } from '@emotion/react';
import CssBaseline from '@mui/material/CssBaseline';
import { ThemeProvider } from '@mui/material/styles';
import useMediaQuery from '@mui/material/useMediaQuery';
import { type ReactNode, useMemo } from 'react';
import { I18nContextProvider } from 'ra-core';
import { NONCE } from '../facts.js';
import { i18nProvider } from '../words/i18n.js';
import { themeOf } from './theme.js';

const styles = createCache({ key: 'w', nonce: NONCE, prepend: true });

/** Colours, type and words of all that is inside. */
export function Look({ children }: { children: ReactNode }) {
  const isDark = useMediaQuery('(prefers-color-scheme: dark)', { noSsr: true });
  const theme = useMemo(() => themeOf(isDark ? 'dark' : 'light'), [isDark]);
  return (
    <CacheProvider value={styles}>
      <ThemeProvider theme={theme}>
        <CssBaseline />
        <I18nContextProvider value={i18nProvider}>{children}</I18nContextProvider>
      </ThemeProvider>
    </CacheProvider>
  );
}
