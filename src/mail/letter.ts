import type { LetterPart, LetterWords } from '#src/words/codes.js';

/** The letter that a person receives. */
export interface Letter {
  to: string;
  subject: string;
  text: string;
  html: string;
}

/**
 * Writes a letter in two forms from the same parts: plain text, and HTML without pictures, external styles or tracking.
 */
export function composeLetter(facts: LetterWords & { to: string }): Letter {
  const { to, parts } = facts;
  // A line break in a subject would start another header.
  const subject = facts.subject.replace(/[\r\n]+/g, ' ');
  return {
    to,
    subject,
    text: `${parts.map(asText).join('\n\n')}\n`,
    html: `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>${escape(subject)}</title></head>\n<body style="font-family:sans-serif;font-size:16px;line-height:1.5">\n${parts.map(asHtml).join('\n')}\n</body></html>\n`,
  };
}

function asText(part: LetterPart): string {
  if (typeof part === 'string') return part;
  return 'link' in part ? part.link : part.code;
}

function asHtml(part: LetterPart): string {
  if (typeof part === 'string') return `<p>${escape(part)}</p>`;
  if ('link' in part) return `<p><a href="${escape(part.link)}">${escape(part.link)}</a></p>`;
  return `<p style="font-family:monospace;font-size:28px;font-weight:bold;letter-spacing:4px">${escape(part.code)}</p>`;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character]!);
}
