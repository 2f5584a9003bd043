import type { Loop } from '#lib/loop';
import { createCommands } from './commands.ts';
import { consume } from './consumer.ts';
import { createLink } from './link.ts';
import { listPoison, newestPoison, type PoisonSeen } from './poison.ts';
import { viewOf } from './view.ts';
import { watchWay, type WorkflowsParts } from './way.ts';
import type { WorkflowsView } from './workflows-view.ts';

export interface Workflows extends WorkflowsView {
  readonly loop: Pick<Loop, 'start' | 'stop'>;
  /** Events that were counted since the start, by type. */
  readonly counted: ReadonlyMap<string, number>;
}

/** Reads the stream, counts in the engine, carries commands; and shows what came of it. */
export function createWorkflows(parts: WorkflowsParts): Workflows {
  const { settings, engine, clock, log } = parts;
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listen of listeners) listen();
  };
  const counted = new Map<string, number>();
  let poison: readonly PoisonSeen[] = [];
  const way = watchWay(parts, changed);
  const events = createLink({
    ...{ settings, clock },
    async serve(redis, current, signal) {
      poison = await listPoison({ redis, settings: current });
      await consume(
        {
          ...{ engine, clock, log },
          onLag: (lag) => way.onLag(lag),
          onCounted: (types) => types.forEach((type) => counted.set(type, (counted.get(type) ?? 0) + 1)),
          onPoison: (seen) => (poison = newestPoison(seen, poison)),
        },
        { redis, settings: current, signal, isCurrent: () => settings() === current },
      );
    },
    onUp: () => way.onUp(),
    onDown: (why) => way.onDown(why),
  });
  const commands = createCommands(parts);
  const answers = createLink({
    ...{ settings, clock },
    serve: (redis, current, signal) => commands.listen(redis, current, signal),
    // The other connection says how Redis is.
    onUp: () => undefined,
    onDown: () => undefined,
  });
  const unlisten = engine.onCommit(({ step }) => {
    if (step.rows.some(({ kind }) => kind === 'workflows' || kind === 'workflow-command')) changed();
  });
  const stopping = new AbortController();
  return {
    ...viewOf({ ...{ settings, engine, clock, commands }, way: () => way.current(), poison: () => poison }),
    onChange(listen) {
      listeners.add(listen);
      return () => void listeners.delete(listen);
    },
    counted,
    loop: {
      start() {
        events.start();
        answers.start();
        commands.resume(stopping.signal);
      },
      async stop() {
        stopping.abort();
        unlisten();
        await Promise.all([events.stop(), answers.stop()]);
      },
    },
  };
}
