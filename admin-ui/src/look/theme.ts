import { createTheme, type Theme } from '@mui/material/styles';
import { COLOURS, MEANING } from './colours.js';

export type Scheme = keyof typeof COLOURS;

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif";

/** The organisation’s accent colour, as the stylesheet of the other pages has it for this colour scheme. */
function accentNow() {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string, otherwise: string) => style.getPropertyValue(name).trim() || otherwise;
  return {
    main: of('--accent', '#17567f'),
    dark: of('--accent-hover', '#14496c'),
    contrastText: of('--on-accent', '#ffffff'),
    text: of('--accent-text', '#17567f'),
  };
}

/** Looks as the other pages of this server do: neutral greys, one accent colour, an 8 px grid, the system’s own font. */
export function themeOf(scheme: Scheme): Theme {
  const colours = COLOURS[scheme];
  const { good, bad } = MEANING[scheme];
  const accent = accentNow();
  const on = scheme === 'light' ? '#ffffff' : '#000000';
  const focus = { outline: `3px solid ${accent.text}`, outlineOffset: 2 };
  return createTheme({
    palette: {
      mode: scheme,
      primary: { main: accent.main, dark: accent.dark, contrastText: accent.contrastText },
      secondary: { main: accent.text, contrastText: on },
      success: { main: good, contrastText: on },
      error: { main: bad, contrastText: on },
      background: { default: colours.page, paper: colours.surface },
      text: { primary: colours.text, secondary: colours.quiet },
      divider: colours.line,
      action: { hover: colours.tint, selected: colours.tint },
    },
    shape: { borderRadius: 8 },
    spacing: 8,
    typography: {
      fontFamily: FONT,
      fontSize: 16,
      htmlFontSize: 16,
      body1: { fontSize: '1rem', lineHeight: 1.5 },
      body2: { fontSize: '0.875rem', lineHeight: 1.43 },
      h1: { fontSize: '1.5rem', lineHeight: '2rem', fontWeight: 600, overflowWrap: 'anywhere' },
      h2: { fontSize: '1.125rem', lineHeight: '1.5rem', fontWeight: 600 },
      h3: { fontSize: '1rem', lineHeight: '1.5rem', fontWeight: 600 },
      button: { textTransform: 'none', fontWeight: 600, fontSize: '1rem', lineHeight: 1.5 },
      overline: { textTransform: 'none' },
    },
    transitions: { create: () => 'none' },
    components: {
      MuiCssBaseline: {
        styleOverrides: {
          body: { borderBlockStart: `4px solid ${accent.main}`, minBlockSize: '100vh' },
          a: { color: accent.text, textUnderlineOffset: '0.2em' },
          ':focus-visible': focus,
          "[tabindex='-1']:focus": { outline: 'none' },
        },
      },
      MuiButtonBase: {
        defaultProps: { disableRipple: true },
        styleOverrides: { root: { '&:focus-visible': focus } },
      },
      MuiButton: {
        defaultProps: { variant: 'contained', disableElevation: true },
        styleOverrides: {
          root: { minHeight: 44 },
          outlined: {
            borderColor: colours.edge,
            color: colours.text,
            backgroundColor: colours.surface,
            '&:hover': { backgroundColor: colours.tint, borderColor: colours.edge },
          },
          text: { color: accent.text },
        },
      },
      MuiIconButton: { styleOverrides: { root: { color: colours.text, minWidth: 44, minHeight: 44 } } },
      MuiPaper: {
        defaultProps: { elevation: 0 },
        styleOverrides: { root: { backgroundImage: 'none' } },
      },
      MuiOutlinedInput: {
        styleOverrides: {
          root: {
            backgroundColor: colours.surface,
            '&.Mui-focused .MuiOutlinedInput-notchedOutline': { borderColor: accent.text },
          },
          notchedOutline: { borderColor: colours.edge },
        },
      },
      MuiInputLabel: {
        styleOverrides: { root: { color: colours.quiet, '&.Mui-focused': { color: accent.text } } },
      },
      MuiTextField: { defaultProps: { variant: 'outlined', size: 'small', fullWidth: true } },
      MuiFormHelperText: { styleOverrides: { root: { marginInline: 0, fontSize: '0.875rem' } } },
      MuiCheckbox: {
        styleOverrides: { root: { color: colours.edge, '&.Mui-checked': { color: accent.text } } },
      },
      MuiTableCell: {
        styleOverrides: {
          root: { borderColor: colours.line, fontSize: '1rem', padding: '12px', verticalAlign: 'top' },
          head: { fontWeight: 600, color: colours.quiet, fontSize: '0.875rem' },
        },
      },
      MuiListItemButton: {
        styleOverrides: {
          root: {
            borderRadius: 8,
            minHeight: 44,
            '&.Mui-selected': { backgroundColor: colours.tint, fontWeight: 600 },
          },
        },
      },
      MuiDrawer: {
        styleOverrides: { paper: { backgroundColor: colours.surface, borderColor: colours.line } },
      },
    },
  });
}
