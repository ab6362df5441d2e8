import { Readings } from './readings.js';

describe('Readings', () => {
  const reads: string[] = [];
  const readings = new Readings<{ of: string }>();
  const read = (name: string, content: unknown = 'same') =>
    readings.of(name, content, () => {
      reads.push(name);
      return { of: name };
    });

  beforeEach(() => {
    readings.keepOnly([]);
    reads.length = 0;
  });

  it('reads a row once, and again when it has changed', () => {
    const first = read('a');
    expect(read('a')).toBe(first);
    expect(read('a', 'changed')).not.toBe(first);
    expect(reads).toEqual(['a', 'a']);
  });

  it('remembers nothing of a row that cannot be read', () => {
    const broken = () => {
      throw new Error('broken');
    };
    expect(() => readings.of('a', 'same', broken)).toThrow('broken');
    expect(read('a')).toEqual({ of: 'a' });
  });

  it('forgets the rows that are gone', () => {
    read('a');
    read('b');
    readings.keepOnly(['b']);
    read('a');
    read('b');
    expect(reads).toEqual(['a', 'b', 'a']);
  });

  it('remembers a thousand rows, and gives up the oldest for one more', () => {
    for (let row = 0; row <= 1_000; row += 1) read(`row-${row}`);
    reads.length = 0;
    read('row-1');
    read('row-0');
    expect(reads).toEqual(['row-0']);
  });
});
