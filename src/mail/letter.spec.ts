import { composeLetter } from './letter.js';

describe('composeLetter', () => {
  const letter = composeLetter({
    to: 'wei.chen@harbour.example',
    subject: 'Your code\r\nBcc: everybody@evil.test',
    parts: [
      'Hello <b>"Wei" & Maria</b>',
      { code: '123456' },
      { link: 'https://auth.test/invitation/x?a=1&b=2' },
    ],
  });

  it('says the same as text and as HTML', () => {
    expect(letter.text).toBe(
      'Hello <b>"Wei" & Maria</b>\n\n123456\n\nhttps://auth.test/invitation/x?a=1&b=2\n',
    );
    expect(letter.html).toContain('<p>Hello &lt;b&gt;&quot;Wei&quot; &amp; Maria&lt;/b&gt;</p>');
    expect(letter.html).toContain('>123456</p>');
    expect(letter.html).toContain('<a href="https://auth.test/invitation/x?a=1&amp;b=2">');
  });

  it('has a subject of one line and loads nothing from elsewhere', () => {
    expect(letter.subject).toBe('Your code Bcc: everybody@evil.test');
    expect(letter.html).not.toMatch(/<img|<link|<script|url\(|src=/);
  });
});
