import { z } from 'zod';
import { route } from './route.ts';
import { Labels } from './words.ts';

/** A receiver of alertmanager.yml: its integrations, never their secrets. */
export const Receiver = z
  .object({
    name: z.string(),
    integrations: z.array(
      z.object({
        key: z.string().meta({ description: 'slack[0]' }),
        type: z.string(),
        sendResolved: z.boolean(),
      }),
    ),
    fallback: z
      .object({ receiver: z.string(), afterMs: z.number().int() })
      .optional()
      .meta({ description: 'Who is told when it could not be reached for so long' }),
    rateLimit: z.object({ messages: z.number().int(), perMs: z.number().int() }).optional(),
  })
  .meta({ id: 'Receiver' });
export type Receiver = z.output<typeof Receiver>;

export const listReceivers = route({
  method: 'get',
  path: '/receivers',
  summary: 'The receivers and their integrations',
  role: 'viewer',
  response: z.object({ receivers: z.array(Receiver) }),
});

export const TriedIntegration = z
  .object({
    integration: z.string(),
    type: z.string(),
    delivered: z.boolean(),
    tookMs: z.number().int(),
    error: z.string().optional(),
    status: z.number().int().optional(),
  })
  .meta({ id: 'TriedIntegration' });

export const testReceiver = route({
  method: 'post',
  path: '/receivers/{name}/test',
  summary: 'Send a test message through a receiver, once: nothing is routed, told or repeated',
  role: 'operator',
  params: z.object({ name: z.string() }),
  body: z.object({
    integration: z.string().optional().meta({ description: 'slack[0]; all of them when absent' }),
    labels: Labels.optional(),
    annotations: Labels.optional(),
  }),
  response: z.object({ results: z.array(TriedIntegration) }),
});
