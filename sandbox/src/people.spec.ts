import { PEOPLE, personNamed } from './people.js';

describe('PEOPLE', () => {
  it('has one name, number and object id each', () => {
    for (const key of ['username', 'email', 'oid', 'employeeid'] as const) {
      expect(new Set(PEOPLE.map((person) => person[key])).size).toBe(PEOPLE.length);
    }
  });

  it('makes user names and addresses out of names', () => {
    expect(personNamed('emma.devries')).toMatchObject({
      name: 'Emma de Vries',
      email: 'emma.devries@harbour.example',
    });
    expect(() => personNamed('nobody')).toThrow(/nobody/);
  });
});
