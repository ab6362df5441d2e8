/** A numbered place in a search value template. */
const HOLE = /\{(\d{1,2})\}/g;

/** The numbers of the places in a template, each once, in ascending order. */
export function holesOf(template: string): number[] {
  return [...new Set([...template.matchAll(HOLE)].map((match) => Number(match[1])))].sort((a, b) => a - b);
}

/** Fills the places in one pass. A filled-in value is not read again, so a value that looks like a place stays text. */
export function fillTemplate(template: string, values: string[]): string {
  return template.replace(HOLE, (_hole, index: string) => {
    const value = values[Number(index)];
    if (value === undefined) throw new RangeError(`template hole {${index}} has no value`);
    return value;
  });
}
