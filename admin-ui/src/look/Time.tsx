import { useLocaleState } from 'ra-core';

const LOCALES: Record<string, string> = { en: 'en-GB', nl: 'nl-NL' };

/** Writes moments in the language of the page and the time zone of this computer. A line may end after the date. */
export function useTimes(): (iso: string) => string {
  const [language] = useLocaleState();
  const day = new Intl.DateTimeFormat(LOCALES[language], { dateStyle: 'medium' });
  const time = new Intl.DateTimeFormat(LOCALES[language], { timeStyle: 'medium' });
  return (iso) => {
    const moment = new Date(iso);
    return `${day.format(moment).replaceAll(' ', '\u00a0')}, ${time.format(moment)}`;
  };
}

export function Time({ at }: { at: string }) {
  const write = useTimes();
  return (
    <time dateTime={at} title={at}>
      {write(at)}
    </time>
  );
}
