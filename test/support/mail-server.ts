import { once } from 'node:events';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { freePort } from './hospital.js';

/** A letter as a mail server received it. */
export interface ReceivedLetter {
  from: string;
  to: string[];
  headers: Record<string, string>;
  subject: string;
  text: string;
  html: string;
}

/** A real SMTP server that stores the letters it receives. */
export interface MailServer {
  port: number;
  letters: ReceivedLetter[];
  /** The recipients that were asked for, accepted or not. */
  asked: string[];
  /** Waits until this many letters have arrived. */
  received(count: number): Promise<ReceivedLetter[]>;
  close(): Promise<void>;
}

export async function startMailServer(
  options: {
    port?: number;
    /** The answer to a recipient; undefined accepts the recipient. */
    refuse?: (address: string) => { code: number; message: string } | undefined;
    user?: { name: string; password: string };
    more?: SMTPServerOptions;
  } = {},
): Promise<MailServer> {
  const port = options.port ?? (await freePort());
  const letters: ReceivedLetter[] = [];
  const asked: string[] = [];
  const server = new SMTPServer({
    disabledCommands: options.user ? ['STARTTLS'] : ['STARTTLS', 'AUTH'],
    allowInsecureAuth: true,
    onAuth: (auth, _session, done) =>
      auth.username === options.user?.name && auth.password === options.user?.password
        ? done(null, { user: auth.username })
        : done(Object.assign(new Error('wrong'), { responseCode: 535 })),
    onRcptTo: ({ address }, _session, done) => {
      asked.push(address);
      const refusal = options.refuse?.(address);
      done(refusal ? Object.assign(new Error(refusal.message), { responseCode: refusal.code }) : null);
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        letters.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          ...readMessage(Buffer.concat(chunks).toString('latin1')),
        });
        done();
      });
    },
    ...options.more,
  });
  server.on('error', () => undefined);
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
  return {
    port,
    letters,
    asked,
    received: async (count) => {
      for (let attempt = 0; attempt < 300 && letters.length < count; attempt += 1)
        await new Promise((resolve) => setTimeout(resolve, 50));
      if (letters.length < count) throw new Error(`${letters.length} of ${count} letters came`);
      return letters;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** The part of MIME (RFC 2045, 2046) that a letter with a text and an HTML part needs. */
function readMessage(raw: string) {
  const { headers, body } = split(raw);
  const boundary = /boundary="?([^";]+)"?/.exec(headers['content-type'] ?? '')?.[1];
  const parts = boundary
    ? body
        .split(`--${boundary}`)
        .slice(1, -1)
        .map((part) => split(part.trimStart()))
    : [];
  const part = (type: string) => {
    const found = parts.find((one) => one.headers['content-type']?.startsWith(type));
    return found ? decode(found.body.trimEnd(), found.headers['content-transfer-encoding']) : '';
  };
  return {
    headers,
    subject: headers.subject ?? '',
    text: parts.length > 0 ? part('text/plain') : decode(body, headers['content-transfer-encoding']),
    html: part('text/html'),
  };
}

function split(raw: string): { headers: Record<string, string>; body: string } {
  const end = raw.indexOf('\r\n\r\n');
  const lines = raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 1).trim(),
    ]),
  );
  return { headers, body: raw.slice(end + 4) };
}

function decode(body: string, encoding = '7bit'): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding !== 'quoted-printable') return body.replace(/\r\n/g, '\n');
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8').replace(/\r\n/g, '\n');
}
