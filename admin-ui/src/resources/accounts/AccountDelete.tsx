import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useGetOne, useDelete, useNotify, useTranslate } from 'ra-core';
import { Link, useNavigate, useParams } from 'react-router-dom';
import { Notice, Page, Section } from '../../look/parts.js';
import { useNameOf } from './AccountName.js';
import type { Account } from './data.js';
import { account } from './places.js';

/** The question before the deletion. */
export function AccountDelete() {
  const translate = useTranslate();
  const nameOf = useNameOf();
  const notify = useNotify();
  const navigate = useNavigate();
  const { id = '' } = useParams();
  const { data: record, error } = useGetOne<Account>('accounts', { id });
  const [remove, { isPending }] = useDelete<Account, Error>();
  if (error) return <Notice role="alert">{translate('ra.notification.item_doesnt_exist')}</Notice>;
  if (!record) return <p role="status">{translate('wardkey.loading')}</p>;
  const go = () =>
    void remove(
      'accounts',
      { id, previousData: record },
      {
        mutationMode: 'pessimistic',
        onSuccess: () => {
          notify('wardkey.account.deleted', { type: 'success' });
          void navigate('/accounts');
        },
        onError: (problem: Error) => notify(problem.message, { type: 'error' }),
      },
    );
  return (
    <Page
      title={translate('wardkey.account.deleteTitle')}
      back={{ to: account(id), text: translate('wardkey.back') }}
    >
      <Section title={nameOf(record)}>
        <span>{record.email}</span>
        <Box component="p" sx={{ m: 0, maxWidth: '40rem' }}>
          {translate('wardkey.account.deleteText')}
        </Box>
        <Box component="p" sx={{ m: 0, maxWidth: '40rem' }}>
          {translate('wardkey.account.deleteRather')}
        </Box>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
          <Button color="error" disabled={isPending} onClick={go}>
            {translate('wardkey.account.deleteGo')}
          </Button>
          <Button component={Link} to={account(id)} variant="outlined">
            {translate('wardkey.account.keep')}
          </Button>
        </Box>
      </Section>
    </Page>
  );
}
