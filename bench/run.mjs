/** Measures Wardkey. README.md says what, and how. */
import { writeFileSync } from 'node:fs';
import { comparison } from './comparison.mjs';
import { growth } from './growth.mjs';
import { closeBrowsers } from './load/browser.mjs';
import { observation } from './observation.mjs';
import { readOptions } from './options.mjs';
import { writeMarkdown } from './report/write-markdown.mjs';
import { soak } from './soak.mjs';
import { workers } from './workers.mjs';
import { assertionSigners } from './world.mjs';

const MEASUREMENTS = { comparison, growth, observation, soak, workers };
const say = (text) => process.stderr.write(`${text}\n`);
const options = optionsOrEnd();
const world = { ...options, signers: await assertionSigners() };

const { report, markdown, picture } = await MEASUREMENTS[options.measurement](world, say).finally(
  closeBrowsers,
);
process.stdout.write(markdown);
if (options.markdown) await writeMarkdown(options.markdown, markdown);
if (options.json) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
if (options.picture && picture) writeFileSync(options.picture, picture);
if (report.flows?.some(({ fault }) => fault)) process.exitCode = 1;

function optionsOrEnd() {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    say(error.message);
    return process.exit(2);
  }
}
