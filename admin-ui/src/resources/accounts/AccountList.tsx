import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { type FormEvent, useEffect, useState } from 'react';
import { ListBase, useCanAccess, useListContext, useTranslate } from 'ra-core';
import { Link } from 'react-router-dom';
import { Page } from '../../look/parts.js';
import { Rows } from '../../look/Rows.js';
import { Time } from '../../look/Time.js';
import { useNameOf } from './AccountName.js';
import { AccountStatus } from './AccountStatus.js';
import type { Account } from './data.js';
import { account, NEW_ACCOUNT } from './places.js';

export function AccountList() {
  const translate = useTranslate();
  const nameOf = useNameOf();
  const { canAccess } = useCanAccess({ resource: 'accounts', action: 'create' });
  const label = (field: string) => translate(`resources.accounts.fields.${field}`);
  const title = translate('resources.accounts.name');
  return (
    <ListBase perPage={25} exporter={false}>
      <Page
        title={title}
        actions={
          canAccess && (
            <Button component={Link} to={NEW_ACCOUNT}>
              {translate('wardkey.account.create')}
            </Button>
          )
        }
      >
        <Search />
        <Rows<Account>
          label={title}
          to={({ id }) => account(id)}
          columns={[
            { label: label('displayName'), show: nameOf },
            { label: label('email'), show: ({ email }) => email },
            { label: label('status'), show: ({ status }) => <AccountStatus status={status} /> },
            {
              label: label('lastSignInAt'),
              show: ({ lastSignInAt }) =>
                lastSignInAt === null ? translate('wardkey.account.never') : <Time at={lastSignInAt} />,
            },
          ]}
        />
      </Page>
    </ListBase>
  );
}

interface Conditions {
  q?: string;
  status?: string;
}

function Search() {
  const translate = useTranslate();
  const { filterValues, setFilters } = useListContext();
  const { q = '', status = '' } = filterValues as Conditions;
  const [text, setText] = useState(q);
  // The search in the header changes the conditions, too.
  useEffect(() => setText(q), [q]);
  const find = (conditions: Conditions) =>
    setFilters(Object.fromEntries(Object.entries(conditions).filter(([, value]) => value !== '')));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    find({ q: text.trim(), status });
  };
  return (
    <Box component="form" onSubmit={submit} sx={{ display: 'flex', flexWrap: 'wrap', gap: 2 }}>
      <TextField
        type="search"
        label={translate('wardkey.account.find')}
        value={text}
        onChange={({ target }) => setText(target.value)}
        sx={{ flex: '1 1 16rem' }}
      />
      <TextField
        select
        label={translate('resources.accounts.fields.status')}
        value={status}
        onChange={({ target }) => find({ q: text.trim(), status: target.value })}
        sx={{ flex: '0 1 12rem' }}
        slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
      >
        <MenuItem value="">{translate('wardkey.list.any')}</MenuItem>
        {['active', 'deactivated'].map((one) => (
          <MenuItem key={one} value={one}>
            {translate(`wardkey.account.${one}`)}
          </MenuItem>
        ))}
      </TextField>
      <Button type="submit" variant="outlined">
        {translate('wardkey.list.search')}
      </Button>
    </Box>
  );
}
