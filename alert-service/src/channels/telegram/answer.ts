import { z } from 'zod';
import type { Outcome } from '../channel.ts';
import type { Line, Reply } from '../http-line.ts';

/** https://core.telegram.org/bots/api#sendmessage */
export const longestText = 4096;

const Refused = z.object({
  ok: z.literal(false),
  error_code: z.number().optional(),
  description: z.string().optional(),
  parameters: z.object({ retry_after: z.number().optional() }).optional(),
});

const Posted = z.object({ ok: z.literal(true), result: z.object({ message_id: z.number().optional() }) });

export interface TelegramAnswer {
  readonly outcome: Outcome;
  readonly result?: { readonly message_id?: number | undefined } | undefined;
}

/** Telegram says in its answer how long to wait. */
export function telegramAnswer({ status, body, outcome }: Reply, line: Line): TelegramAnswer {
  const said = parsed(body);
  const refused = Refused.safeParse(said).data;
  if (!refused) return { outcome, result: Posted.safeParse(said).data?.result };
  const { error_code: code = status, description = '', parameters } = refused;
  const wait = parameters?.retry_after;
  if (wait === undefined && outcome.kind === 'retry') return { outcome };
  return {
    outcome: line.judged({
      status: code < 300 ? 400 : code,
      body: description,
      ...(wait !== undefined && { retryAfter: String(wait) }),
    }),
  };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
