import { buildStale } from '../building/build-stale.ts';
import { steps } from '../building/steps.ts';
import { root } from '../checkout.ts';
import { consoleProgress } from '../progress.ts';
import { orExit } from '../or-exit.ts';

await orExit(async () => {
  await buildStale({ root, steps, progress: consoleProgress });
  consoleProgress.say('Everything is built.');
});
