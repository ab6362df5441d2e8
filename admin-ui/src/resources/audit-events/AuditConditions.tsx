import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { type FormEvent, useEffect, useState } from 'react';
import { useListContext, useTranslate } from 'ra-core';
import { en } from '../../words/en.js';
import { useAuditWords } from './words.js';

const TEXTS = [
  'reason',
  'reference',
  'accountId',
  'actorId',
  'clientId',
  'scheme',
  'fhirServer',
  'patient',
  'address',
];
const TIMES = ['from', 'to'];
const OUTCOMES = ['success', 'refused', 'failed'];
/** A test holds the words to the events of the server, so their keys are its events. */
const EVENTS = Object.keys(en.wardkey.events);

type Conditions = Record<string, string>;

/** The conditions of a search. They count when the person asks for it, because each search is written to the log. */
export function AuditConditions() {
  const translate = useTranslate();
  const words = useAuditWords();
  const { filterValues, setFilters } = useListContext();
  const [typed, setTyped] = useState<Conditions>(filterValues as Conditions);
  // Links from other pages bring conditions with them.
  useEffect(() => setTyped(filterValues as Conditions), [filterValues]);
  const set = (name: string, value: string) => setTyped((before) => ({ ...before, [name]: value }));
  const given = (conditions: Conditions) =>
    Object.fromEntries(
      Object.entries(conditions)
        .map(([name, value]) => [name, value.trim()] as const)
        .filter(([, value]) => value !== ''),
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setFilters(given(typed));
  };
  const label = (field: string) => translate(`resources.audit-events.fields.${field}`);
  const choice = (name: string, options: Array<[value: string, text: string]>) => (
    <TextField
      key={name}
      select
      label={label(name)}
      value={typed[name] ?? ''}
      onChange={({ target }) => set(name, target.value)}
      slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
    >
      <MenuItem value="">{translate('wardkey.list.any')}</MenuItem>
      {options.map(([value, text]) => (
        <MenuItem key={value} value={value}>
          {text}
        </MenuItem>
      ))}
    </TextField>
  );
  const count = Object.keys(given(filterValues as Conditions)).length;
  return (
    <details open={count > 0}>
      <Box
        component="summary"
        sx={{ py: 1, cursor: 'pointer', color: 'secondary.main', fontWeight: 600, width: 'fit-content' }}
      >
        {translate('wardkey.list.conditions')}
        {count > 0 && ` (${count})`}
      </Box>
      <Box component="form" onSubmit={submit} sx={{ display: 'grid', gap: 2, pt: 1 }}>
        <Box
          sx={{
            display: 'grid',
            gap: 2,
            gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 15rem), 1fr))',
          }}
        >
          {choice(
            'event',
            EVENTS.map((one): [string, string] => [one, words.event(one)]).sort(([, one], [, other]) =>
              one.localeCompare(other),
            ),
          )}
          {choice(
            'outcome',
            OUTCOMES.map((one) => [one, translate(`wardkey.audit.outcome.${one}`)]),
          )}
          {TIMES.map((name) => (
            <TextField
              key={name}
              type="datetime-local"
              label={label(name)}
              value={localOf(typed[name])}
              onChange={({ target }) => set(name, isoOf(target.value))}
              slotProps={{ inputLabel: { shrink: true }, htmlInput: { step: 1 } }}
            />
          ))}
          {TEXTS.map((name) => (
            <TextField
              key={name}
              label={label(name)}
              value={typed[name] ?? ''}
              onChange={({ target }) => set(name, target.value)}
              autoComplete="off"
            />
          ))}
        </Box>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
          <Button type="submit">{translate('wardkey.list.search')}</Button>
          <Button variant="outlined" onClick={() => setFilters({})}>
            {translate('wardkey.list.clear')}
          </Button>
        </Box>
      </Box>
    </details>
  );
}

/** A field of the browser has the time of this computer, the API has that of the world. */
function isoOf(local: string): string {
  const time = new Date(local);
  return Number.isNaN(time.getTime()) ? '' : time.toISOString();
}

function localOf(iso: string | undefined): string {
  if (!iso) return '';
  const time = new Date(iso);
  const shifted = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 19);
}
