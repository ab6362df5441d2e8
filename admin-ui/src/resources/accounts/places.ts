const ACCOUNTS = '/accounts';

export const NEW_ACCOUNT = `${ACCOUNTS}/create`;
export const account = (id: string) => `${ACCOUNTS}/${id}/show`;
export const changeAccount = (id: string) => `${ACCOUNTS}/${id}`;
export const rolesOfAccount = (id: string) => `${ACCOUNTS}/${id}/roles`;
export const deleteAccount = (id: string) => `${ACCOUNTS}/${id}/delete`;
/** The accounts with this text in the name or e-mail address. */
export const accountsWith = (q: string) =>
  `${ACCOUNTS}?${new URLSearchParams({ filter: JSON.stringify({ q }) })}`;
