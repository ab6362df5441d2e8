import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { receive } from './request-body.js';

describe('receive', () => {
  const request = () =>
    Object.assign(new IncomingMessage(new Socket()), { headers: { 'content-length': '4' } });

  it('gives the whole body', async () => {
    const sent = request();
    const received = receive(sent, 10);
    sent.push('gr');
    sent.push('ip');
    sent.complete = true;
    sent.push(null);
    expect(await received).toEqual(Buffer.from('grip'));
  });

  it.each([
    ['before it is read', 'before'],
    ['while it is read', 'while'],
  ])('a body whose connection breaks %s is cut off', async (_when, when) => {
    const sent = request();
    sent.on('error', () => {});
    const closed = new Promise((resolve) => sent.once('close', resolve));
    if (when === 'before') {
      sent.destroy(new Error('broken'));
      await closed;
    }
    const received = receive(sent, 10);
    sent.destroy(new Error('broken'));
    expect(await received).toBe('cutOff');
  });
});
