import { notes, short, table, withSpread } from './markdown.mjs';

/** The growth curves as markdown. */
export function growthTables({ machine, node, cores, method, warning, flows, sizes, deletions }) {
  return [
    notes([machine, node, cores, method, bytesInWords(sizes), warning]),
    table(
      [
        'flow',
        'Grants',
        'per second',
        'CPU ms each',
        'written, kB each',
        'p50 ms',
        'p95 ms',
        'p99 ms',
        'p99, ratio to the fewest',
      ],
      flows.flatMap(({ title, servers }) =>
        Object.entries(servers).map(([size, { perSecond, cpuMs, writtenKb, p50, p95, p99, p99Ratio }]) => [
          title,
          size,
          ...[perSecond, cpuMs].map(withSpread),
          ...[writtenKb, p50, p95].map(({ median }) => short(median)),
          ...[p99, p99Ratio].map(withSpread),
        ]),
      ),
    ),
    table(
      [
        'Grants',
        'accounts',
        'database, MB',
        'bytes a Grant',
        'start, s',
        'memory (RSS), MB',
        'after the load, MB',
      ],
      sizes.map(({ name, accounts, grants, bytes, startMs, idleMb, afterLoadMb }) => [
        name,
        accounts.toLocaleString('en'),
        short(bytes / 2 ** 20),
        short(bytes / grants),
        short(startMs / 1000),
        short(idleMb),
        short(afterLoadMb),
      ]),
    ),
    table(
      ['deletion of expired rows', 'rows', 'seconds', 'refresh before: p50, p99, longest, ms', 'meanwhile'],
      Object.entries(deletions).map(([size, { rows, seconds, before, meanwhile }]) => [
        `${size} Grants`,
        rows.toLocaleString('en'),
        short(seconds),
        ...[before, meanwhile].map(({ p50, p99, most }) => [p50, p99, most].map(short).join(', ')),
      ]),
    ),
    ...flows.filter(({ fault }) => fault).map(({ title, fault }) => `VOID: ${title}: ${fault}\n`),
  ].join('\n');
}

/** Two databases with the same accounts differ by their Grants only. */
function bytesInWords(sizes) {
  const [fewer, more] = sizes.slice(-2);
  const grant = (more.bytes - fewer.bytes) / (more.grants - fewer.grants);
  const account = (fewer.bytes - fewer.grants * grant) / fewer.accounts;
  return (
    `on disk: ${short(grant)} bytes for each live Grant (Grant, its context, sign-in, refresh token, one audit row), ` +
    `${short(account)} for each account (link, claims, FHIR resource, remembered consent, three audit rows)`
  );
}
