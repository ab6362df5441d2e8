import { useGetMany, useCanAccess, useTranslate } from 'ra-core';
import { Link } from 'react-router-dom';
import { Code } from '../../look/parts.js';
import type { Account } from './data.js';
import { account } from './places.js';

type Named = Pick<Account, 'displayName' | 'email'>;

/** What an account is called. */
export function useNameOf(): (account: Named | undefined) => string {
  const translate = useTranslate();
  return (one) => one?.displayName ?? one?.email ?? translate('wardkey.account.unnamed');
}

/** An account of which only the id is known: its name, leading to it, as far as it still exists and may be seen. */
export function AccountName({ id }: { id: string }) {
  const translate = useTranslate();
  const nameOf = useNameOf();
  const { canAccess } = useCanAccess({ resource: 'accounts', action: 'show' });
  const { data, isPending } = useGetMany<Account>('accounts', { ids: [id] }, { enabled: canAccess === true });
  const [found] = data ?? [];
  if (found) return <Link to={account(id)}>{nameOf(found)}</Link>;
  if (canAccess && isPending) return <span>{translate('wardkey.loading')}</span>;
  return (
    <span>
      <Code>{id}</Code>
      {canAccess ? ` (${translate('wardkey.account.gone')})` : ''}
    </span>
  );
}
