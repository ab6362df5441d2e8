import type { Transporter } from 'nodemailer';
import type { MailSettings } from '#src/config/settings/mail.settings.js';
import { DomainError } from '#src/errors/domain-error.js';
import type { Letter } from './letter.js';

const IMPLICIT_TLS_PORT = 465;
const SUBMISSION_PORT = 587;
const PLAIN_PORT = 25;
/** The limit for each of connecting, the greeting, and silence in between. */
const PATIENCE_MS = 15_000;

/** The mail server did not accept a letter. */
export class MailNotTakenError extends DomainError {
  /** Whether the address is refused for good, so that another attempt is useless (RFC 5321 section 4.2.1). */
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

/** Sends letters to the hospital’s mail server by SMTP. */
export class MailServer {
  private readonly options: object;

  constructor(private readonly settings: MailSettings) {
    this.options = transportOptions(settings);
  }

  /**
   * Connects with TLS and user name, as for a letter, but sends nothing.
   *
   * @throws MailNotTakenError
   */
  async greet(): Promise<void> {
    await this.connected((transport) => transport.verify());
  }

  /** @throws MailNotTakenError */
  async send(letter: Letter, id: string): Promise<void> {
    await this.connected((transport) =>
      transport.sendMail({
        ...letter,
        from: this.settings.from,
        // An object, so that the address is used as it is. In a text, a comma would make two addresses of it.
        to: { name: '', address: letter.to },
        // The same id at every attempt, so that mail programs can recognise a letter that arrives twice.
        messageId: `<${id}@${domainOf(this.settings.from)}>`,
        // RFC 3834 section 5: prevents out-of-office replies.
        headers: { 'Auto-Submitted': 'auto-generated' },
        disableFileAccess: true,
        disableUrlAccess: true,
      }),
    );
  }

  /** One connection for each letter, because letters are few, and an idle connection may be dead when it is needed. */
  private async connected(work: (transport: Transporter) => Promise<unknown>): Promise<void> {
    try {
      // Loaded for the first letter, because a server without mail never needs it. When it cannot be loaded, the letter
      // stays in the outbox.
      const { createTransport } = await import('nodemailer');
      const transport = createTransport(this.options);
      try {
        await work(transport);
      } finally {
        transport.close();
      }
    } catch (error) {
      throw notTaken(error);
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
    // TLS is required, not only used when the server offers it: an attacker in between could remove the offer.
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
  // The words of a mail server may repeat the address, so they are left out. Without an answer of a server, the words
  // are the library’s.
  const words = responseCode === undefined ? [message?.slice(0, 200)] : [command, responseCode];
  const detail = [code, ...words].filter((part) => part !== undefined).join(' ');
  return new MailNotTakenError({ permanent, detail });
}

function domainOf(from: string): string {
  return /@([A-Za-z0-9.-]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
}
