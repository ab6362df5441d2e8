import { open } from 'node:fs/promises';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { connect as connectTls } from 'node:tls';
import { fileURLToPath } from 'node:url';
import type { AuditRecord } from './audit-rows.js';

/** Where the audit log is sent on to. */
export interface AuditReceiver {
  /**
   * Resolves when the records have left this process. Rejects when they may not have arrived; some of them may have.
   *
   * @param onProgress called whenever the receiver took something, and waited for. A slow receiver takes its time.
   */
  send(records: AuditRecord[], onProgress?: () => Promise<void>): Promise<void>;
  /** What is being sent is given up. */
  close(): void;
}

const CONNECT_MS = 5_000;
/**
 * A receiver that takes nothing for so long is as good as away. It need not be fast: each row that it takes begins the
 * time anew. Shorter than what is left to the process that sends when it renews its hold (AuditStream).
 */
const IDLE_MS = 10_000;

/**
 * The receiver that the setting `audit.stream` names.
 *
 * @param target `syslog+tls://host:port`, `syslog+tcp://host:port` or `file:/path`.
 * @param idleMs how long a syslog receiver may take nothing, in milliseconds.
 */
export function receiverFor(target: string, idleMs = IDLE_MS): AuditReceiver {
  const url = new URL(target);
  return url.protocol === 'file:' ? new FileReceiver(url) : new SyslogReceiver(url, idleMs);
}

/** One JSON object in each line. The file is opened anew for each batch, so that it may be rotated at any time. */
class FileReceiver implements AuditReceiver {
  constructor(private readonly url: URL) {}

  async send(records: AuditRecord[]): Promise<void> {
    const file = await open(fileURLToPath(this.url), 'a', 0o600);
    try {
      await file.appendFile(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
      await file.sync();
    } finally {
      await file.close();
    }
  }

  close(): void {}
}

/** The facility "security/authorization messages" (RFC 5424, section 6.2.1). */
const FACILITY = 10;
const SEVERITY: Record<string, number> = { success: 6, refused: 4, failed: 3 };

/**
 * Syslog messages (RFC 5424) over TCP or TLS, each with its length before it (RFC 6587, section 3.4.1; RFC 5425). UDP is
 * not offered, because it loses messages silently.
 */
class SyslogReceiver implements AuditReceiver {
  private socket: Socket | undefined;
  /** Ends the wait for the receiver to take a row, while there is one. */
  private giveUp: ((error: Error) => void) | undefined;

  constructor(
    private readonly url: URL,
    private readonly idleMs: number,
  ) {}

  async send(records: AuditRecord[], onProgress?: () => Promise<void>): Promise<void> {
    // If it breaks, what it had may be lost. So the rest does not go to another one: all of it is sent again.
    const socket = (this.socket ??= await this.connect());
    for (const record of records) {
      if (socket.destroyed) throw new Error(`${this.url.host} closed the connection`);
      await this.written(socket, syslogMessage(record));
      await onProgress?.();
    }
  }

  close(): void {
    this.giveUp?.(new Error('this process ends'));
    this.socket?.end();
    // The system sends the rest, also when this process has ended.
    this.socket?.unref();
    this.socket = undefined;
  }

  /** The receiver may have a part of what was not written in time. */
  private written(socket: Socket, text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.giveUp = (error) => {
        socket.destroy(error);
        // Node calls back after this as if all were written.
        reject(error);
      };
      const tooLate = `${this.url.host} took nothing for ${this.idleMs / 1000} s`;
      const timer = setTimeout(() => this.giveUp?.(new Error(tooLate)), this.idleMs);
      socket.write(text, (error) => {
        clearTimeout(timer);
        this.giveUp = undefined;
        if (error) reject(error);
        else resolve();
      });
    });
  }

  private connect(): Promise<Socket> {
    const { protocol, hostname: name, port } = this.url;
    const host = name.replace(/^\[|\]$/g, '');
    const secure = protocol === 'syslog+tls:';
    const options = { host, port: Number(port || (secure ? 6514 : 601)), timeout: CONNECT_MS };
    return new Promise((resolve, reject) => {
      const socket = secure
        ? connectTls({ ...options, ...(isIP(host) ? {} : { servername: host }) })
        : connectTcp(options);
      const failed = (error?: Error) => {
        if (this.socket === socket) this.socket = undefined;
        socket.destroy();
        reject(error ?? new Error(`${this.url.host} did not answer within ${CONNECT_MS / 1000} s`));
      };
      socket.once(secure ? 'secureConnect' : 'connect', () => {
        socket.setTimeout(0);
        resolve(socket);
      });
      // A receiver says nothing. Reading notices that it has gone.
      socket.resume();
      socket.once('timeout', failed);
      socket.on('error', failed);
      socket.once('close', () => failed(new Error(`${this.url.host} closed the connection`)));
    });
  }
}

/** One message, as RFC 5424, section 6, and its length in bytes before it. */
export function syslogMessage(record: AuditRecord): string {
  const priority = FACILITY * 8 + (SEVERITY[record.outcome] ?? 5);
  const id = record.event.slice(0, 32);
  const message = `<${priority}>1 ${record.occurredAt} ${hostname()} wardkey ${process.pid} ${id} - ${JSON.stringify(record)}`;
  return `${Buffer.byteLength(message)} ${message}`;
}
