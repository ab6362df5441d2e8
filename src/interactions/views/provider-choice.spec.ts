import { inOrderOfUse } from './provider-choice.js';

const hospital = { displayName: 'Hospital account', href: '/a' };
const digid = { displayName: 'DigiD', href: '/b' };
const surf = { displayName: 'SURFconext', href: '/c' };
const shape = (choices: ReturnType<typeof inOrderOfUse>) =>
  choices.map(({ displayName, primary }) => (primary ? `[${displayName}]` : displayName));

describe('inOrderOfUse', () => {
  it('keeps the administrator’s order, and the first button is primary', () => {
    expect(shape(inOrderOfUse([hospital, digid, surf]))).toEqual([
      '[Hospital account]',
      'DigiD',
      'SURFconext',
    ]);
  });

  it('puts the last used identity provider first', () => {
    const choices = inOrderOfUse([hospital, digid, { ...surf, lastUsed: true }]);
    expect(shape(choices)).toEqual(['[SURFconext]', 'Hospital account', 'DigiD']);
  });

  it('does not make an identity provider primary that does not answer', () => {
    const choices = inOrderOfUse([hospital, { ...digid, lastUsed: true, unavailable: true }]);
    expect(shape(choices)).toEqual(['DigiD', '[Hospital account]']);
    expect(shape(inOrderOfUse([{ ...hospital, unavailable: true }]))).toEqual(['Hospital account']);
  });
});
