import { z } from 'zod';
import { Time } from './words.ts';

/** Whether the rules of a data source are asked several at a time. */
export const TogetherState = z
  .object({
    on: z.boolean(),
    since: Time.optional().meta({ description: 'Since when they are asked one by one' }),
    why: z.string().optional().meta({ description: 'Why they are asked one by one' }),
  })
  .meta({ id: 'TogetherState' });
export type TogetherState = z.output<typeof TogetherState>;

/** Where what rules say is written, and what waits for it. */
export const RemoteWriteState = z
  .object({
    name: z.string(),
    url: z.string().meta({ description: 'Without credentials' }),
    waiting: z.number().int().meta({ description: 'Samples not written yet' }),
    behindSeconds: z.number().meta({ description: 'How long the oldest of them waits' }),
  })
  .meta({ id: 'RemoteWriteState' });
export type RemoteWriteState = z.output<typeof RemoteWriteState>;

/** An Alertmanager besides ourselves that is told of what our rules find. */
export const FurtherAlertmanager = z
  .object({
    url: z.string().meta({ description: 'Without credentials' }),
    waiting: z.number().int().meta({ description: 'Alerts that it has not taken yet' }),
    lastSentAt: Time.optional(),
    failingSince: Time.optional(),
    lastError: z.string().optional(),
  })
  .meta({ id: 'FurtherAlertmanager' });
export type FurtherAlertmanager = z.output<typeof FurtherAlertmanager>;

/** The dead-man's switch: an outside service pages when its calls stop. */
export const WatchdogState = z
  .object({
    calls: z.boolean().meta({ description: 'false: it is silent, so that the outside pages' }),
    reasons: z.array(z.string()).meta({ description: 'Why it is silent' }),
    lastCallAt: Time.optional(),
    lastError: z.string().optional().meta({ description: 'Why the last call did not get through' }),
  })
  .meta({ id: 'WatchdogState' });
export type WatchdogState = z.output<typeof WatchdogState>;
