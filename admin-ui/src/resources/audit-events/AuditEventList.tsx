import Box from '@mui/material/Box';
import { ListBase, useTranslate } from 'ra-core';
import { Code, Page } from '../../look/parts.js';
import { Rows } from '../../look/Rows.js';
import { Time } from '../../look/Time.js';
import { AccountName } from '../accounts/AccountName.js';
import { AuditConditions } from './AuditConditions.js';
import type { AuditEvent } from './data.js';
import { Outcome } from './Outcome.js';
import { auditEvent } from './places.js';
import { useAuditWords } from './words.js';

export function AuditEventList() {
  const translate = useTranslate();
  const words = useAuditWords();
  const label = (field: string) => translate(`resources.audit-events.fields.${field}`);
  const title = translate('resources.audit-events.name');
  return (
    <ListBase perPage={25} exporter={false}>
      <Page title={title}>
        <AuditConditions />
        <Rows<AuditEvent>
          label={title}
          to={({ id }) => auditEvent(id)}
          nothing={translate('wardkey.audit.noResults')}
          columns={[
            { label: label('event'), show: ({ event }) => words.event(event) },
            { label: label('occurredAt'), show: ({ occurredAt }) => <Time at={occurredAt} /> },
            { label: label('outcome'), show: ({ outcome }) => <Outcome outcome={outcome} /> },
            { label: label('reason'), show: ({ reason }) => reason && words.reason(reason) },
            {
              label: label('accountId'),
              show: ({ accountId }) => accountId && <AccountName id={accountId} />,
            },
            { label: label('clientId'), show: ({ clientId }) => clientId },
            { label: label('reference'), show: ({ reference }) => reference && <Code>{reference}</Code> },
          ]}
        />
        <Box sx={{ color: 'text.secondary', fontSize: '0.875rem' }}>{translate('wardkey.audit.today')}</Box>
      </Page>
    </ListBase>
  );
}
