import { useTranslate } from 'ra-core';
import { Mark } from '../../look/Mark.js';
import type { Account } from './data.js';

export function AccountStatus({ status }: Pick<Account, 'status'>) {
  const translate = useTranslate();
  return <Mark meaning={status === 'active' ? 'good' : 'bad'}>{translate(`wardkey.account.${status}`)}</Mark>;
}
