import { type ErrorRequestHandler, type Request, type Response, Router } from 'express';
import { endAccess } from './access-end.js';
import { type BrowserSession, BrowserSessions } from './browser-sessions.js';
import { readChart } from './chart-data.js';
import { accessEndPage } from './pages/access-end-page.js';
import { chartPage } from './pages/chart-page.js';
import { messagePage } from './pages/message-page.js';
import { type Renewal } from './pages/session-section.js';
import { startPage } from './pages/start-page.js';
import { CURRENT_LAUNCH, type LaunchState, type SmartClient, smartApi } from './smart-client.js';

/** Where a session keeps what only the next page shows. */
const RENEWAL = 'renewal';

/** The app: its client_id, its scopes, its FHIR server. */
export interface App {
  url: string;
  fhirBaseUrl: string;
  clientId: string;
  scope: string;
}

/** All pages of the app. */
export function routes(app: App): Router {
  const sessions = new BrowserSessions();
  const router = Router();

  router.use((_request, response, next) => {
    response.set({
      'Cache-Control': 'no-store',
      'Content-Security-Policy':
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'",
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    });
    next();
  });

  const launch = async (request: Request, response: Response, scope: string) => {
    const api = await smartApi(request, response, sessions.open(request, response));
    const { fhirBaseUrl: iss, clientId } = app;
    await api.authorize({ iss, clientId, scope, redirectUri: `${app.url}/callback`, pkceMode: 'required' });
  };

  const withClient = async (
    request: Request,
    response: Response,
    use: (client: SmartClient, session: BrowserSession) => Promise<void>,
  ) => {
    const session = sessions.find(request);
    if (!session || !launchState(session)?.tokenResponse.access_token) return response.redirect(303, '/');
    const client = await (await smartApi(request, response, session)).ready();
    return use(client, session);
  };

  router.get('/', (request, response) => {
    const session = sessions.find(request);
    response.send(startPage(Boolean(session && launchState(session)?.tokenResponse.access_token)));
  });

  router.get('/launch', async (request, response) => {
    // fhirclient lets query parameters replace the app's own settings. A link must not choose these settings.
    if (Object.keys(request.query).length > 0) return response.redirect(303, '/launch');
    return launch(request, response, app.scope);
  });

  router.get('/launch-ehr', async (request, response) => {
    const { iss, launch: handle, ...others } = request.query;
    const isKnown = String(iss).replace(/\/$/, '') === app.fhirBaseUrl;
    if (!isKnown || typeof handle !== 'string' || Object.keys(others).length > 0) {
      response.status(400);
      return response.send(
        messagePage(
          'This launch is not for us',
          'Growth Chart does not work with the system that opened it.',
          '/',
        ),
      );
    }
    // The launch brings the patient, so the person is not asked for one.
    return launch(request, response, app.scope.replace('launch/patient', 'launch'));
  });

  router.get('/callback', async (request, response) => {
    const session = sessions.find(request);
    if (request.query.error !== undefined) return response.send(refusalPage(String(request.query.error)));
    if (!session || typeof request.query.state !== 'string' || !session.values.has(request.query.state)) {
      response.status(400);
      return response.send(
        messagePage('We lost track of this launch', 'Open the chart again from the start.', '/launch'),
      );
    }
    await (await smartApi(request, response, session)).ready();
    return response.redirect(303, '/chart');
  });

  router.get('/chart', (request, response) =>
    withClient(request, response, async (client, { values }) => {
      const chart = chartPage(
        await readChart(client),
        client.state,
        values.get(RENEWAL) as Renewal | undefined,
      );
      values.delete(RENEWAL);
      response.send(chart);
    }),
  );

  router.get('/session.json', (request, response) => {
    const session = sessions.find(request);
    const state = session && launchState(session);
    if (!state?.tokenResponse.access_token) return response.status(404).json({ error: 'no_session' });
    const { serverUrl, clientId, tokenResponse } = state;
    return response.json({ serverUrl, clientId, tokenResponse });
  });

  router.post('/refresh', (request, response) =>
    withClient(request, response, async (client, { values }) => {
      const before = client.state.expiresAt;
      await client.refresh();
      values.set(RENEWAL, { at: Math.floor(Date.now() / 1000), before } satisfies Renewal);
      response.redirect(303, '/chart#access');
    }),
  );

  router.post('/revoke', (request, response) =>
    withClient(request, response, async (client) => {
      const end = await endAccess(client);
      sessions.forget(request, response);
      response.send(accessEndPage(end));
    }),
  );

  router.post('/forget', (request, response) => {
    sessions.forget(request, response);
    response.redirect(303, '/');
  });

  router.use((_request, response) => {
    response.status(404).send(messagePage('Nothing is here', 'This page does not exist.', '/'));
  });
  router.use(showFailure);
  return router;
}

function launchState({ values }: BrowserSession): LaunchState | undefined {
  return values.get(String(values.get(CURRENT_LAUNCH))) as LaunchState | undefined;
}

function refusalPage(error: string): string {
  return error === 'access_denied'
    ? messagePage(
        'The chart was not opened',
        'Access was not allowed, so Growth Chart has received nothing. You can try again whenever you like.',
        '/launch',
      )
    : messagePage(
        'The chart could not be opened',
        'The hospital’s sign-in service refused.',
        '/launch',
        error,
      );
}

/** Express knows an error handler by its four parameters. */
const showFailure: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  const { status, message } = error as { status?: number; message?: string };
  const [detail] = (message ?? '').split('\n');
  response
    .status(502)
    .send(
      status === 401
        ? messagePage('Your access has ended', 'Open the chart again to continue.', '/launch', detail)
        : messagePage('Something did not answer as it should', 'Please try again.', '/launch', detail),
    );
};
