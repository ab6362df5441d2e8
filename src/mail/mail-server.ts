import { createTransport } from 'nodemailer';
import type { MailSettings } from '#src/config/settings/mail.settings.js';
import { DomainError } from '#src/errors/domain-error.js';
import type { Letter } from './letter.js';

const IMPLICIT_TLS_PORT = 465;
const SUBMISSION_PORT = 587;
const PLAIN_PORT = 25;
/** For each of connecting, the greeting, and silence in between. */
const PATIENCE_MS = 15_000;

/** The mail server did not take a letter. */
export class MailNotTakenError extends DomainError {
  /** Whether it never will: the address is refused for good (RFC 5321 section 4.2.1). */
  readonly permanent: boolean;

  constructor(facts: { permanent: boolean; detail: string }) {
    super({
      code: facts.permanent ? 'recipient_refused' : 'mail_server_unavailable',
      message: 'The mail could not be sent.',
      detail: facts.detail,
    });
    this.permanent = facts.permanent;
  }
}

/** The hospital’s mail server, spoken to over SMTP. */
export class MailServer {
  private readonly options: object;

  constructor(private readonly settings: MailSettings) {
    this.options = transportOptions(settings);
  }

  /**
   * Connects, with TLS and user name as a letter would, and sends nothing.
   *
   * @throws MailNotTakenError
   */
  async greet(): Promise<void> {
    const transport = createTransport(this.options);
    try {
      await transport.verify();
    } catch (error) {
      throw notTaken(error);
    } finally {
      transport.close();
    }
  }

  /** @throws MailNotTakenError */
  async send(letter: Letter, id: string): Promise<void> {
    // One connection a letter: few are sent, and a connection that idles may be dead when it is needed.
    const transport = createTransport(this.options);
    try {
      await transport.sendMail({
        ...letter,
        from: this.settings.from,
        // An object, so that the address is taken as it stands: commas in it would make it two.
        to: { name: '', address: letter.to },
        // The same at every attempt, so that a letter that arrives twice can be known as one.
        messageId: `<${id}@${domainOf(this.settings.from)}>`,
        // RFC 3834 section 5: out-of-office replies to this are of no use.
        headers: { 'Auto-Submitted': 'auto-generated' },
        disableFileAccess: true,
        disableUrlAccess: true,
      });
    } catch (error) {
      throw notTaken(error);
    } finally {
      transport.close();
    }
  }
}

function transportOptions(settings: MailSettings): object {
  const url = settings.url === undefined ? undefined : new URL(settings.url);
  const tls = url?.protocol === 'smtps:' ? 'implicit' : settings.tls;
  const user = url?.username ? decodeURIComponent(url.username) : settings.user;
  const pass = url?.password ? decodeURIComponent(url.password) : settings.password;
  const port = Number(url?.port) || settings.port;
  return {
    host: url ? url.hostname.replace(/^\[|\]$/g, '') : settings.host,
    port: port ?? { implicit: IMPLICIT_TLS_PORT, starttls: SUBMISSION_PORT, none: PLAIN_PORT }[tls],
    secure: tls === 'implicit',
    // Never "if it offers it": whoever sits between could take the offer out.
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    ...(user === undefined ? {} : { auth: { user, pass: pass ?? '' } }),
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
    dnsTimeout: PATIENCE_MS,
  };
}

function notTaken(error: unknown): MailNotTakenError {
  const { code, command, responseCode, message } = (error ?? {}) as {
    code?: string;
    command?: string;
    responseCode?: number;
    message?: string;
  };
  const permanent = code === 'EENVELOPE' && responseCode !== undefined && responseCode >= 500;
  // A server’s own words may repeat the address; without an answer of a server they are our library’s.
  const words = responseCode === undefined ? [message?.slice(0, 200)] : [command, responseCode];
  const detail = [code, ...words].filter((part) => part !== undefined).join(' ');
  return new MailNotTakenError({ permanent, detail });
}

function domainOf(from: string): string {
  return /@([A-Za-z0-9.-]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
}
