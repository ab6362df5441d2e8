import { Logger } from '@nestjs/common';
import { errorForLog } from '#src/errors/domain-error.js';
import type { Figures } from './figures.js';

/** What the first process asks a worker. */
export const FIGURES_PLEASE = 'wardkey: figures, please';
const FIGURES = 'wardkey: figures';

/** What a worker sends. */
interface FiguresMessage {
  kind: typeof FIGURES;
  figures: Figures;
}

/** Whether a message of a worker has its figures. Other code may send other messages. */
export function isFiguresMessage(message: unknown): message is FiguresMessage {
  return (message as Partial<FiguresMessage> | null)?.kind === FIGURES;
}

/**
 * Lets this worker answer the first process, which serves the metrics of all workers. The first figures are sent
 * unasked, and say that there are some.
 */
export async function tellFirstProcess(metrics: { figures(): Promise<Figures> }): Promise<void> {
  const log = new Logger('Metrics');
  const tell = async () => {
    const message: FiguresMessage = { kind: FIGURES, figures: await metrics.figures() };
    // With a callback, a first process that has just ended is no error.
    process.send!(message, undefined, undefined, () => {});
  };
  process.on('message', (message) => {
    if (message !== FIGURES_PLEASE) return;
    tell().catch((error: unknown) => log.error(`metrics could not be told: ${errorForLog(error)}`));
  });
  await tell();
}
