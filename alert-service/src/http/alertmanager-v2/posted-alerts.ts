import { fingerprint, isClassicLabelName, isUtf8LabelName, type Labels } from '@tocsin/model';
import type { PostedAlert } from '#core/input';
import { postedTime } from './posted-time.ts';

/** What a post of alerts came to: the valid ones, and what is wrong with the others. */
export interface Posted {
  readonly alerts: readonly PostedAlert[];
  readonly errors: readonly string[];
  /** Those that can be read and do not hold: Alertmanager counts them as received, and as invalid. What cannot be read it counts as nothing. */
  readonly invalid: { readonly firing: number; readonly resolved: number };
}

/** What is wrong with an alert that was received; without `endsAt` it cannot be read at all. */
interface Fault {
  readonly why: string;
  readonly endsAt?: number;
}

export interface PostedDefaults {
  readonly now: number;
  readonly resolveTimeoutMs: number;
  /** `classic-mode`: label names of the old form only. */
  readonly classicNames: boolean;
}

/** Alertmanager's POST /api/v2/alerts: best effort, so that one bad alert of a batch holds up no other. */
export function postedAlerts(body: unknown, defaults: PostedDefaults): Posted {
  const invalid = { firing: 0, resolved: 0 };
  // How Go writes a list that was never made.
  if (body === null) return { alerts: [], errors: [], invalid };
  if (!Array.isArray(body)) return { alerts: [], errors: ['the body must be an array of alerts'], invalid };
  const alerts: PostedAlert[] = [];
  const errors: string[] = [];
  for (const [index, item] of body.entries()) {
    const read = postedAlert(item, defaults);
    if (!('why' in read)) {
      alerts.push(read);
      continue;
    }
    errors.push(`alert ${index}: ${read.why}`);
    if (read.endsAt !== undefined) invalid[read.endsAt > defaults.now ? 'firing' : 'resolved'] += 1;
  }
  return { alerts, errors, invalid };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const unreadable = (why: string): Fault => ({ why });

/** The alert, or what is wrong with it. */
function postedAlert(item: unknown, defaults: PostedDefaults): PostedAlert | Fault {
  if (!isRecord(item)) return unreadable('must be an object with labels');
  const labels = labelsOf(item.labels, 'labels');
  if (typeof labels === 'string') return unreadable(labels);
  const annotations = labelsOf(item.annotations ?? {}, 'annotations');
  if (typeof annotations === 'string') return unreadable(annotations);
  const interval = intervalOf(item, defaults);
  if (typeof interval === 'string') return unreadable(interval);
  const generatorURL = item.generatorURL ?? '';
  if (typeof generatorURL !== 'string') return unreadable('generatorURL must be a string');
  const { startsAt, endsAt } = interval;
  const wrong =
    wrongSets(labels, annotations, defaults.classicNames) ??
    (endsAt < startsAt ? 'start time must be before end time' : undefined);
  if (wrong !== undefined) return { why: wrong, endsAt };
  return { fingerprint: fingerprint(labels), labels, annotations, ...interval, generatorURL };
}

/** A label with an empty value is the same as no label. */
function labelsOf(value: unknown, field: string): Labels | string {
  if (!isRecord(value)) return `${field} must be an object of strings`;
  const labels: [string, string][] = [];
  for (const name of Object.keys(value).sort()) {
    const text = value[name];
    if (typeof text !== 'string') return `${field}.${name} must be a string`;
    if (!text.isWellFormed()) return `${field}.${name} is not valid Unicode`;
    if (text !== '' || field === 'annotations') labels.push([name, text]);
  }
  return Object.fromEntries(labels);
}

function wrongSets(labels: Labels, annotations: Labels, classic: boolean): string | undefined {
  const valid = classic ? isClassicLabelName : isUtf8LabelName;
  const bad = (set: Labels): string | undefined => Object.keys(set).find((name) => !valid(name));
  const label = bad(labels);
  if (label !== undefined) return `invalid label set: invalid name ${JSON.stringify(label)}`;
  if (Object.keys(labels).length === 0) return 'invalid label set: at least one label with a value is needed';
  const annotation = bad(annotations);
  return annotation === undefined
    ? undefined
    : `invalid annotations: invalid name ${JSON.stringify(annotation)}`;
}

type Interval = Pick<PostedAlert, 'startsAt' | 'endsAt' | 'timeout'>;

function intervalOf(
  item: Readonly<Record<string, unknown>>,
  { now, resolveTimeoutMs }: PostedDefaults,
): Interval | string {
  const starts = postedTime(item.startsAt);
  const ends = postedTime(item.endsAt);
  if (Number.isNaN(starts)) return 'startsAt is not a time as in 2026-10-20T03:17:48Z';
  if (Number.isNaN(ends)) return 'endsAt is not a time as in 2026-10-20T03:17:48Z';
  const startsAt = starts ?? ends ?? now;
  const endsAt = ends ?? now + resolveTimeoutMs;
  return { startsAt, endsAt, timeout: ends === undefined };
}
