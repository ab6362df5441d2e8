import { AUDIT_EVENTS } from '#src/audit/audit-events.js';
import { ALL_PERMISSIONS } from '#src/roles/permissions.js';
import { ALL_ROLES } from '#src/roles/roles.js';
import { en } from '../../admin-ui/src/words/en.js';
import { nl } from '../../admin-ui/src/words/nl.js';

/** Every text by its key, as `wardkey.account.create`. */
function texts(words: object, above = ''): Array<[key: string, text: string]> {
  return Object.entries(words).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'string' ? [[above + name, value]] : texts(value as object, `${above}${name}.`),
  );
}

const variables = (text: string) => [...text.matchAll(/%\{(\w+)\}/g)].map(([, name]) => name).sort();

describe('every language', () => {
  it('has the same texts, with the same facts in them', () => {
    const facts = (words: object) => texts(words).map(([key, text]) => [key, variables(text)]);
    expect(facts(nl).sort()).toEqual(facts(en).sort());
  });

  it('leaves no text empty', () => {
    const empty = [...texts(en), ...texts(nl)].filter(
      ([key, text]) => text === '' && key !== 'ra.boolean.null',
    );
    expect(empty).toEqual([]);
  });
});

describe('what the API says in codes has words', () => {
  it('each event', () => expect(Object.keys(en.wardkey.events).sort()).toEqual([...AUDIT_EVENTS].sort()));

  it('each role', () => expect(Object.keys(en.wardkey.roles)).toEqual(expect.arrayContaining(ALL_ROLES)));

  it('each permission', () =>
    expect(Object.keys(en.wardkey.permissions).sort()).toEqual(
      ALL_PERMISSIONS.map((one) => one.replace('__wardkey/', '')).sort(),
    ));
});
