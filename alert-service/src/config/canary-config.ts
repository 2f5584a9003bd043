import { validateDetailed } from 'node-cron';
import type { z } from 'zod';
import { checkTellsSomebody } from './emergency-config.ts';
import { fields, flag, given, length, Length, required, text } from './fields.ts';
import type { Reading } from './reading.ts';
import type { ConfiguredReceiver } from './receivers.ts';
import { readTimeZone } from './time-zone.ts';

/** `canary:` of tocsin.yml: a real test page at regular times, and who hears of it when it does not arrive. */
export interface CanarySettings {
  readonly target: { readonly kind: 'policy' | 'person'; readonly id: string };
  /** As node-cron reads it. */
  readonly schedule: string;
  readonly timeZone: string;
  readonly withinMs: number;
  /** It has arrived only when somebody has acknowledged it. */
  readonly acknowledge: boolean;
  /** The receiver that is told. */
  readonly tell: string;
}

const shortest = 30_000;
/** A test ends by itself then. */
const longest = 10 * 60_000;

const CanaryFields = fields({
  policy: text.optional(),
  person: text.optional(),
  schedule: required('schedule').superRefine((written, context) => {
    const found = validateDetailed(written);
    if (found.valid) return;
    const why = found.errors[0]?.message ?? 'it cannot be read';
    context.addIssue({
      code: 'custom',
      message: `"${written}" is no schedule (${why}): write minute, hour, day, month and weekday, such as "0 10 * * 1-5"`,
    });
  }),
  time_zone: given(text),
  within: given(
    length.refine(
      (written) => !(written instanceof Length) || (written.ms >= shortest && written.ms <= longest),
      'within must be from 30s to 10m: write a duration such as 5m',
    ),
  ),
  acknowledge: given(flag),
  tell: required('tell'),
}).refine(({ policy, person }) => Boolean(policy) !== Boolean(person), {
  message: 'a canary pages along a policy or pages a person: give `policy:` or `person:`, one of them',
});

/** For the field `canary`. */
export const canary = given(CanaryFields);

interface Context {
  readonly reading: Reading;
  readonly receivers: ReadonlyMap<string, ConfiguredReceiver>;
}

/** Whether its policy or person exists is asked when it runs: people may be made in the app. */
export function canarySettings(
  written: z.output<typeof canary>,
  context: Context,
): CanarySettings | undefined {
  if (!written) return undefined;
  checkTellsSomebody(written.tell, ['canary', 'tell'], context);
  const zone = readTimeZone(written.time_zone ?? 'UTC');
  if (!zone.ok) context.reading.problem(['canary', 'time_zone'], zone.error);
  return {
    target: written.policy
      ? { kind: 'policy', id: written.policy }
      : { kind: 'person', id: written.person ?? '' },
    schedule: written.schedule,
    timeZone: zone.ok ? zone.value : 'UTC',
    withinMs: written.within?.ms ?? 5 * 60_000,
    acknowledge: written.acknowledge ?? false,
    tell: written.tell,
  };
}
