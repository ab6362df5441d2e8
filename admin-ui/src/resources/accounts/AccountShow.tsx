import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useMutation, useQuery } from '@tanstack/react-query';
import { ShowBase, useCanAccess, useNotify, useRefresh, useShowContext, useTranslate } from 'ra-core';
import { Link } from 'react-router-dom';
import { Code, Facts, Notice, Page, Section } from '../../look/parts.js';
import { Time, useTimes } from '../../look/Time.js';
import { auditEventsWith } from '../audit-events/places.js';
import { AccountStatus } from './AccountStatus.js';
import { useNameOf } from './AccountName.js';
import { type Account, invite, linksOf, rolesOf, switchAccount } from './data.js';
import { changeAccount, deleteAccount, rolesOfAccount } from './places.js';

export function AccountShow() {
  return (
    <ShowBase>
      <Content />
    </ShowBase>
  );
}

function Content() {
  const translate = useTranslate();
  const nameOf = useNameOf();
  const { record, error } = useShowContext<Account>();
  const audit = useCanAccess({ resource: 'audit-events', action: 'list' });
  const roles = useCanAccess({ resource: 'accounts', action: 'seeRoles' });
  if (error) return <Notice role="alert">{translate('ra.notification.item_doesnt_exist')}</Notice>;
  if (!record) return <p role="status">{translate('wardkey.loading')}</p>;
  const label = (field: string) => translate(`resources.accounts.fields.${field}`);
  const { id, status, displayName, email, externalId, externalIdScheme, fhirUser } = record;
  return (
    <Page
      title={nameOf(record)}
      back={{ to: '/accounts', text: translate('resources.accounts.name') }}
      actions={<Deeds account={record} />}
    >
      <Section title={translate('wardkey.account.facts')}>
        <Facts
          facts={[
            [label('status'), <AccountStatus key="status" status={status} />],
            [label('displayName'), displayName],
            [label('email'), email],
            [label('fhirUser'), fhirUser && <Code>{fhirUser}</Code>],
            [label('externalId'), externalId && <Code>{externalId}</Code>],
            [label('externalIdScheme'), externalIdScheme],
            [
              label('lastSignInAt'),
              record.lastSignInAt === null ? (
                translate('wardkey.account.never')
              ) : (
                <Time key="last" at={record.lastSignInAt} />
              ),
            ],
            [label('createdAt'), <Time key="created" at={record.createdAt} />],
            [label('updatedAt'), <Time key="updated" at={record.updatedAt} />],
            [label('id'), <Code key="id">{id}</Code>],
          ]}
        />
        {audit.canAccess && (
          <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 3, rowGap: 1 }}>
            <Link to={auditEventsWith({ accountId: id })}>{translate('wardkey.account.audit')}</Link>
            <Link to={auditEventsWith({ actorId: id })}>{translate('wardkey.account.auditBy')}</Link>
          </Box>
        )}
      </Section>
      <Links id={id} />
      {roles.canAccess && <Roles id={id} />}
    </Page>
  );
}

/** What can be done with the account. What cannot be undone has a page of its own. */
function Deeds({ account }: { account: Account }) {
  const translate = useTranslate();
  const notify = useNotify();
  const refresh = useRefresh();
  const times = useTimes();
  const edit = useCanAccess({ resource: 'accounts', action: 'edit' });
  const credentials = useCanAccess({ resource: 'accounts', action: 'invite' });
  const onError = (error: Error) => {
    notify(error.message, { type: 'error' });
    refresh();
  };
  const switching = useMutation({
    mutationFn: () => switchAccount(account, account.status === 'active' ? 'deactivate' : 'activate'),
    onSuccess: ({ status }) => {
      notify(`wardkey.account.${status === 'active' ? 'switchedOn' : 'switchedOff'}`, { type: 'success' });
      refresh();
    },
    onError,
  });
  const inviting = useMutation({
    mutationFn: () => invite(account.id),
    onSuccess: (time) =>
      notify('wardkey.account.invited', { type: 'success', messageArgs: { time: times(time) } }),
    onError,
  });
  return (
    <>
      {edit.canAccess && (
        <Button component={Link} to={changeAccount(account.id)}>
          {translate('wardkey.account.edit')}
        </Button>
      )}
      {credentials.canAccess && account.email !== null && (
        <Button variant="outlined" disabled={inviting.isPending} onClick={() => inviting.mutate()}>
          {translate('wardkey.account.invite')}
        </Button>
      )}
      {edit.canAccess && (
        <>
          <Button
            variant="outlined"
            disabled={switching.isPending}
            onClick={() => switching.mutate()}
            title={account.status === 'active' ? translate('wardkey.account.deactivateHint') : undefined}
          >
            {translate(`wardkey.account.${account.status === 'active' ? 'deactivate' : 'activate'}`)}
          </Button>
          <Button component={Link} to={deleteAccount(account.id)} variant="outlined" color="error">
            {translate('wardkey.account.delete')}
          </Button>
        </>
      )}
    </>
  );
}

