import { type Labels, type Matcher, matcherOp, type Parsed, parsed } from '@tocsin/model';
import { z } from 'zod';
import { readAnnotations, shownAnnotations } from '#config/silence-annotations';
import type { WantedSilence } from '#core/input';
import { type Silence, silenceState } from '#core/mute/silence';
import { timeNotGiven } from '#core/mute/silence-input';
import { iso } from './gettable-alert.ts';
import { postedTime } from './posted-time.ts';

const Text = z.string().refine((text) => text.isWellFormed(), 'is not valid Unicode');

/** As its sender writes it; the zero time and the empty text are a time that is not given. */
const Time = z.string().transform((text, context) => {
  const at = postedTime(text);
  if (at !== undefined && Number.isNaN(at)) {
    context.addIssue(`${JSON.stringify(text)} is not a time as in 2026-10-20T03:17:48Z`);
    return z.NEVER;
  }
  return at ?? timeNotGiven;
});

export const WireMatcher = z.object({
  name: Text,
  value: Text,
  isRegex: z.boolean(),
  isEqual: z.boolean().nullish(),
});

/** z.record leaves `__proto__` out. */
const Annotations = z
  .custom<object>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), {
    error: 'must be an object of strings',
  })
  .transform((value) => Object.entries(value))
  .pipe(z.array(z.tuple([z.string(), Text])))
  .transform((entries): Labels => Object.fromEntries(entries));

/** Alertmanager's `postableSilence`; fields that it does not know are left alone, as upstream leaves them. */
export const PostableSilence = z.object({
  id: Text.nullish(),
  matchers: z.array(WireMatcher).min(1),
  startsAt: Time,
  endsAt: Time,
  createdBy: Text,
  comment: Text,
  annotations: Annotations.nullish(),
});
export type PostableSilence = z.output<typeof PostableSilence>;

/**
 * `before` is the silence of that id: what Alertmanager does not know of it stays, where no annotation says otherwise.
 */
export function wantedSilence(posted: PostableSilence, before: Silence | undefined): Parsed<WantedSilence> {
  const { id, matchers, startsAt, endsAt, createdBy, comment } = posted;
  const read = readAnnotations(posted.annotations ?? {});
  if (!read.ok) return read;
  const { annotations, beyond: { ending, recurs } = before ?? {} } = read.value;
  return parsed({
    ...(id && { id }),
    matcherSets: [matchers.map(matcherFrom)],
    receiverMatcherSets: [],
    startsAt,
    endsAt,
    createdBy,
    comment,
    annotations,
    ...(ending && { ending }),
    ...(recurs && { recurs }),
  });
}

const matcherFrom = ({ name, value, isRegex, isEqual }: z.output<typeof WireMatcher>): Matcher => ({
  name,
  value,
  op: matcherOp({ isRegex, isEqual: isEqual ?? true }),
});

const wireMatcher = ({ name, op, value }: Matcher) => ({
  isEqual: op === '=' || op === '=~',
  isRegex: op === '=~' || op === '!~',
  name,
  value,
});

/** Alertmanager's `gettableSilence`, its fields in upstream's order. */
export function gettableSilence(silence: Silence, now: number) {
  const { matcherSets } = silence;
  const annotations = shownAnnotations(silence);
  return {
    id: silence.id,
    status: { state: silenceState(silence, now) },
    updatedAt: iso(silence.updatedAt),
    ...(Object.keys(annotations).length > 0 && { annotations }),
    comment: silence.comment,
    createdBy: silence.createdBy,
    endsAt: iso(silence.endsAt),
    matchers: (matcherSets[0] ?? []).map(wireMatcher),
    startsAt: iso(silence.startsAt),
  };
}

/** This API knows one set of matchers; upstream fails the whole list for a silence with more of them. */
export const hasOneSet = ({ matcherSets }: Silence): boolean => matcherSets.length <= 1;
