import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { ListBase, useCanAccess, useListContext, useTranslate } from 'ra-core';
import { Link } from 'react-router-dom';
import { Notice, Page, Section } from '../../look/parts.js';
import { useTimes } from '../../look/Time.js';
import { AccountStatus } from '../accounts/AccountStatus.js';
import { useNameOf } from '../accounts/AccountName.js';
import { account } from '../accounts/places.js';
import type { Role } from './data.js';
import { RoleAllows } from './RoleAllows.js';

export function RoleList() {
  const translate = useTranslate();
  return (
    <ListBase exporter={false} perPage={100}>
      <Page title={translate('resources.roles.name')}>
        <span>{translate('wardkey.roles.howTo')}</span>
        <Roles />
      </Page>
    </ListBase>
  );
}

function Roles() {
  const translate = useTranslate();
  const { data, error } = useListContext<Role>();
  if (error) return <Notice role="alert">{translate(error.message, { _: error.message })}</Notice>;
  if (!data) return <p role="status">{translate('wardkey.loading')}</p>;
  return data.map((role) => (
    <Section key={role.id} title={translate(`wardkey.roles.${role.name}.name`)}>
      <span>{translate(`wardkey.roles.${role.name}.text`)}</span>
      <RoleAllows permissions={role.permissions} />
      <Box>
        <Typography component="h3" variant="h3">
          {translate('wardkey.roles.holders')}
        </Typography>
        <Holders holders={role.holders} />
      </Box>
    </Section>
  ));
}

function Holders({ holders }: Pick<Role, 'holders'>) {
  const translate = useTranslate();
  const times = useTimes();
  const nameOf = useNameOf();
  const { canAccess } = useCanAccess({ resource: 'accounts', action: 'show' });
  if (holders.length === 0) return <span>{translate('wardkey.roles.nobody')}</span>;
  return (
    <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none' }}>
      {holders.map((holder) => (
        <Box
          component="li"
          key={holder.accountId}
          sx={{
            py: 1,
            display: 'flex',
            flexWrap: 'wrap',
            columnGap: 2,
            alignItems: 'center',
            overflowWrap: 'anywhere',
          }}
        >
          {canAccess ? <Link to={account(holder.accountId)}>{nameOf(holder)}</Link> : nameOf(holder)}
          {holder.displayName !== null && <span>{holder.email}</span>}
          <span>{translate('wardkey.roles.since', { time: times(holder.since) })}</span>
          {holder.status !== 'active' && <AccountStatus status={holder.status} />}
        </Box>
      ))}
    </Box>
  );
}
