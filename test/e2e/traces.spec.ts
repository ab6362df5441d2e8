import diagnostics from 'node:diagnostics_channel';
import { readFileSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { fileURLToPath } from 'node:url';
import { type Hospital, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { getTokens, newBrowser, SmartApp } from '../support/smart-app.js';
import { type CollectedSpan, startTraceCollector, type TraceCollector } from '../support/trace-collector.js';

const DOCUMENT = fileURLToPath(new URL('../../docs/operations/trace-of-a-sign-in.md', import.meta.url));
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';
const HEADERS = { traceparent: `00-${TRACE}-${PARENT}-01`, 'x-request-id': 'one-name-for-all' };

let collector: TraceCollector;
beforeEach(async () => {
  collector = await startTraceCollector();
});
afterEach(() => collector.close());

/** A sign-in up to the tokens, by a browser whose proxy sends these headers. Then the server ends. */
async function signIn(configure: (configuration: Record<string, any>) => void = () => {}) {
  const others: IncomingHttpHeaders[] = [];
  let hospital: Hospital | undefined;
  const note = (message: unknown) => {
    const { request } = message as { request: IncomingMessage };
    if (hospital && `http://${request.headers.host}` !== hospital.issuer) others.push(request.headers);
  };
  diagnostics.subscribe('http.server.request.start', note);
  try {
    hospital = await startHospital({
      configure: (configuration) => {
        configuration.traces = { endpoint: collector.endpoint };
        configure(configuration);
      },
    });
    const app = new SmartApp(hospital);
    const redeem = app.redeem.bind(app);
    app.redeem = (code) => redeem(code, {}, HEADERS);
    await getTokens(
      hospital,
      { username: 'maria.lindqvist' },
      { app, browser: newBrowser({ headers: HEADERS }) },
    );
    await hospital.close();
  } finally {
    diagnostics.unsubscribe('http.server.request.start', note);
  }
  return { spans: collector.spans(), others };
}

/** What each span stands below: the browser’s requests, and what they needed. */
function treeOf(
  spans: CollectedSpan[],
  parent: string,
  depth = 0,
): Array<{ depth: number; span: CollectedSpan }> {
  return spans
    .filter(({ parentSpanId }) => parentSpanId === parent)
    .flatMap((span) => [{ depth, span }, ...treeOf(spans, span.spanId, depth + 1)]);
}

const milliseconds = (from: string, to: string) => Number((BigInt(to) - BigInt(from)) / 10_000n) / 100;

/** A line for each span: when it began, how long it took, what it was, and its events. */
function inLines(tree: ReturnType<typeof treeOf>): string[] {
  const start = tree[0]!.span.startTimeUnixNano;
  return tree.map(({ depth, span }) => {
    const at = milliseconds(start, span.startTimeUnixNano).toFixed(0).padStart(5);
    const took = milliseconds(span.startTimeUnixNano, span.endTimeUnixNano).toFixed(1).padStart(7);
    const status = span.attributes['http.response.status_code'];
    const events = span.events.map(({ name }) => `  * ${name}`).join('');
    return `${at} ${took}  ${'   '.repeat(depth)}${span.name}${status ? ` -> ${status}` : ''}${events}`;
  });
}

describe('the trace of a sign-in', () => {
  it('has each request of the browser, and below it the requests to other servers and the waits for commits', async () => {
    const { spans } = await signIn();
    const ofTrace = spans.filter(({ traceId }) => traceId === TRACE);
    const tree = treeOf(ofTrace, PARENT);
    expect(tree).toHaveLength(ofTrace.length);
    const requests = tree.filter(({ depth }) => depth === 0).map(({ span }) => span.name);
    expect(requests).toEqual([
      'GET /authorize',
      'GET /interaction/:uid',
      'GET /federation/:scheme/signin',
      'GET /interaction/:uid/login',
      'GET /authorize/:uid',
      'GET /interaction/:uid',
      'GET /interaction/:uid/launch-context',
      'POST /interaction/:uid/launch-context',
      'GET /authorize/:uid',
      'GET /interaction/:uid',
      'GET /interaction/:uid/consent',
      'POST /interaction/:uid/consent',
      'GET /authorize/:uid',
      'POST /token',
    ]);
    const login = tree.find(({ span }) => span.name === 'GET /interaction/:uid/login')!.span;
    const below = ofTrace.filter(({ parentSpanId }) => parentSpanId === login.spanId);
    expect(below.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['request to identity-provider hospital', 'request to fhir records', 'wait for the commit']), // prettier-ignore
    );
    expect(login.events.map(({ name }) => name)).toEqual(['account.provisioned', 'login.succeeded']);
    const lines = inLines(tree);
    if (process.env.UPDATE_DOCS) writeFileSync(DOCUMENT, documentOf(lines));
    expect(stable(readFileSync(DOCUMENT, 'utf8'))).toBe(stable(documentOf(lines)));
  });

  it('has no personal data, no ids, no query and no path', async () => {
    proves('PV-1');
    await signIn();
    expect(collector.text()).not.toMatch(/maria|lindqvist|noah|jansen|chart|code=|state=|\?|https?:/i);
  });

  it('is told to no other server', async () => {
    const { others } = await signIn();
    expect(others.length).toBeGreaterThan(5);
    const ofWardkey = others.filter((headers) => headers['user-agent'] !== 'node');
    for (const headers of ofWardkey) {
      expect(headers).not.toHaveProperty('traceparent');
      expect(headers).not.toHaveProperty('x-request-id');
    }
  });

  it('does not belong to the trace of a sender that is not a trusted proxy', async () => {
    const { spans } = await signIn((configuration) => (configuration.listen.trustedProxies = ['10.9.8.7']));
    const requests = spans.filter(({ kind }) => kind === 2);
    expect(requests.length).toBeGreaterThan(5);
    expect(new Set(requests.map(({ traceId }) => traceId)).size).toBe(requests.length);
    expect(spans.map(({ traceId }) => traceId)).not.toContain(TRACE);
  });
});

/** Times differ in every run, and a commit that is over before anybody waits for it has no span. */
function stable(text: string): string {
  return text.replaceAll(/^ *\d+ +[\d.]+ {2}/gm, '').replaceAll(/^ *wait for the commit\n/gm, '');
}

function documentOf(lines: string[]): string {
  return `# The trace of a sign-in

<!-- Made by test/e2e/traces.spec.ts; UPDATE_DOCS=1 writes it. -->

A person signs in for the first time, chooses a patient and allows an app access; the app gets its tokens. These are the spans that the collector received, as a tree. The first column is the begin, the second one the duration, both in milliseconds. \`->\` is the HTTP status, \`*\` an event of the audit log. Everything ran on one machine, and the person needed no time.

\`\`\`text
${lines.join('\n')}
\`\`\`

- The first level has the requests of the browser and of the app. They are one trace here because the proxy sent one \`traceparent\` with all of them. Without that, each request is a trace of its own.
- Below them stand the requests to other servers and the waits until what was written is on the disk.
- A span has the route of a request, never its path: no ids, no names, no query.
`;
}
