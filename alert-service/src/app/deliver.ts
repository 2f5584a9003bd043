import { readFile } from 'node:fs/promises';
import { createDeliver } from '#channels/deliver';
import { createSafeFetch } from '#channels/safe-fetch';
import type { Closers } from '#lib/closers';
import type { Foundation } from './parts.ts';

export type Deliver = ReturnType<typeof createDeliver>;

/** The one way out for messages, with the connections that it keeps. */
export function deliverFrom(
  { engine, inForce, metrics, where, parts }: Foundation,
  closers: Closers,
): Deliver {
  const { clock, log, version, timeZone } = parts;
  const fetch = createSafeFetch({ trust: 'operator', clock });
  closers.add('connections to receivers', async () => fetch.close());
  return createDeliver({
    inForce: () => inForce.current(),
    routeLabels: (group) =>
      engine.policy().router.route(engine.state().groups.get(group)?.route ?? '')?.labels ?? {},
    externalUrl: where.externalUrl,
    timeZone,
    fetch,
    readFile: (file) => readFile(file, 'utf8'),
    version,
    clock,
    log,
    counted: metrics.attempted,
  });
}
