import { messageOf } from '#channels/outcome';
import type { GrafanaAnnotations } from '#config/changes-config';
import { changeKey, type ToldChange } from '#core/changes/change';
import type { ChangeInput } from '#core/changes/input';
import type { Incident } from '#core/incident/incident';
import type { Engine } from '#engine/engine';
import { createAlarm } from '#lib/alarm';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log';
import type { Loop } from '#lib/loop';
import { fromAnnotation, ofChange, ofIncident, type Written } from './annotation.ts';
import type { Grafana } from './grafana.ts';

export interface AnnotationsParts {
  readonly engine: Pick<Engine, 'state' | 'submit' | 'onCommit'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly grafana: Grafana;
  /** As they are now; none: nothing is read or written. */
  readonly settings: () => GrafanaAnnotations | undefined;
  readonly isService: (name: string) => boolean;
  /** Of an incident, for people. */
  readonly linkTo: (incident: string) => string;
}

const everyMs = 30_000;
/** Annotations may be written, or moved, for what is past. */
const lookBackMs = 6 * 3_600_000;
/** While Grafana does not answer: the oldest are forgotten first. */
const mostWaiting = 500;

interface Waiting {
  readonly id: string;
  readonly write: () => Written | undefined;
}

/** Reads what people wrote on graphs, and writes there what happened here, where either is asked for. */
export function createAnnotationsLoop(parts: AnnotationsParts): Loop {
  const { engine, clock, log } = parts;
  const waiting = new Map<string, Waiting>();
  const made = new Map<string, number>();
  /** Of the last time: the same is not said each half minute. */
  let fault: string | undefined;
  let stopped = false;
  let underWay: Promise<number> | undefined;
  let unlisten = (): void => undefined;

  const work = async (): Promise<number> => {
    const settings = parts.settings();
    if (settings?.write) await writeAll(parts, settings, { waiting, made });
    if (settings?.read) await readAll(parts, settings);
    fault = undefined;
    return settings ? clock.now() + everyMs : Infinity;
  };
  const step = (): Promise<number> => {
    underWay ??= work()
      .catch((error: unknown) => {
        const why = messageOf(error);
        if (why !== fault)
          log.warn('annotations of Grafana cannot be read or written; it is tried again', { why });
        fault = why;
        return clock.now() + everyMs;
      })
      .finally(() => (underWay = undefined));
    return underWay;
  };
  const ring = (): void => void step().then((next) => !stopped && alarm.set(next));
  const alarm = createAlarm(clock, ring);
  const nudge = (): void => {
    if (!stopped) alarm.set(clock.now());
  };
  let last: GrafanaAnnotations | undefined;
  return {
    start() {
      unlisten = engine.onCommit(({ page }) => {
        const settings = parts.settings();
        const news = settings?.write ? page.entries.flatMap((entry) => waitingFor(parts, entry)) : [];
        for (const each of news) enqueue(waiting, each);
        // What happened here is written at once; a reload may have brought the section.
        if (news.length > 0 || settings !== last) nudge();
        last = settings;
      });
      nudge();
    },
    nudge,
    step,
    async stop() {
      stopped = true;
      unlisten();
      alarm.clear();
      await underWay?.catch(() => undefined);
    },
  };
}

async function readAll(parts: AnnotationsParts, settings: GrafanaAnnotations): Promise<void> {
  const { engine, clock, grafana, isService } = parts;
  const now = clock.now();
  const found = await grafana.read(settings, { from: now - lookBackMs, to: now });
  for (const annotation of found) {
    const change = fromAnnotation(annotation, { url: settings.url, now }, isService);
    if (change && isNews(engine.state().changes.get(changeKey({ ...change, id: '' })), change))
      await engine.submit({ kind: 'change', change });
  }
}

/** Each input is kept for good: only what differs is told. */
function isNews(known: ToldChange | undefined, change: ChangeInput['change']): boolean {
  return !known || JSON.stringify({ ...known, ...change, id: '' }) !== JSON.stringify({ ...known, id: '' });
}

interface Kept {
  readonly waiting: Map<string, Waiting>;
  /** Ids in Grafana by ours: forgotten at a restart, which then makes another at the end of an incident. */
  readonly made: Map<string, number>;
}

async function writeAll(parts: AnnotationsParts, settings: GrafanaAnnotations, kept: Kept): Promise<void> {
  for (const { id, write } of [...kept.waiting.values()]) {
    const written = write();
    const known = kept.made.get(id);
    const answered = written && (await parts.grafana.write(settings, written, known));
    kept.waiting.delete(id);
    if (answered === undefined) continue;
    kept.made.set(id, answered);
    const [oldest] = kept.made.keys();
    if (kept.made.size > mostWaiting && oldest !== undefined) kept.made.delete(oldest);
  }
}

function enqueue(waiting: Map<string, Waiting>, each: Waiting): void {
  waiting.set(each.id, each);
  const [oldest] = waiting.keys();
  if (waiting.size > mostWaiting && oldest !== undefined) waiting.delete(oldest);
}

type Entry = Parameters<Parameters<Engine['onCommit']>[0]>[0]['page']['entries'][number];
const shownChanges: ReadonlySet<string> = new Set<Extract<Entry, { kind: 'incident' }>['change']>([
  ...(['opened', 'reopened', 'resolved', 'severity-raised'] as const),
]);

/** What is written is read when it is: the newest state of it. */
function waitingFor({ engine, linkTo }: AnnotationsParts, entry: Entry): Waiting[] {
  if (entry.kind === 'incident' && shownChanges.has(entry.change)) {
    const { incident: id } = entry;
    const write = (): Written | undefined => {
      const incident: Incident | undefined = engine.state().incidents.get(id);
      return incident && ofIncident(incident, linkTo(id));
    };
    return [{ id, write }];
  }
  if (entry.kind !== 'change' || entry.source === 'grafana') return [];
  const { change: id } = entry;
  const write = (): Written | undefined => {
    const change = [...engine.state().changes.values()].find((each) => each.id === id);
    return change && ofChange(change);
  };
  return [{ id, write }];
}
