import { fingerprint, isClassicLabelName, isUtf8LabelName, type Labels } from '@tocsin/model';
import type { PostedAlert } from '#core/input';
import { postedTime } from './posted-time.ts';

/** What a post of alerts came to: the valid ones, and what is wrong with the others. */
export interface Posted {
  readonly alerts: readonly PostedAlert[];
  readonly errors: readonly string[];
}

export interface PostedDefaults {
  readonly now: number;
  readonly resolveTimeoutMs: number;
  /** `classic-mode`: label names of the old form only. */
  readonly classicNames: boolean;
}

/** Alertmanager's POST /api/v2/alerts: best effort, so that one bad alert of a batch holds up no other. */
export function postedAlerts(body: unknown, defaults: PostedDefaults): Posted {
  // How Go writes a list that was never made.
  if (body === null) return { alerts: [], errors: [] };
  if (!Array.isArray(body)) return { alerts: [], errors: ['the body must be an array of alerts'] };
  const alerts: PostedAlert[] = [];
  const errors: string[] = [];
  for (const [index, item] of body.entries()) {
    const read = postedAlert(item, defaults);
    if (typeof read === 'string') errors.push(`alert ${index}: ${read}`);
    else alerts.push(read);
  }
  return { alerts, errors };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The alert, or what is wrong with it. */
function postedAlert(item: unknown, defaults: PostedDefaults): PostedAlert | string {
  if (!isRecord(item)) return 'must be an object with labels';
  const labels = labelsOf(item.labels, 'labels');
  if (typeof labels === 'string') return labels;
  const annotations = labelsOf(item.annotations ?? {}, 'annotations');
  if (typeof annotations === 'string') return annotations;
  const wrong = wrongSets(labels, annotations, defaults.classicNames);
  if (wrong) return wrong;
  const interval = intervalOf(item, defaults);
  if (typeof interval === 'string') return interval;
  const generatorURL = item.generatorURL ?? '';
  if (typeof generatorURL !== 'string') return 'generatorURL must be a string';
  return {
    fingerprint: fingerprint(labels),
    labels,
    annotations,
    ...interval,
    generatorURL,
  };
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
  if (endsAt < startsAt) return 'start time must be before end time';
  return { startsAt, endsAt, timeout: ends === undefined };
}
