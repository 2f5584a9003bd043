import type { Labels } from '@tocsin/model';
import { seriesKey, type WrittenSample } from './samples.ts';

/** Of a rule, what tells who else may write a series of its. */
export interface Saying {
  readonly id: string;
  readonly kind: 'alerting' | 'recording';
  readonly name: string;
}

export interface SayingGroup {
  readonly id: string;
  readonly intervalMs: number;
  readonly rules: readonly Saying[];
}

/** One rule's samples at one slot; `error` where some of them were another rule's already. */
export interface ToWrite {
  readonly samples: readonly WrittenSample[];
  readonly error?: string;
}

/**
 * What the rules of one data source said last, so that series that are gone are marked as ended: else an instant query
 * would show them for five minutes more. As Prometheus has it (Group.Eval, Group.CopyState):
 *   - a rule that fails says nothing, and nothing of it ends: do not call `evaluated` for it;
 *   - a series that another rule of the group says at this slot goes on;
 *   - of rules that are removed all ends, at the next slot of their group, or after two intervals where it is gone too.
 * Better than there: where a later rule of the same name may still say a series, its end waits until all of them have
 * spoken, so that the marker never takes the place of the sample.
 */
export interface Said {
  /** These rules are loaded from `now` on: at the start, and at each reload. */
  load(groups: readonly SayingGroup[], now: number): void;
  /** What a rule had said before a restart, as far as it is known. Before the first slot; it may be removed already. */
  remember(rule: string, series: readonly WrittenSample[], now: number): void;
  /** A good evaluation. `samples` all at `at`, which is the slot less the query offset. */
  evaluated(rule: string, samples: readonly WrittenSample[], at: number): ToWrite;
  /** After all rules of a group: what is still to be written at this slot. */
  slotEnded(group: string, at: number): readonly WrittenSample[];
  /** What removed groups owe by now: theirs nobody else asks for. */
  due(now: number): readonly WrittenSample[];
}

interface Loaded {
  readonly group: Group;
  readonly family: string;
}

interface Group {
  readonly id: string;
  readonly intervalMs: number;
  /** Rules by what they share a name with. */
  readonly families: ReadonlyMap<string, readonly string[]>;
  slot: Slot;
}

interface Slot {
  readonly at: number;
  readonly spoken: Set<string>;
  /** By key, what was written at this slot. */
  readonly written: Map<string, WrittenSample>;
  /** Ended, unless another rule of the family says it still. */
  readonly waiting: Map<string, { readonly labels: Labels; readonly family: string }>;
}

interface Ended {
  readonly labels: Labels;
  readonly group: string;
  /** When its rule was removed. */
  readonly at: number;
  readonly dueAt: number;
}

type Series = ReadonlyMap<string, Labels>;

const familyOf = ({ kind, name }: Saying): string => `${kind} ${name}`;
const newSlot = (at: number): Slot => ({ at, spoken: new Set(), written: new Map(), waiting: new Map() });
const markerOf = (labels: Labels, at: number): WrittenSample => ({ labels, at, value: 'stale' });

export function createSaid(): Said {
  let groups: ReadonlyMap<string, Group> = new Map();
  let rules: ReadonlyMap<string, Loaded> = new Map();
  const last = new Map<string, Series>();
  const ended = new Map<string, Ended>();

  const retire = (rule: string, group: Pick<Group, 'id' | 'intervalMs'> | undefined, now: number): void => {
    const dueAt = now + 2 * (group?.intervalMs ?? 0);
    for (const [key, labels] of last.get(rule) ?? [])
      ended.set(key, { labels, group: group?.id ?? '', at: now, dueAt });
    last.delete(rule);
  };
  /** Each once, and none that somebody says again. */
  const take = (which: (one: Ended) => boolean, at?: number): WrittenSample[] => {
    const taken = [...ended].filter(([, one]) => which(one));
    for (const [key] of taken) ended.delete(key);
    return taken.map(([, one]) => markerOf(one.labels, at ?? one.at));
  };

  return {
    load(next, now) {
      const before = rules;
      groups = new Map(next.map((group) => [group.id, groupOf(group, groups.get(group.id))]));
      rules = new Map(next.flatMap((group) => loadedOf(group, groups.get(group.id))));
      for (const rule of [...last.keys()]) if (!rules.has(rule)) retire(rule, before.get(rule)?.group, now);
    },
    remember(rule, series, now) {
      last.set(rule, new Map(series.map(({ labels }) => [seriesKey(labels), labels])));
      if (!rules.has(rule)) retire(rule, undefined, now);
    },
    evaluated(rule, samples, at) {
      const loaded = rules.get(rule);
      if (!loaded) return { samples };
      const slot = slotOf(loaded.group, at);
      const now = say(samples, slot);
      for (const key of now.series.keys()) ended.delete(key);
      const gone = [...(last.get(rule) ?? [])].filter(([key]) => !now.series.has(key));
      last.set(rule, now.series);
      for (const [key, labels] of gone)
        if (!slot.written.has(key)) slot.waiting.set(key, { labels, family: loaded.family });
      slot.spoken.add(rule);
      const all = loaded.group.families.get(loaded.family)?.every((id) => slot.spoken.has(id));
      const markers = all ? release(slot, (waiting) => waiting === loaded.family) : [];
      const written = [...now.samples, ...markers];
      return now.refused
        ? { samples: written, error: 'duplicate sample for timestamp' }
        : { samples: written };
    },
    slotEnded(id, at) {
      const group = groups.get(id);
      const waiting = group ? release(slotOf(group, at), () => true) : [];
      return [...waiting, ...take((one) => one.group === id, at)];
    },
    due: (now) => take((one) => !groups.has(one.group) && one.dueAt <= now),
  };
}

function groupOf({ id, intervalMs, rules }: SayingGroup, before: Group | undefined): Group {
  const families = new Map<string, string[]>();
  for (const rule of rules) {
    const family = familyOf(rule);
    const members = families.get(family) ?? [];
    members.push(rule.id);
    families.set(family, members);
  }
  return { id, intervalMs, families, slot: before?.slot ?? newSlot(NaN) };
}

const loadedOf = ({ rules }: SayingGroup, group: Group | undefined): [string, Loaded][] =>
  group ? rules.map((rule) => [rule.id, { group, family: familyOf(rule) }]) : [];

function slotOf(group: Group, at: number): Slot {
  // A slot that was given up halfway leaves what was to end in it.
  if (group.slot.at !== at) group.slot = { ...newSlot(at), waiting: group.slot.waiting };
  return group.slot;
}

interface Spoken {
  readonly series: Series;
  readonly samples: readonly WrittenSample[];
  /** Another rule of the group said something else of a series of its. */
  readonly refused: boolean;
}

/** A series has one sample at a time: the first stays, as in Prometheus's storage. */
function say(samples: readonly WrittenSample[], { written, waiting }: Slot): Spoken {
  const series = new Map<string, Labels>();
  const fresh: WrittenSample[] = [];
  let refused = false;
  for (const sample of samples) {
    const key = seriesKey(sample.labels);
    const there = written.get(key);
    if (there) refused ||= !Object.is(there.value, sample.value);
    else {
      written.set(key, sample);
      fresh.push(sample);
    }
    if (!there || Object.is(there.value, sample.value)) series.set(key, sample.labels);
    waiting.delete(key);
  }
  return { series, samples: fresh, refused };
}

function release({ waiting, at }: Slot, which: (family: string) => boolean): WrittenSample[] {
  const due = [...waiting].filter(([, { family }]) => which(family));
  for (const [key] of due) waiting.delete(key);
  return due.map(([, { labels }]) => markerOf(labels, at));
}
