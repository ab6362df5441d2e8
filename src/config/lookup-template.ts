/** A numbered place in a search value template. */
const PLACEHOLDER = /\{(\d{1,2})\}/g;

/** The numbers of the places in a template, each once, in ascending order. */
export function placeholdersOf(template: string): number[] {
  return [...new Set([...template.matchAll(PLACEHOLDER)].map((match) => Number(match[1])))].sort(
    (a, b) => a - b,
  );
}

/** Fills the places in one pass. A filled-in value is not read again, so a value that looks like a place stays text. */
export function fillTemplate(template: string, values: string[]): string {
  return template.replace(PLACEHOLDER, (_placeholder, index: string) => {
    const value = values[Number(index)];
    if (value === undefined) throw new RangeError(`template placeholder {${index}} has no value`);
    return value;
  });
}
