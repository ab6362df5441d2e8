import { CreateBase, Form, useNotify, useTranslate } from 'ra-core';
import { useNavigate } from 'react-router-dom';
import { FormActions } from '../../look/FormActions.js';
import { Page, Section } from '../../look/parts.js';
import { AccountFields } from './AccountFields.js';
import type { Account } from './data.js';
import { account } from './places.js';

export function AccountCreate() {
  const translate = useTranslate();
  const notify = useNotify();
  const navigate = useNavigate();
  const title = translate('wardkey.account.create');
  return (
    <CreateBase
      redirect={false}
      mutationOptions={{
        onSuccess: (made: unknown) => {
          notify('ra.notification.created', { type: 'success' });
          void navigate(account((made as Account).id));
        },
      }}
    >
      <Page title={title} back={{ to: '/accounts', text: translate('resources.accounts.name') }}>
        <Section title={translate('wardkey.account.facts')}>
          <Form sanitizeEmptyValues={false}>
            <AccountFields />
            <FormActions save={translate('ra.action.create')} cancel="/accounts" />
          </Form>
        </Section>
      </Page>
    </CreateBase>
  );
}
