import { desktop, launch, visitor } from '../../e2e/browser.ts';
import type { Exporter } from '../live/stage.ts';
import { pause } from '../server.ts';
import { whenShown } from './shown.ts';

interface Detection {
  readonly exporter: Exporter;
  readonly base: string;
  readonly how: 'errors' | 'down';
  readonly services: number;
}

const times = 3;

/** Seconds from the moment a service breaks until the page of services, in a real browser, says so; at any time between two scrapes. */
export async function detection({ exporter, base, how, services }: Detection): Promise<number[]> {
  await using browser = await launch();
  const page = await (await visitor(browser, { theme: 'dark', viewport: desktop })).newPage();
  await page.goto(`${base}/a/tocsin-tocsin-app/services`);
  await page.getByRole('row', { name: /^svc-/ }).first().waitFor();
  const took: number[] = [];
  for (let round = 0; round < times; round += 1) {
    // The last are leaves of the tree: they take nobody with them.
    const index = services - 1 - round - (how === 'down' ? times : 0);
    await pause(1_300 * round);
    const shown = whenShown(page, { element: '[role=row]', words: `svc-${index}`, not: 'healthy' });
    await pause(200);
    const brokenAt = Date.now();
    await exporter.breaks(index, how);
    took.push(((await shown) - brokenAt) / 1_000);
  }
  return took;
}
