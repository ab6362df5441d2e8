import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { FLOWS } from './flows/flows.mjs';
import { knownLogin } from './flows/known-login.mjs';

/** Long enough to publish what comes out. */
const FULL = { rounds: 5, seconds: 10, warmUpSeconds: 10, settleSeconds: 10, starts: 3 };
/** Long enough to see that everything works. */
const QUICK = { rounds: 2, seconds: 1, warmUpSeconds: 0.5, settleSeconds: 1, starts: 1 };

/** The access tokens that the mixed load asks about are good for one hour. */
const LONGEST_SOAK_MINUTES = 50;

/** As many as there are processors, at most. */
const MOST_WORKERS = 64;

/** What the command line asks for. @throws Error that says what is wrong with it */
export function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      growth: { type: 'boolean', default: false },
      soak: { type: 'string' },
      workers: { type: 'string' },
      share: { type: 'string' },
      observe: { type: 'boolean', default: false },
      json: { type: 'string' },
      markdown: { type: 'string' },
      picture: { type: 'string' },
      node: { type: 'string', default: process.execPath },
      postgresql: { type: 'string' },
      keycloak: { type: 'boolean', default: false },
    },
  });
  const only = values.only?.flatMap((names) => names.split(','));
  const known = ['start', ...[...FLOWS, knownLogin].map(({ name }) => name)];
  for (const name of only ?? [])
    if (!known.includes(name)) throw new Error(`--only ${name}: there are ${known.join(', ')}`);
  if (values.workers && !values.postgresql)
    throw new Error('--workers needs --postgresql, with a role that may create databases');
  if (values.share && !values.workers) throw new Error('--share needs --workers');
  const measurement = values.growth
    ? 'growth'
    : values.soak
      ? 'soak'
      : values.workers
        ? 'workers'
        : values.observe
          ? 'observation'
          : 'comparison';
  const lengths = values.quick ? QUICK : FULL;
  return {
    ...lengths,
    rounds: number('rounds', values.rounds, 1, 100) ?? lengths.rounds,
    seconds: number('seconds', values.seconds, 0.1, 300) ?? lengths.seconds,
    isQuick: values.quick,
    isWanted: (name) => !only || only.includes(name),
    measurement,
    workers: number('workers', values.workers, 2, MOST_WORKERS),
    share: number('share', values.share, 0.05, 1),
    minutes: number('soak', values.soak, 0.2, LONGEST_SOAK_MINUTES),
    json: fileNamed(values.json),
    markdown: markdownPlace(values.markdown, measurement),
    picture: fileNamed(values.picture),
    node: values.node,
    postgresql: values.postgresql,
    keycloak: values.keycloak,
  };
}

/** npm changes to the root of the package, and says where it was called. */
const fileNamed = (path) => path && resolve(process.env.INIT_CWD ?? '.', path);

/** A file, and the name of the place in it that the report is for. */
function markdownPlace(text, measurement) {
  const [path, name = measurement] = text?.split('#') ?? [];
  return path && { file: fileNamed(path), name };
}

function number(name, text, least, most) {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value >= least && value <= most)) throw new Error(`--${name} must be ${least} to ${most}`);
  return value;
}
