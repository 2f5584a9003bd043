import { z } from 'zod';

/**
 * The SSE stream `/api/tocsin/v1/stream`. Each event has `id:` = the ledger's seq (resume by Last-Event-ID).
 * `event: commit`: something changed; the entries name what, so that a page asks only for what it shows.
 * `event: reset`: too far behind or a new start: load everything anew.
 */
export const CommitEvent = z
  .object({
    seq: z.number().int(),
    at: z.iso.datetime({ offset: true }),
    kinds: z.array(z.string()).meta({ description: 'Kinds of the ledger entries of this commit' }),
    alerts: z.array(z.string()).meta({ description: 'Fingerprints touched (at most 100)' }),
    incidents: z.array(z.string()),
    rules: z.array(z.string()),
    services: z.array(z.string()).optional().meta({ description: 'Whose health changed' }),
  })
  .meta({ id: 'CommitEvent' });
export type CommitEvent = z.output<typeof CommitEvent>;
