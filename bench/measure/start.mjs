import { newFolder } from '../servers/folders.mjs';

/**
 * How long servers take from the start of the process until they answer that they are ready: with nothing there yet,
 * and once more with what they made then. In turns, several times.
 */
export async function measureStarts(starters, { node, signers, starts }) {
  const times = Object.fromEntries(Object.keys(starters).map((name) => [name, { first: [], again: [] }]));
  for (let round = 0; round < starts; round += 1)
    for (const [name, start] of Object.entries(starters)) {
      const folder = newFolder();
      const first = await start({ node, folder, signers });
      await first.stop();
      const again = await start({ node, folder, signers, port: first.port });
      await again.stop();
      times[name].first.push(first.startMs);
      times[name].again.push(again.startMs);
    }
  return times;
}
