import { useLocaleState } from 'ra-core';

const LOCALES: Record<string, string> = { en: 'en-GB', nl: 'nl-NL' };

/** Writes moments in the language of the page and the time zone of this computer. */
export function useTimes(): (iso: string) => string {
  const [language] = useLocaleState();
  const format = new Intl.DateTimeFormat(LOCALES[language], { dateStyle: 'medium', timeStyle: 'medium' });
  return (iso) => format.format(new Date(iso));
}

export function Time({ at }: { at: string }) {
  const write = useTimes();
  return (
    <time dateTime={at} title={at}>
      {write(at)}
    </time>
  );
}
