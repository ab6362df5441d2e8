import { hostOf, mailHref, phoneHref, safeHref, safeImage } from './safe-address.js';

describe('safeHref', () => {
  it.each([
    '/interaction/1/abort',
    '?q=jansen&page=2',
    '#results',
    'https://app.example/launch?x=1',
    'http://localhost:3000/',
    'com.example.growth:/signed-out',
  ])('keeps %s', (address) => expect(safeHref(address)).toBe(address));

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '',
    undefined,
  ])('leaves out %j', (address) => expect(safeHref(address)).toBeUndefined());
});

describe('safeImage', () => {
  it.each(['/assets/logo.svg', 'data:image/png;base64,AAAA'])('keeps %s', (source) =>
    expect(safeImage(source)).toBe(source),
  );

  it.each([
    'https://app.example/logo.png',
    '//app.example/logo.png',
    'data:text/html,x',
    'logo.png',
    undefined,
  ])('leaves out %j, because the page policy would not load it', (source) =>
    expect(safeImage(source)).toBeUndefined(),
  );
});

describe('hostOf', () => {
  it('shows the host on which an app runs', () => {
    expect(hostOf('https://growth.example@evil.example:8443/path')).toBe('evil.example:8443');
    // A letter that looks like another letter is shown in its encoded form.
    expect(hostOf('https://gr\u043ewth.example/')).toBe('xn--grwth-kye.example');
  });

  it.each(['javascript:alert(1)', 'https://', 'growth', undefined])('shows nothing for %j', (address) =>
    expect(hostOf(address)).toBeUndefined(),
  );
});

describe('contact links', () => {
  it('call a number that has only digits', () =>
    expect(phoneHref('+31 (0)20 555-0199')).toBe('tel:+310205550199'));

  it('write to one address about one reference number', () => {
    expect(mailHref('desk@harbour.example')).toBe('mailto:desk@harbour.example');
    expect(mailHref('a@b.example?bcc=c@d.example', 'K7 & co')).toBe(
      'mailto:a@b.example%3Fbcc%3Dc@d.example?subject=K7%20%26%20co',
    );
  });
});
