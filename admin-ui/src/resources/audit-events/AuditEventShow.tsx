import Box from '@mui/material/Box';
import { ShowBase, useShowContext, useTranslate } from 'ra-core';
import { Link } from 'react-router-dom';
import { Code, Facts, Notice, Page, Section } from '../../look/parts.js';
import { Time } from '../../look/Time.js';
import { AccountName } from '../accounts/AccountName.js';
import type { AuditEvent } from './data.js';
import { Outcome } from './Outcome.js';
import { auditEventsWith } from './places.js';
import { Trail } from './Trail.js';
import { useAuditWords } from './words.js';

export function AuditEventShow() {
  return (
    <ShowBase>
      <Content />
    </ShowBase>
  );
}

function Content() {
  const translate = useTranslate();
  const words = useAuditWords();
  const { record, error } = useShowContext<AuditEvent>();
  if (error) return <Notice role="alert">{translate('ra.notification.item_doesnt_exist')}</Notice>;
  if (!record) return <p role="status">{translate('wardkey.loading')}</p>;
  const label = (field: string) => translate(`resources.audit-events.fields.${field}`);
  const { event, reason, accountId, actorId, clientId, reference } = record;
  const others: Array<[string, Record<string, string> | undefined]> = [
    ['sameReference', reference === undefined ? undefined : { reference }],
    ['sameAccount', accountId === undefined ? undefined : { accountId }],
    ['sameClient', clientId === undefined ? undefined : { clientId }],
  ];
  return (
    <Page
      title={words.event(event)}
      back={{ to: '/audit-events', text: translate('resources.audit-events.name') }}
    >
      {reason && (
        <Notice title={words.reason(reason)}>
          <Code>{reason}</Code>
        </Notice>
      )}
      <Section title={translate('wardkey.audit.trail')}>
        <Trail trail={record.trail} />
      </Section>
      <Section title={translate('wardkey.audit.facts')}>
        <Facts
          facts={[
            [label('occurredAt'), <Time key="time" at={record.occurredAt} />],
            [label('outcome'), <Outcome key="outcome" outcome={record.outcome} />],
            [label('reference'), reference && <Code>{reference}</Code>],
            [label('accountId'), accountId && <AccountName id={accountId} />],
            [label('actorId'), actorId && <AccountName id={actorId} />],
            [label('clientId'), clientId && <Code>{clientId}</Code>],
            [label('scheme'), record.scheme && <Code>{record.scheme}</Code>],
            [label('fhirServer'), record.fhirServer && <Code>{record.fhirServer}</Code>],
            [label('patient'), record.patient && <Code>{record.patient}</Code>],
            [label('address'), record.address && <Code>{record.address}</Code>],
            [label('userAgent'), record.userAgent],
            [label('event'), <Code key="event">{event}</Code>],
            [label('position'), record.position],
            [label('id'), <Code key="id">{record.id}</Code>],
          ]}
        />
        <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 3, rowGap: 1 }}>
          {others.map(
            ([name, filter]) =>
              filter && (
                <Link key={name} to={auditEventsWith(filter)}>
                  {translate(`wardkey.audit.${name}`)}
                </Link>
              ),
          )}
        </Box>
      </Section>
    </Page>
  );
}
