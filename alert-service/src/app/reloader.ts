import { loadConfiguration, loadRules } from '#config/load';
import { gapWarnings } from '#config/on-call/gap-warnings';
import { sourceSettings } from '#config/sources';
import type { Foundation } from './parts.ts';
import { meterOf } from './meter.ts';
import { runningOf } from './running.ts';
import type { Rules } from './rules.ts';

export interface Reloader {
  /** Reads all files again. Rejects, and what was in force stays, where they are wrong or the store refuses. */
  reload(): Promise<void>;
  /** Reads the rule files again, and nothing else. Rejects, and the rules before stay, where they are wrong. */
  readonly reloadRules: () => Promise<void>;
  /** Resolves once none is under way; a later one is refused. */
  stop(): Promise<void>;
}

export function createReloader(foundation: Foundation, rules: Rules): Reloader {
  let stopped = false;
  let last: Promise<void> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const turn = last.then(work, work);
    last = turn.catch(() => undefined);
    return turn;
  };
  const all = shared(() => inTurn(() => reload(foundation, rules)));
  const onlyRules = shared(() => inTurn(() => reloadRules(foundation, rules)));
  const unlessStopped = (work: () => Promise<void>): Promise<void> =>
    stopped ? Promise.reject(new Error('the service is stopping')) : work();
  return {
    reload: () => unlessStopped(all),
    reloadRules: () => unlessStopped(onlyRules),
    async stop() {
      stopped = true;
      await last;
    },
  };
}

/** One at a time. Those asked for meanwhile share the next one, since it begins after all of them. */
function shared(begin: () => Promise<void>): () => Promise<void> {
  let work: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const start = (): Promise<void> => {
    next = undefined;
    work = begin().finally(() => {
      work = undefined;
    });
    return work;
  };
  return () => {
    if (!work) return start();
    next ??= work.then(start, start);
    return next;
  };
}

async function reload(foundation: Foundation, rules: Rules): Promise<void> {
  const { parts, inForce, metrics } = foundation;
  const { flags, log, clock } = parts;
  const file = flags['config.file'];
  log.info('Loading configuration file', { file });
  try {
    const next = runningOf(await loadConfiguration(flags), parts);
    await inForce.replace(next);
    await rules.replace(next.configuration);
    metrics.configured(meterOf(next));
    metrics.rulesLoaded(true);
    log.info('Completed loading of configuration file', { file });
    const { warnings, onCall } = next.configuration;
    for (const warning of [...warnings, ...gapWarnings(onCall, clock.now())])
      log.warn('configuration', { warning });
  } catch (error) {
    metrics.configurationRefused();
    log.error('Loading configuration file failed: the one before stays in force', {
      file,
      err: textOf(error),
    });
    throw error;
  }
}

async function reloadRules({ parts, inForce, metrics }: Foundation, rules: Rules): Promise<void> {
  const { flags, log } = parts;
  const { tocsin } = inForce.current().configuration;
  try {
    const { warnings, ...loaded } = await loadRules(sourceSettings(flags, tocsin), tocsin);
    inForce.replaceRules(loaded);
    await rules.replace(inForce.current().configuration);
    metrics.rulesLoaded(true);
    log.info('Completed loading of rule files', { groups: loaded.groups.length });
    for (const warning of warnings) log.warn('configuration', { warning });
  } catch (error) {
    metrics.rulesLoaded(false);
    log.error('Loading rule files failed: the rules before stay in force', { err: textOf(error) });
    throw error;
  }
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
