import { Agent, request } from 'undici';
import { CALLBACK } from '../world.mjs';
import { formRequestOf } from './forms.mjs';
import { WrongAnswerError } from './connections.mjs';

const MOST_STEPS = 20;
/** Connections that all browsers share. */
const agent = new Agent({ connections: 16, pipelining: 1 });

/** A browser that costs little: keeps cookies, follows redirects, sends the forms of pages. It stops before the app. */
export class Browser {
  /** How many requests went to each origin. */
  requests = new Map();

  /** @param cookies of another browser, to begin with */
  constructor(cookies = new Map()) {
    this.cookies = new Map(cookies);
  }

  /** @returns the page where the redirects end, { url, text }; or the address at the app */
  async open(url, form) {
    let [target, body, referer] = [new URL(url), form?.body, form?.referer];
    for (let step = 0; step < MOST_STEPS; step += 1) {
      const { statusCode, headers, text } = await this.send(target, body, referer);
      if (statusCode === 200) return { url: target.href, text };
      if (statusCode < 300 || statusCode > 399)
        throw new WrongAnswerError(`${target.pathname} answers ${statusCode}: ${text.slice(0, 300)}`);
      target = new URL(headers.location, target);
      if (target.href.startsWith(CALLBACK)) return { url: target.href, text: '' };
      body = undefined;
    }
    throw new WrongAnswerError(`more than ${MOST_STEPS} redirects, the last one to ${target.href}`);
  }

  /** Presses a button of the page, by its name and value. */
  press(page, name, value) {
    const { url, body } = formRequestOf(page, name, value);
    return this.open(url, { body, referer: page.url });
  }

  async send(url, body, referer) {
    this.requests.set(url.origin, (this.requests.get(url.origin) ?? 0) + 1);
    const {
      statusCode,
      headers,
      body: answer,
    } = await request(url, {
      dispatcher: agent,
      method: body === undefined ? 'GET' : 'POST',
      body,
      headers: {
        accept: 'text/html',
        cookie: this.cookiesFor(url.pathname),
        ...(referer ? { referer } : {}),
        ...(body === undefined
          ? {}
          : { origin: url.origin, 'content-type': 'application/x-www-form-urlencoded' }),
      },
    });
    for (const line of [headers['set-cookie'] ?? []].flat()) this.keep(line);
    return { statusCode, headers, text: await answer.text() };
  }

  /** All servers are on one host, and cookies do not separate ports. */
  cookiesFor(path) {
    return [...this.cookies.values()]
      .filter((cookie) => path.startsWith(cookie.path))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  }

  keep(line) {
    const [pair, ...attributes] = line.split(/;\s*/);
    const name = pair.slice(0, pair.indexOf('='));
    const value = pair.slice(pair.indexOf('=') + 1);
    const attribute = (key) =>
      attributes.find((one) => one.toLowerCase().startsWith(`${key}=`))?.split('=')[1];
    const path = attribute('path') ?? '/';
    const isOver =
      new Date(attribute('expires') ?? '9999-01-01') <= new Date() || attribute('max-age') === '0';
    if (isOver) this.cookies.delete(`${name} ${path}`);
    else this.cookies.set(`${name} ${path}`, { name, path, value });
  }
}

/** Ends the connections of all browsers. */
export const closeBrowsers = () => agent.destroy();
