import { Readings } from './readings.js';

describe('Readings', () => {
  const reads: string[] = [];
  const readings = new Readings<{ of: string }>();
  const read = (name: string, content: unknown = 'same') =>
    readings.readOnce(name, content, () => {
      reads.push(name);
      return { of: name };
    });

  beforeEach(() => {
    readings.keepOnly([]);
    reads.length = 0;
  });

  it('reads a row once, and again after it has changed', () => {
    const first = read('a');
    expect(read('a')).toBe(first);
    expect(read('a', 'changed')).not.toBe(first);
    expect(reads).toEqual(['a', 'a']);
  });

  it('keeps no result for a row that cannot be read', () => {
    const broken = () => {
      throw new Error('broken');
    };
    expect(() => readings.readOnce('a', 'same', broken)).toThrow('broken');
    expect(read('a')).toEqual({ of: 'a' });
  });

  it('drops the results of deleted rows', () => {
    read('a');
    read('b');
    readings.keepOnly(['b']);
    read('a');
    read('b');
    expect(reads).toEqual(['a', 'b', 'a']);
  });

  it('keeps the results of a thousand rows, and drops the oldest one for a new row', () => {
    for (let row = 0; row <= 1_000; row += 1) read(`row-${row}`);
    reads.length = 0;
    read('row-1');
    read('row-0');
    expect(reads).toEqual(['row-0']);
  });
});
