import { QueryClient } from '@tanstack/react-query';
import { CoreAdmin, memoryStore, Resource } from 'ra-core';
import type { Caller } from './api/caller.js';
import { dataProviderOf } from './api/data-provider.js';
import { Layout } from './look/Layout.js';
import { AccessDenied, Loading, NotFound, Problem } from './look/states.js';
import { RESOURCES } from './resources/index.js';
import { authProviderOf } from './sign-in/auth-provider.js';
import { Start } from './start/Start.js';
import { i18nProvider } from './words/i18n.js';

const dataProvider = dataProviderOf(Object.fromEntries(RESOURCES.map(({ name, data }) => [name, data])));

/** A search of the audit log is written to the log, so nothing is asked for again by itself. */
const queryClient = new QueryClient({
  defaultOptions: { queries: { refetchOnWindowFocus: false, refetchOnReconnect: false, retry: false } },
});

/** What somebody has searched for contains names, and must not stay on the computer. */
const store = memoryStore();

/** The pages for whoever may see some of them. */
export default function App({ caller }: { caller: Caller }) {
  return (
    <CoreAdmin
      dataProvider={dataProvider}
      authProvider={authProviderOf(caller, RESOURCES)}
      i18nProvider={i18nProvider}
      queryClient={queryClient}
      store={store}
      dashboard={Start}
      layout={Layout}
      loading={Loading}
      error={Problem}
      catchAll={NotFound}
      accessDenied={AccessDenied}
      disableTelemetry
    >
      {RESOURCES.map(({ name, list, show, create, edit, more }) => (
        <Resource key={name} name={name} list={list} show={show} create={create} edit={edit}>
          {more}
        </Resource>
      ))}
    </CoreAdmin>
  );
}
