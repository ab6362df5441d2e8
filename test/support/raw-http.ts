import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** A connection on which a test sends any bytes that it likes. */
export class RawConnection {
  private received = Buffer.alloc(0);
  private wake: () => void = () => {};
  /** Whether the server has ended the connection. */
  ended = false;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (chunk) => {
      this.received = Buffer.concat([this.received, chunk]);
      this.wake();
    });
    // A reset ends the connection as well.
    socket.on('error', () => this.wake());
    for (const end of ['end', 'close'])
      socket.on(end, () => {
        this.ended = true;
        this.wake();
      });
  }

  static open(origin: string): Promise<RawConnection> {
    const { hostname, port } = new URL(origin);
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => resolve(new RawConnection(socket)));
      socket.once('error', reject);
    });
  }

  send(text: string | Buffer): void {
    this.socket.write(text);
  }

  /** Says that the client sends nothing more, and goes on listening. */
  finish(): void {
    this.socket.end();
  }

  hangUp(): void {
    this.socket.destroy();
  }

  /** @returns the next answer; undefined when the connection ends before there is one. */
  async answer(): Promise<RawAnswer | undefined> {
    for (;;) {
      const answer = this.take();
      if (answer) return answer;
      if (this.ended) return undefined;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  /** Waits until the server has ended the connection. */
  async end(): Promise<void> {
    while (!this.ended) await new Promise<void>((resolve) => (this.wake = resolve));
  }

  private take(): RawAnswer | undefined {
    const text = this.received.toString('latin1');
    const head = text.indexOf('\r\n\r\n');
    if (head < 0) return undefined;
    const [line, ...lines] = text.slice(0, head).split('\r\n');
    const headers = Object.fromEntries(
      lines.map((one) => {
        const colon = one.indexOf(':');
        return [one.slice(0, colon).toLowerCase(), one.slice(colon + 1).trim()];
      }),
    ) as Record<string, string>;
    const start = head + 4;
    let end: number;
    let body: string;
    if (headers['transfer-encoding'] === 'chunked') {
      const last = text.indexOf('0\r\n\r\n', start);
      if (last < 0) return undefined;
      end = last + 5;
      body = text.slice(start, end);
    } else {
      end = start + Number(headers['content-length'] ?? 0);
      if (text.length < end) return undefined;
      body = text.slice(start, end);
    }
    this.received = this.received.subarray(end);
    return { status: Number(line!.split(' ')[1]), headers, body };
  }
}

/** The head of a request by POST, with these headers. */
export function postHead(path: string, headers: Record<string, string>): string {
  const lines = Object.entries({ host: 'wardkey.test', ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return `POST ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
}

/** One chunk of a chunked body. */
export function chunk(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}
