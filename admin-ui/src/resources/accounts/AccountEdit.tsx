import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import { type ReactNode, useState } from 'react';
import { EditBase, Form, useEditContext, useNotify, useRefresh, useTranslate } from 'ra-core';
import { useFormContext } from 'react-hook-form';
import { useNavigate } from 'react-router-dom';
import { ApiError } from '../../api/api-error.js';
import { FormActions } from '../../look/FormActions.js';
import { Notice, Page, Section } from '../../look/parts.js';
import { AccountFields } from './AccountFields.js';
import { useNameOf } from './AccountName.js';
import { type Account, accountData, FIELDS } from './data.js';
import { account } from './places.js';

export function AccountEdit() {
  const notify = useNotify();
  const navigate = useNavigate();
  const [present, setPresent] = useState<Account>();
  const failed = (error: unknown, id: string) => {
    const tell = () => notify((error as Error).message, { type: 'error' });
    if (error instanceof ApiError && error.status === 412) accountData.read!(id).then(setPresent, tell);
    else tell();
  };
  return (
    <EditBase<Account>
      redirect={false}
      mutationMode="pessimistic"
      // Nobody’s typing is replaced because somebody else has saved.
      queryOptions={{ refetchOnMount: 'always', refetchOnReconnect: false }}
      mutationOptions={{
        onSuccess: ({ id }: Account) => {
          notify('ra.notification.updated', { type: 'success' });
          void navigate(account(id));
        },
        onError: (error: unknown, { id }: { id?: unknown }) => failed(error, String(id)),
      }}
    >
      <Content>
        {present && (
          <Conflict
            present={present}
            forget={() => setPresent(undefined)}
            failed={(error) => failed(error, present.id)}
          />
        )}
      </Content>
    </EditBase>
  );
}

function Content({ children }: { children: ReactNode }) {
  const translate = useTranslate();
  const nameOf = useNameOf();
  const { record, error } = useEditContext<Account>();
  if (error) return <Notice role="alert">{translate('ra.notification.item_doesnt_exist')}</Notice>;
  if (!record) return <p role="status">{translate('wardkey.loading')}</p>;
  return (
    <Page title={nameOf(record)} back={{ to: account(record.id), text: translate('wardkey.back') }}>
      <Section title={translate('wardkey.account.edit')}>
        <Form sanitizeEmptyValues={false}>
          {children}
          <AccountFields />
          <FormActions save={translate('ra.action.save')} cancel={account(record.id)} />
        </Form>
      </Section>
    </Page>
  );
}

/**
 * Somebody else was faster. The person sees both, and decides about the fields that they have changed themselves. What
 * they left alone stays as the other one has saved it.
 */
function Conflict({
  present,
  forget,
  failed,
}: {
  present: Account;
  forget(): void;
  failed(error: unknown): void;
}) {
  const translate = useTranslate();
  const notify = useNotify();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const { record: before } = useEditContext<Account>();
  const { getValues } = useFormContext<Account>();
  const typed = getValues();
  const mine = FIELDS.filter((field) => (typed[field] ?? '') !== (before?.[field] ?? ''));
  const theirs = FIELDS.filter((field) => present[field] !== before?.[field]);
  const different = FIELDS.filter((field) =>
    mine.includes(field) ? (typed[field] ?? '') !== (present[field] ?? '') : theirs.includes(field),
  );
  const shown = (value: string | null) => value || translate('wardkey.account.empty');
  const save = async () => {
    try {
      const changes = Object.fromEntries(mine.map((field) => [field, typed[field]]));
      await accountData.update!(present.id, changes, present);
      notify('ra.notification.updated', { type: 'success' });
      refresh();
      await navigate(account(present.id));
    } catch (error) {
      failed(error);
    }
  };
  return (
    <Box sx={{ mb: 3 }}>
      <Notice role="alert" title={translate('wardkey.account.conflictTitle')}>
        <span>{translate(`wardkey.account.${different.length > 0 ? 'conflictText' : 'conflictNone'}`)}</span>
        {different.length > 0 && (
          <Box sx={{ overflowX: 'auto' }}>
            <Table size="small">
              <TableHead>
                <TableRow>
                  <TableCell>{translate('wardkey.account.conflictField')}</TableCell>
                  <TableCell>{translate('wardkey.account.conflictNow')}</TableCell>
                  <TableCell>{translate('wardkey.account.conflictYours')}</TableCell>
                </TableRow>
              </TableHead>
              <TableBody>
                {different.map((field) => (
                  <TableRow key={field}>
                    <TableCell component="th" scope="row">
                      {translate(`resources.accounts.fields.${field}`)}
                    </TableCell>
                    <TableCell>{shown(present[field])}</TableCell>
                    <TableCell>
                      {mine.includes(field)
                        ? shown(typed[field])
                        : translate('wardkey.account.conflictUntouched')}
                    </TableCell>
                  </TableRow>
                ))}
              </TableBody>
            </Table>
          </Box>
        )}
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
          <Button onClick={() => void save()}>{translate('wardkey.account.conflictMine')}</Button>
          <Button
            variant="outlined"
            onClick={() => {
              forget();
              refresh();
            }}
          >
            {translate('wardkey.account.conflictTheirs')}
          </Button>
        </Box>
      </Notice>
    </Box>
  );
}
