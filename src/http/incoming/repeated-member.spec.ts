import { repeatedMember } from './repeated-member.js';

it.each([
  ['{"a":1,"a":1}', 'a'],
  ['{"a":1,"\\u0061" :1}', 'a'],
  ['{"x":[{"b":1},{"b":1,"c":{"d":[],"d":{}}}]}', 'd'],
  ['{"a\\"b":1,"a\\"b":2}', 'a"b'],
  ['{"a":"a","b":"a"}', undefined],
  ['{"a":{"a":{"a":"{\\"a\\":1"}}}', undefined],
  ['[{"a":1},{"a":1}]', undefined],
  ['["a","a"]', undefined],
  ['{"a":', undefined],
  [']]}', undefined],
])('%s has %j twice', (text, name) => expect(repeatedMember(text)).toBe(name));

it('takes time in proportion to the text', () => {
  expect(repeatedMember(`{"a":"${'x\\n'.repeat(300_000)}","b":"${'x'.repeat(900_000)}`)).toBeUndefined();
});
