import { account } from '../../../test/support/small-world.js';
import { Steps } from './steps.js';
import { noted, refused } from './trail.js';

interface Start {
  number: number;
  account?: ReturnType<typeof account>;
}
const start = Steps.startingWith<Start, { add: number }>();

describe('steps', () => {
  it('give their facts to later steps, and their findings to one trail, in order', async () => {
    const steps = start
      .ask(({ number }, { add }) => ({ facts: { sum: number + add }, trail: [noted('sum', 'added')] }))
      .ask(({ sum }) => Promise.resolve({ facts: { twice: sum * 2 } }))
      .ask(({ twice }) => ({ facts: {}, trail: [noted('twice', String(twice))] }));
    expect(await steps.run({ number: 1 }, { add: 2 })).toEqual({
      facts: { number: 1, sum: 3, twice: 6 },
      trail: [noted('sum', 'added'), noted('twice', '6')],
    });
  });

  it('end with the first refusal, which names the account that is known at that step', async () => {
    let asked = 0;
    const counted = () => ({ facts: { asked: (asked += 1) } });
    const no = { refused: 'no_account', trail: [refused('no', 'it is not')] } as const;
    const known = account();
    const steps = start.ask(() => ({ facts: { account: known } }));
    expect(
      await steps
        .ask(() => no)
        .ask(counted)
        .run({ number: 1 }, { add: 2 }),
    ).toEqual({ ...no, account: known });
    expect(asked).toBe(0);
    const other = account({ id: 'a2' });
    const outcome = await steps.ask(() => ({ ...no, account: other })).run({ number: 1 }, { add: 2 });
    expect(outcome).toMatchObject({ account: { id: 'a2' } });
  });

  it('can be continued in two ways that do not affect each other', async () => {
    const one = start.ask(() => ({ facts: { way: 1 } }));
    const other = start.ask(() => ({ facts: { way: 2 } }));
    expect(await one.run({ number: 1 }, { add: 2 })).toMatchObject({ facts: { way: 1 } });
    expect(await other.run({ number: 1 }, { add: 2 })).toMatchObject({ facts: { way: 2 } });
  });
});
