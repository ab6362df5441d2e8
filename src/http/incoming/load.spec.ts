import type { ServerResponse } from 'node:http';
import { Settings } from '#src/config/settings/settings.js';
import { Load } from './load.js';
import { LoopDelay } from './loop-delay.js';

const answer = (isGone = false) => ({ req: { socket: { destroyed: isGone } } }) as unknown as ServerResponse;

describe('how much the process has to do', () => {
  let loop: LoopDelay;
  let load: Load;
  beforeEach(() => {
    const settings = new Settings();
    Object.assign(settings.limits, { requestsAtOnce: 4, eventLoopDelayMilliseconds: 1_000 });
    loop = new LoopDelay();
    load = new Load(loop, settings);
  });

  it('is the share of the requests that may be under way', () => {
    const answers = [answer(), answer(), answer()];
    for (const one of answers) load.begin(one);
    expect(load.pressure).toBe(0.75);
    load.end(answers[0]!);
    load.end(answers[0]!);
    expect([load.requestsUnderWay, load.pressure]).toEqual([2, 0.5]);
  });

  it('does not grow by a request whose client is gone', () => {
    load.begin(answer(true));
    expect(load.pressure).toBe(0);
  });

  it('is the share of the delay that the event loop may have', () => {
    loop.add(600);
    loop.add(1_500);
    expect(load.pressure).toBe(0.6);
    loop.add(3_000);
    expect(load.pressure).toBe(1.5);
  });

  it('is not too much after one long pause', () => {
    loop.add(0);
    loop.add(5_000);
    expect(load.pressure).toBe(0);
    loop.add(3);
    expect(load.pressure).toBe(0.003);
  });

  it('is what is worse of the two', () => {
    load.begin(answer());
    expect(load.pressure).toBe(0.25);
    loop.add(900);
    loop.add(900);
    expect(load.pressure).toBe(0.9);
  });
});
