import { loadConfiguration } from '#config/load';
import type { Foundation } from './parts.ts';
import { meterOf } from './meter.ts';
import { runningOf } from './running.ts';
import type { Rules } from './rules.ts';

export interface Reloader {
  /** Reads all files again. Rejects, and what was in force stays, where they are wrong or the store refuses. */
  reload(): Promise<void>;
  /** Resolves once none is under way; a later one is refused. */
  stop(): Promise<void>;
}

/** One at a time. Those asked for meanwhile share the next one, since it begins after all of them. */
export function createReloader(foundation: Foundation, rules: Rules | undefined): Reloader {
  let work: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  let stopped = false;
  const begin = (): Promise<void> => {
    next = undefined;
    work = reload(foundation, rules).finally(() => {
      work = undefined;
    });
    return work;
  };
  return {
    reload() {
      if (stopped) return Promise.reject(new Error('the service is stopping'));
      if (!work) return begin();
      next ??= work.then(begin, begin);
      return next;
    },
    async stop() {
      stopped = true;
      await Promise.allSettled([work, next]);
    },
  };
}

async function reload(foundation: Foundation, rules: Rules | undefined): Promise<void> {
  const { parts, inForce, metrics } = foundation;
  const { flags, log } = parts;
  const file = flags['config.file'];
  log.info('Loading configuration file', { file });
  try {
    const next = runningOf(await loadConfiguration(flags), parts);
    await inForce.replace(next);
    await rules?.replace(next.configuration.groups);
    metrics.configured(meterOf(next));
    log.info('Completed loading of configuration file', { file });
    for (const warning of next.configuration.warnings) log.warn('configuration', { warning });
  } catch (error) {
    metrics.configurationRefused();
    const why = error instanceof Error ? error.message : String(error);
    log.error('Loading configuration file failed: the one before stays in force', { file, err: why });
    throw error;
  }
}
