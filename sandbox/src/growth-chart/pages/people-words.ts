import { type HumanName, type Patient } from '@medplum/fhirtypes';

const day = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

/** "14 Sep 2026", or what the record says when it is not a whole date. */
export function writeDate(iso: string | undefined): string {
  if (!iso) return '';
  const date = new Date(`${iso.slice(0, 10)}T00:00:00Z`);
  return iso.length < 10 || Number.isNaN(date.getTime()) ? iso : day.format(date);
}

/** A person's name in the order in which people write it. */
export function writeName(names: HumanName[] | undefined): string {
  const name = names?.find(({ use }) => use === 'official') ?? names?.[0];
  return name?.text ?? [name?.prefix, name?.given, name?.family].flat().filter(Boolean).join(' ');
}

/** Age in the unit that fits: days, months up to two years, then years. */
export function writeAge(birthDate: string, now: Date): string {
  const birth = new Date(`${birthDate}T00:00:00Z`);
  const hadDay = now.getUTCDate() >= birth.getUTCDate() ? 0 : 1;
  const months =
    (now.getUTCFullYear() - birth.getUTCFullYear()) * 12 + now.getUTCMonth() - birth.getUTCMonth() - hadDay;
  if (months < 1) return count(Math.floor((now.getTime() - birth.getTime()) / 86_400_000), 'day');
  return months < 24 ? count(months, 'month') : count(Math.floor(months / 12), 'year');
}

const count = (amount: number, unit: string) => `${amount} ${unit}${amount === 1 ? '' : 's'}`;

/** The hospital's medical record number of a patient. */
export const medicalRecordNumber = ({ identifier }: Patient) =>
  identifier?.find(({ type }) => type?.coding?.some(({ code }) => code === 'MR'))?.value;
