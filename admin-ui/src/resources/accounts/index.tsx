import { Route } from 'react-router-dom';
import type { PageResource } from '../resource.js';
import { AccountCreate } from './AccountCreate.js';
import { AccountDelete } from './AccountDelete.js';
import { AccountEdit } from './AccountEdit.js';
import { AccountList } from './AccountList.js';
import { AccountRoles } from './AccountRoles.js';
import { AccountShow } from './AccountShow.js';
import { accountData } from './data.js';

export const accounts: PageResource = {
  name: 'accounts',
  data: accountData,
  permissions: {
    list: '__wardkey/accounts.read',
    show: '__wardkey/accounts.read',
    create: '__wardkey/accounts.write',
    edit: '__wardkey/accounts.write',
    delete: '__wardkey/accounts.write',
    invite: '__wardkey/credentials.write',
    seeRoles: '__wardkey/roles.read',
    giveRoles: '__wardkey/roles.write',
  },
  list: AccountList,
  show: AccountShow,
  create: AccountCreate,
  edit: AccountEdit,
  more: (
    <>
      <Route path=":id/roles" element={<AccountRoles />} />
      <Route path=":id/delete" element={<AccountDelete />} />
    </>
  ),
};
