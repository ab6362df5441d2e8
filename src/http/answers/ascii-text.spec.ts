import { asciiText } from './ascii-text.js';

it.each([
  ['a scheme of an app’s own', "a scheme of an app's own"],
  ['“Growth – Chart”…', "'Growth - Chart'..."],
  ['must be ["code"] \\ or', "must be ['code'] / or"],
  ['Ångström\u00a0é', 'Angstrom e'],
  ['李 👩 \n', '? ? ?'],
  ['plain text: 100 % (RFC 6749)', 'plain text: 100 % (RFC 6749)'],
])('%j is %j in an error_description', (text, ascii) => expect(asciiText(text)).toBe(ascii));
