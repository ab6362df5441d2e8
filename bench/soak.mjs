import { measureSoak } from './measure/soak.mjs';
import { machineInWords } from './report/machine.mjs';
import { soakPicture } from './report/soak-picture.mjs';
import { soakSummary, soakTables } from './report/soak-report.mjs';

const EVERY_SECONDS = 10;
const EVERY_SECONDS_QUICK = 1;

/** Mixed load for a long time. @returns what was measured, as markdown, and as a picture */
export async function soak(world, say) {
  const everySeconds = world.isQuick ? EVERY_SECONDS_QUICK : EVERY_SECONDS;
  const measured = await measureSoak(world, { minutes: world.minutes, everySeconds, say });
  const report = soakSummary({ ...machineInWords(world), ...measured });
  return { report, markdown: soakTables(report), picture: soakPicture(report) };
}