/** Who makes a link without a claim. */
const MAKERS = ['provisioned', 'administrator'];

function Links({ id }: { id: string }) {
  const translate = useTranslate();
  const times = useTimes();
  const linkedByInWords = (what: string) =>
    translate(`wardkey.account.linkedBy.${MAKERS.includes(what) ? what : 'claim'}`, { claim: what });
  const { data, error } = useQuery({ queryKey: ['links', id], queryFn: () => linksOf(id) });
  return (
    <Section title={translate('wardkey.account.links')}>
      {error && <Notice role="alert">{translate(error.message, { _: error.message })}</Notice>}
      {data?.length === 0 && <span>{translate('wardkey.account.noLinks')}</span>}
      {data?.map(({ id: linkId, scheme, issuer, subject, linkedBy, linkedAt, lastUsedAt, fhirUsers }) => (
        <Box key={linkId} sx={{ display: 'grid', gap: 1, gridTemplateColumns: 'minmax(0, 1fr)' }}>
          <Typography component="h3" variant="h3">
            {scheme}
          </Typography>
          <Facts
            facts={[
              [translate('wardkey.account.subject'), <Code key="subject">{subject}</Code>],
              ['Issuer', <Code key="issuer">{issuer}</Code>],
              [translate('wardkey.account.linkedAt'), `${times(linkedAt)}, ${linkedByInWords(linkedBy)}`],
              [translate('wardkey.account.lastUsedAt'), <Time key="used" at={lastUsedAt} />],
              [
                translate('wardkey.account.fhirUsers'),
                fhirUsers.length === 0 ? (
                  translate('wardkey.account.noFhirUsers')
                ) : (
                  <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none' }}>
                    {fhirUsers.map(({ fhirServer, fhirUser, source, resolvedAt }) => (
                      <li key={`${fhirServer} ${fhirUser}`}>
                        <Code>{`${fhirServer}: ${fhirUser}`}</Code>
                        {', '}
                        {translate('wardkey.account.fhirUserFound', {
                          time: times(resolvedAt),
                          source: translate(`wardkey.account.source.${source}`),
                        })}
                      </li>
                    ))}
                  </Box>
                ),
              ],
            ]}
          />
        </Box>
      ))}
    </Section>
  );
}

function Roles({ id }: { id: string }) {
  const translate = useTranslate();
  const { canAccess } = useCanAccess({ resource: 'accounts', action: 'giveRoles' });
  const { data, error } = useQuery({ queryKey: ['roles', id], queryFn: () => rolesOf(id) });
  return (
    <Section
      title={translate('wardkey.account.roles')}
      actions={
        canAccess && (
          <Button component={Link} to={rolesOfAccount(id)} variant="outlined">
            {translate('wardkey.account.changeRoles')}
          </Button>
        )
      }
    >
      {error && <Notice role="alert">{translate(error.message, { _: error.message })}</Notice>}
      {data?.length === 0 && <span>{translate('wardkey.account.noRoles')}</span>}
      {data && data.length > 0 && (
        <Facts
          facts={data.map((role) => [
            translate(`wardkey.roles.${role}.name`),
            translate(`wardkey.roles.${role}.text`),
          ])}
        />
      )}
    </Section>
  );
}
