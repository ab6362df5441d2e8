import { PEOPLE, personNamed } from './people.js';

describe('PEOPLE', () => {
  it('have each their own name, number and object id', () => {
    for (const key of ['username', 'email', 'oid', 'employeeid'] as const) {
      expect(new Set(PEOPLE.map((person) => person[key])).size).toBe(PEOPLE.length);
    }
  });

  it('have user names and addresses that are made of their names', () => {
    expect(personNamed('emma.devries')).toMatchObject({
      name: 'Emma de Vries',
      email: 'emma.devries@harbour.example',
    });
    expect(() => personNamed('nobody')).toThrow(/nobody/);
  });
});
