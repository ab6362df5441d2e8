import Box from '@mui/material/Box';
import { useQuery } from '@tanstack/react-query';
import { useCanAccess, useTranslate } from 'ra-core';
import { Link } from 'react-router-dom';
import { Mark } from '../look/Mark.js';
import { Code, Notice, Page, Section } from '../look/parts.js';
import { Time } from '../look/Time.js';
import { AccountName } from '../resources/accounts/AccountName.js';
import { type AuditEvent, latestRefusals } from '../resources/audit-events/data.js';
import { auditEvent, auditEventsWith } from '../resources/audit-events/places.js';
import { useAuditWords } from '../resources/audit-events/words.js';
import { HEALTH_PARTS, readHealth } from './health.js';

const SHOWN = 10;

/** The first page: is everything healthy, and whom could nobody let in? */
export function Start() {
  const translate = useTranslate();
  const { canAccess, isPending } = useCanAccess({ resource: 'audit-events', action: 'list' });
  return (
    <Page title={translate('wardkey.start')}>
      <Health />
      {!isPending && (canAccess ? <Refusals /> : null)}
    </Page>
  );
}

function Health() {
  const translate = useTranslate();
  const { data, error } = useQuery({ queryKey: ['health'], queryFn: readHealth, refetchInterval: 30_000 });
  const state = (isUp: boolean) => translate(`wardkey.health.${isUp ? 'up' : 'down'}`);
  return (
    <Section title={translate('wardkey.health.title')}>
      <Box role="status" sx={{ display: 'grid', gap: 1 }}>
        {!data && !error && <span>{translate('wardkey.loading')}</span>}
        {error && <Mark meaning="bad">{translate('wardkey.health.unknown')}</Mark>}
        {data && (
          <>
            <Mark meaning={data.status === 'up' ? 'good' : 'bad'}>
              {translate(`wardkey.health.${data.status === 'up' ? 'allWell' : 'notWell'}`)}
            </Mark>
            {HEALTH_PARTS.map((part) => (
              <span key={part}>
                {translate(`wardkey.health.${part}`)}: {state(data[part] === 'up')}
              </span>
            ))}
            {data.draining && <span>{translate('wardkey.health.draining')}</span>}
          </>
        )}
      </Box>
    </Section>
  );
}

function Refusals() {
  const translate = useTranslate();
  const { data, error } = useQuery({ queryKey: ['refusals'], queryFn: () => latestRefusals(SHOWN) });
  return (
    <Section
      title={translate('wardkey.refusals.title')}
      actions={
        <Link to={auditEventsWith({ event: 'login.refused' })}>{translate('wardkey.refusals.all')}</Link>
      }
    >
      {error && <Notice role="alert">{translate(error.message, { _: error.message })}</Notice>}
      {!data && !error && <span role="status">{translate('wardkey.loading')}</span>}
      {data?.length === 0 && <span>{translate('wardkey.refusals.none')}</span>}
      {data && data.length > 0 && (
        <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none' }}>
          {data.map((row) => (
            <Refusal key={row.id} row={row} />
          ))}
        </Box>
      )}
    </Section>
  );
}

function Refusal({ row }: { row: AuditEvent }) {
  const translate = useTranslate();
  const words = useAuditWords();
  const { id, event, reason, occurredAt, scheme, clientId, accountId, reference } = row;
  return (
    <Box
      component="li"
      sx={{
        py: 1.5,
        borderTop: 1,
        borderColor: 'divider',
        '&:first-of-type': { borderTop: 0 },
        overflowWrap: 'anywhere',
      }}
    >
      <Link to={auditEvent(id)}>{reason ? words.reason(reason) : words.event(event)}</Link>
      <Box sx={{ color: 'text.secondary', display: 'flex', flexWrap: 'wrap', columnGap: 2 }}>
        <Time at={occurredAt} />
        {accountId && <AccountName id={accountId} />}
        {clientId && <span>{translate('wardkey.refusals.for', { app: clientId })}</span>}
        {scheme && <span>{translate('wardkey.refusals.at', { provider: scheme })}</span>}
        {reference && <Code>{reference}</Code>}
      </Box>
    </Box>
  );
}
