import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createDeliver, type DeliverParts } from '#channels/deliver';
import { createSafeFetch } from '#channels/safe-fetch';
import type { Closers } from '#lib/closers';
import type { Foundation } from './parts.ts';

export type Deliver = ReturnType<typeof createDeliver>;

/** What messages say beside the notice: where to answer it, and what is known of its incident. */
export interface Words {
  readonly answers?: NonNullable<DeliverParts['people']>['answers'];
  readonly incidentFacts?: DeliverParts['incidentFacts'];
  readonly pushIdentity?: NonNullable<DeliverParts['people']>['pushIdentity'];
}

/** The one way out for messages, with the connections that it keeps. */
export function deliverFrom(
  { engine, inForce, metrics, where, sealing, parts }: Foundation,
  closers: Closers,
  words: Words = {},
): Deliver {
  const { clock, log, version, timeZone } = parts;
  const fetch = createSafeFetch({ trust: 'operator', clock });
  const guarded = createSafeFetch({ trust: 'api', clock });
  closers.add('connections to receivers', async () => {
    fetch.close();
    guarded.close();
  });
  const { answers, incidentFacts, pushIdentity } = words;
  return createDeliver({
    inForce: () => inForce.current(),
    routeLabels: (group) =>
      engine.policy().router.route(engine.state().groups.get(group)?.route ?? '')?.labels ?? {},
    externalUrl: where.externalUrl,
    timeZone,
    fetch,
    people: {
      fetch: guarded,
      directory: () => engine.state().directory,
      unseal: (sealed, place) => sealing.unseal(sealed, place),
      readSecret: (file) => readFileSync(file, 'utf8'),
      ...(answers && { answers }),
      ...(pushIdentity && { pushIdentity }),
    },
    ...(incidentFacts && { incidentFacts }),
    readFile: (file) => readFile(file, 'utf8'),
    version,
    clock,
    log,
    counted: metrics.attempted,
  });
}
