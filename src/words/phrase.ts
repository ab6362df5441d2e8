/** A piece of a sentence. Names that people should see at a glance are strong. */
export interface PhrasePart {
  text: string;
  strong: boolean;
}

/** A sentence as the templates write it. Each part is escaped on its own. */
export type Phrase = readonly PhrasePart[];

/** Marks a text that is filled into a phrase, so that people see it at a glance. */
export function strong(text: string): PhrasePart {
  return { text, strong: true };
}

/** `` phrase`Sign in to continue to ${strong(app)}` `` */
export function phrase(words: TemplateStringsArray, ...values: (string | PhrasePart)[]): Phrase {
  return words
    .flatMap((text, index) => [text, values[index] ?? ''])
    .map((part) => (typeof part === 'string' ? { text: part, strong: false } : part))
    .filter((part) => part.text !== '');
}

/** The same sentence without emphasis, for a title. */
export function plain(parts: Phrase): string {
  return parts.map((part) => part.text).join('');
}
