import { buildStale } from '../scripts/building/build-stale.ts';
import { steps } from '../scripts/building/steps.ts';
import { inRoot, root } from '../scripts/checkout.ts';
import { consoleProgress } from '../scripts/progress.ts';

const needed = new Set(['model', 'api', 'alert service']);

/** The program as its sources are now: an old bundle would be measured without a word. */
export async function builtTocsin(): Promise<string> {
  await buildStale({ root, steps: steps.filter(({ name }) => needed.has(name)), progress: consoleProgress });
  return inRoot('alert-service', 'bin', 'tocsin');
}
