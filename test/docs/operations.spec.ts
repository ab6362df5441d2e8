import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AUDIT_EVENTS } from '#src/audit/audit-events.js';
import { FEDERATION_REFUSALS, SIGN_IN_REFUSALS } from '#src/interactions/views/refusals.js';

const text = readFileSync(fileURLToPath(new URL('../../docs/operations.md', import.meta.url)), 'utf8');

describe('docs/operations.md', () => {
  it('lists every kind of audit event, and no other', () => {
    const [table] = text.split('in the table `audit_event`, one row for each event:\n\n')[1]!.split('\n\n');
    const firstCells = [...table!.matchAll(/^\|(.+?)\|/gm)].map(([, cell]) => cell).join();
    const listed = [...firstCells.matchAll(/`([a-z_]+\.[a-z_]+)`/g)].map(([, name]) => name!);
    expect(listed.sort()).toEqual([...AUDIT_EVENTS].sort());
  });

  it.each([
    ['login.refused', SIGN_IN_REFUSALS],
    ['login.failed', FEDERATION_REFUSALS],
  ])('explains every reason of %s', (event, refusals) => {
    const [table] = text.split(`| \`reason\` of \`${event}\``)[1]!.split('\n\n');
    const explained = [...table!.matchAll(/^\|(.+?)\|/gm)].join();
    for (const reason of Object.keys(refusals)) expect(explained).toContain(`\`${reason}\``);
  });
});
