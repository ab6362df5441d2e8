import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useGetOne, useNotify, useTranslate } from 'ra-core';
import { Link, useNavigate, useParams } from 'react-router-dom';
import { Notice, Page, Section } from '../../look/parts.js';
import { readRoles } from '../roles/data.js';
import { RoleAllows } from '../roles/RoleAllows.js';
import { useNameOf } from './AccountName.js';
import { type Account, type RoleName, rolesOf, setRoles } from './data.js';
import { account } from './places.js';

export function AccountRoles() {
  const translate = useTranslate();
  const nameOf = useNameOf();
  const { id = '' } = useParams();
  const { data: record, error } = useGetOne<Account>('accounts', { id });
  const present = useQuery({ queryKey: ['roles', id], queryFn: () => rolesOf(id), gcTime: 0 });
  if (error) return <Notice role="alert">{translate('ra.notification.item_doesnt_exist')}</Notice>;
  if (!record || !present.data) return <p role="status">{translate('wardkey.loading')}</p>;
  return (
    <Page
      title={translate('wardkey.account.rolesTitle', { name: nameOf(record) })}
      back={{ to: account(id), text: translate('wardkey.back') }}
    >
      <Choice id={id} present={present.data} />
    </Page>
  );
}

function Choice({ id, present }: { id: string; present: RoleName[] }) {
  const translate = useTranslate();
  const notify = useNotify();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [wanted, setWanted] = useState(present);
  const { data: roles } = useQuery({ queryKey: ['roles'], queryFn: readRoles });
  const saving = useMutation({
    mutationFn: () => setRoles(id, wanted),
    onSuccess: () => {
      notify('wardkey.account.rolesSaved', { type: 'success' });
      void queries.invalidateQueries({ queryKey: ['roles'] });
      void navigate(account(id));
    },
    onError: (error) => notify(error.message, { type: 'error' }),
  });
  const toggle = (role: RoleName) =>
    setWanted((before) => (before.includes(role) ? before.filter((one) => one !== role) : [...before, role]));
  return (
    <Section title={translate('wardkey.account.roles')}>
      <Box
        component="form"
        onSubmit={(event) => {
          event.preventDefault();
          saving.mutate();
        }}
        sx={{ display: 'grid', gap: 3, gridTemplateColumns: 'minmax(0, 1fr)' }}
      >
        <Box component="fieldset" sx={{ m: 0, p: 0, border: 0, minWidth: 0, display: 'grid', gap: 2 }}>
          {roles?.map(({ id: role, permissions }) => (
            <Box key={role}>
              <FormControlLabel
                control={<Checkbox checked={wanted.includes(role)} onChange={() => toggle(role)} />}
                label={
                  <span>
                    <strong>{translate(`wardkey.roles.${role}.name`)}</strong>:{' '}
                    {translate(`wardkey.roles.${role}.text`)}
                  </span>
                }
              />
              <Box sx={{ pl: 4 }}>
                <RoleAllows permissions={permissions} />
              </Box>
            </Box>
          ))}
        </Box>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
          <Button type="submit" disabled={saving.isPending}>
            {translate('ra.action.save')}
          </Button>
          <Button component={Link} to={account(id)} variant="outlined">
            {translate('ra.action.cancel')}
          </Button>
        </Box>
      </Box>
    </Section>
  );
}
