import { type IncomingMessage, type ServerResponse } from 'node:http';
import { HttpBrowser } from './http-browser.js';
import { listenLocally, type LocalServer } from './local-server.js';

const FORM = `<!doctype html><title>Form  page</title><h1>A <b>form</b></h1>
<p hidden>unseen</p><script>unseen()</script><p>Seen   text</p>
<a href="/next?a=1&amp;b=2">Go on</a>
<form action="/sink?from=form" method="post">
  <input type="hidden" name="token" value="t&amp;1">
  <input name="q" value="preset"><textarea name="note">hello</textarea>
  <label><input type="checkbox" name="scope" value="a" checked> A</label>
  <label><input type="checkbox" name="scope" value="b"> B</label>
  <input type="checkbox" name="remember" checked>
  <input type="radio" name="patient" value="1"><input type="radio" name="patient" value="2" checked>
  <select name="lang"><option value="en">English</option><option value="nl" selected>Dutch</option></select>
  <input name="off" value="x" disabled>
  <button name="decision" value="allow">Allow access</button>
  <button name="decision" value="deny">Do not allow</button>
  <button formaction="/other" formmethod="post">Elsewhere</button>
</form>
<form action="/search"><input name="q"><input type="submit" value="Search"></form>`;

describe('HttpBrowser', () => {
  let server: LocalServer;
  let other: LocalServer;
  let browser: HttpBrowser;

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', server.origin);
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const redirect = (status: number, location: string) => response.writeHead(status, { location }).end();
    if (url.pathname === '/form') return response.setHeader('content-type', 'text/html').end(FORM);
    if (url.pathname === '/303') return redirect(303, '/echo');
    if (url.pathname === '/307') return redirect(307, '/echo');
    if (url.pathname === '/loop') return redirect(302, '/loop');
    if (url.pathname === '/away') return redirect(302, `${other.origin}/echo?code=1`);
    if (url.pathname === '/cookie') {
      response.setHeader('set-cookie', [
        'a=1; Path=/; HttpOnly',
        'b=2; Path=/deep',
        'c=3; Path=/; Max-Age=0',
      ]);
      return redirect(302, '/echo');
    }
    const { method, headers } = request;
    return response
      .setHeader('content-type', 'application/json')
      .end(
        JSON.stringify({ method, path: request.url, body, cookie: headers.cookie, origin: headers.origin }),
      );
  };

  const echo = async (page: Promise<{ html: string }>) =>
    JSON.parse((await page).html) as Record<'method' | 'path' | 'body' | 'cookie' | 'origin', string>;

  beforeEach(async () => {
    [server, other] = await Promise.all([listenLocally({}), listenLocally({})]);
    for (const each of [server, other]) each.handle((request, response) => void answer(request, response));
    browser = new HttpBrowser();
  });
  afterEach(() => Promise.all([server.close(), other.close()]));

  it('reads the title, text and forms of a page as a person does', async () => {
    const page = await browser.get(`${server.origin}/form`);
    expect(page).toMatchObject({ status: 200, title: 'Form page', h1: 'A form' });
    expect(page.text).toContain('Seen text Go on');
    expect(page.text).not.toContain('unseen');
    expect(page.links).toEqual([{ text: 'Go on', href: `${server.origin}/next?a=1&b=2` }]);
    expect(page.forms.map(({ method, action }) => [method, action])).toEqual([
      ['POST', `${server.origin}/sink?from=form`],
      ['GET', `${server.origin}/search`],
    ]);
  });

  it('sends the fields of the page, what was filled in, and the pressed button', async () => {
    const page = await browser.get(`${server.origin}/form`);
    const asItIs = await echo(browser.submit(page));
    expect(asItIs).toMatchObject({ method: 'POST', path: '/sink?from=form', origin: server.origin });
    expect(asItIs.body).toBe('token=t%261&q=preset&note=hello&scope=a&remember=on&patient=2&lang=nl');

    const filled = await echo(
      browser.submit(page, {
        button: 'Do not allow',
        values: { q: 'new', scope: ['b'], remember: false, patient: '1', lang: 'en' },
      }),
    );
    expect(filled.body).toBe('token=t%261&q=new&note=hello&scope=b&patient=1&lang=en&decision=deny');
    expect((await echo(browser.submit(page, { button: 'allow' }))).body).toContain('decision=allow');
    expect((await echo(browser.submit(page, { button: 'Elsewhere' }))).path).toBe('/other');
  });

  it('sends a GET form as the query', async () => {
    const page = await browser.get(`${server.origin}/form`);
    const sent = await echo(browser.submit(page, { form: '/search', values: { q: 'å b' } }));
    expect(sent).toMatchObject({ method: 'GET', path: '/search?q=%C3%A5+b' });
  });

  it('says what is missing when a form, button, field or link is not there', async () => {
    const page = await browser.get(`${server.origin}/form`);
    await expect(browser.submit(page, { button: 'Nope' })).rejects.toThrow(/No form .*Nope.*Allow access/);
    await expect(browser.submit(page, { values: { nope: '1' } })).rejects.toThrow(/no field nope/);
    await expect(browser.submit(page, { values: { patient: '9' } })).rejects.toThrow(/no choice 9/);
    await expect(browser.click(page, 'Nope')).rejects.toThrow(/No link "Nope"/);
  });

  it('follows links and redirects; only 307 and 308 keep the method', async () => {
    const page = await browser.get(`${server.origin}/form`);
    expect((await echo(browser.click(page, 'Go on'))).path).toBe('/next?a=1&b=2');
    const [form] = page.forms;
    const to = (path: string) => ({ ...page, forms: [{ ...form!, action: `${server.origin}${path}` }] });
    expect(await echo(browser.submit(to('/303')))).toMatchObject({ method: 'GET', body: '' });
    expect((await echo(browser.submit(to('/307')))).body).toContain('q=preset');
    await expect(browser.get(`${server.origin}/loop`)).rejects.toThrow(/More than 20 redirects/);
    expect((await browser.get(`${server.origin}/away`)).url).toBe(`${other.origin}/echo?code=1`);
    expect(browser.history.at(-2)).toEqual({ method: 'GET', url: `${server.origin}/away`, status: 302 });
  });

  it('stops before a redirect target', async () => {
    const stopAt = (url: URL) => url.searchParams.has('code');
    const page = await browser.get(`${server.origin}/away`, { stopAt });
    expect(page).toMatchObject({ url: `${other.origin}/echo?code=1`, status: 0, forms: [] });
    expect(browser.history).toHaveLength(1);
    expect((await new HttpBrowser({ stopAt }).get(`${server.origin}/away`)).status).toBe(0);
  });

  it('keeps cookies by host and path, not by port', async () => {
    expect((await echo(browser.get(`${server.origin}/cookie`))).cookie).toBe('a=1');
    expect((await echo(browser.get(`${other.origin}/deep/er`))).cookie).toBe('b=2; a=1');
    expect(browser.cookies(server.origin)).toEqual({ a: '1' });
  });
});
