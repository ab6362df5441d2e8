import { Logger } from '@nestjs/common';
import { Observers } from './observers.js';

describe('Observers', () => {
  it('are all told, each only what it wants to know', () => {
    const observers = new Observers();
    expect(observers.areThere).toBe(false);
    const told: string[] = [];
    observers.join({ turnedAway: (because) => told.push(`one: ${because}`) });
    observers.join({ requestBegan: () => told.push('two') });
    observers.join({ turnedAway: (because) => told.push(`three: ${because}`) });
    expect(observers.areThere).toBe(true);
    observers.tell('turnedAway', 'saturated');
    expect(told).toEqual(['one: saturated', 'three: saturated']);
  });

  it('that fail stop neither the others nor whoever tells', () => {
    const observers = new Observers();
    const told: string[] = [];
    const lines: string[] = [];
    Logger.overrideLogger({ error: (line: string) => lines.push(line), log() {}, warn() {} });
    try {
      observers.join({
        turnedAway: () => {
          throw new Error('out of order');
        },
      });
      observers.join({ turnedAway: (because) => told.push(because) });
      observers.tell('turnedAway', 'tooMany');
    } finally {
      Logger.overrideLogger(['error']);
    }
    expect(told).toEqual(['tooMany']);
    expect(lines).toEqual(['turnedAway was not observed: Error: out of order']);
  });
});
