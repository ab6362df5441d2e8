/** The colours of this server’s other pages (wardkey.css); a test compares them. The accent is the organisation’s. */
export const COLOURS = {
  light: {
    surface: '#ffffff',
    page: '#f4f6f8',
    text: '#1b2430',
    quiet: '#47525e',
    line: '#d8dee4',
    edge: '#6f7b87',
    tint: '#eef1f4',
  },
  dark: {
    surface: '#1a2027',
    page: '#11161b',
    text: '#edf1f5',
    quiet: '#b7c1cb',
    line: '#343d47',
    edge: '#87939f',
    tint: '#252d36',
  },
} as const;

/** What a step or an outcome means. Each is shown with a sign and a word as well. */
export const MEANING = {
  light: { good: '#1e6b3a', bad: '#a4262c', neutral: '#47525e' },
  dark: { good: '#7ed69b', bad: '#ff9b9b', neutral: '#b7c1cb' },
} as const;
