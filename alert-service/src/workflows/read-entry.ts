import { type WorkflowEvent, type WorkflowEventType, workflowEventTypes } from '#core/workflows/event';
import type { StreamEntry } from './redis.ts';

export type ReadEntry = { readonly event: WorkflowEvent } | { readonly poison: string };

type Fields = Readonly<Record<string, unknown>>;

const longest = { id: 300, name: 100, error: 500 };
/** Epoch seconds below, milliseconds above: 1e11 ms is 1973. */
const secondsBelow = 1e11;
const latest = 8.64e15;

/** `aheadMs`: by so much Redis's clock is ahead of ours. */
export function readEntry({ id, fields }: StreamEntry, aheadMs: number): ReadEntry {
  const given = fieldsOf(fields ?? {});
  if (typeof given === 'string') return { poison: given };
  try {
    return { event: eventOf(given, { id, takenAt: timeOfId(id) - aheadMs }) };
  } catch (error) {
    if (error instanceof Unreadable) return { poison: error.message };
    throw error;
  }
}

class Unreadable extends Error {
  override name = 'Unreadable';
}

export const timeOfId = (id: string): number => Number(id.split('-')[0]);

function fieldsOf(fields: Fields): Fields | string {
  const { data, ...flat } = fields;
  if (typeof data !== 'string' || Object.keys(flat).length > 1) return fields;
  try {
    const parsed: unknown = JSON.parse(data);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
      return { ...flat, ...Object.fromEntries(Object.entries(parsed)) };
  } catch {
    return 'its field data holds no JSON';
  }
  return 'its field data holds no JSON object';
}

function eventOf(fields: Fields, of: { readonly id: string; readonly takenAt: number }): WorkflowEvent {
  // Some say what happened as `event`, and then `type` is the kind of work.
  const saidApart = textOf(fields, ['event', 'event_type', 'eventType'], longest.name);
  const type = typeOf(saidApart ?? textOf(fields, ['type'], longest.name));
  const kind = textOf(
    fields,
    ['workflow_type', 'workflowType', ...(saidApart === undefined ? [] : ['type'])],
    longest.name,
  );
  const workflow = textOf(fields, ['workflow_id', 'workflowId', 'id'], longest.id);
  if (workflow === undefined) throw new Unreadable('workflow_id is missing');
  const agent = textOf(fields, ['agent', 'agent_type', 'agentType'], longest.name);
  const durationMs = lengthOf(textOf(fields, ['duration_ms', 'durationMs'], longest.name));
  const error = textOf(fields, ['error'], Infinity)?.slice(0, longest.error);
  return {
    ...of,
    type,
    workflow,
    at: timeOf(textOf(fields, ['at', 'timestamp'], longest.name)) ?? of.takenAt,
    ...(kind !== undefined && { kind }),
    ...(agent !== undefined && { agent }),
    ...(durationMs !== undefined && { durationMs }),
    ...(error !== undefined && { error }),
  };
}

function textOf(fields: Fields, names: readonly string[], most: number): string | undefined {
  for (const name of names) {
    const value = fields[name];
    if (value === undefined || value === null || value === '') continue;
    if (typeof value !== 'string' && typeof value !== 'number') throw new Unreadable(`${name} is no text`);
    const text = String(value);
    if (text.length > most) throw new Unreadable(`${name} is longer than ${most} characters`);
    return text;
  }
  return undefined;
}

const isType = (word: string): word is WorkflowEventType => workflowEventTypes.some((type) => type === word);

function typeOf(written: string | undefined): WorkflowEventType {
  if (written === undefined) throw new Unreadable('type is missing');
  const word = written
    .toLowerCase()
    .replace(/^workflow[._:-]?/, '')
    .replace('canceled', 'cancelled');
  if (isType(word)) return word;
  throw new Unreadable(`type ${JSON.stringify(written)} is none of ${workflowEventTypes.join(', ')}`);
}

function lengthOf(written: string | undefined): number | undefined {
  if (written === undefined) return undefined;
  const ms = Number(written);
  if (written.trim() !== '' && Number.isFinite(ms) && ms >= 0) return ms;
  throw new Unreadable(`duration_ms ${JSON.stringify(written)} is no number of milliseconds`);
}

function timeOf(written: string | undefined): number | undefined {
  if (written === undefined) return undefined;
  const number = Number(written);
  const isIso = /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$/i.test(written);
  const at = isIso ? Date.parse(written) : number < secondsBelow ? number * 1000 : number;
  if (Number.isFinite(at) && at > 0 && at <= latest) return Math.round(at);
  throw new Unreadable(
    `at ${JSON.stringify(written)} is no time: write ISO 8601 with an offset, or epoch milliseconds`,
  );
}
