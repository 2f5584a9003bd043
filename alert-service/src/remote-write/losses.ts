import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log';
import type { RemoteWriteMeter } from './meter.ts';

/** Why a sample was not written. */
export type Loss = 'refused' | 'queue-full' | 'too-old' | 'stopped';

/** Samples that are not written are counted each, and said once a minute at most. */
export interface Losses {
  count(why: Loss, samples: number, detail?: string): void;
  /** Says what was not said yet. */
  end(): void;
}

interface Untold {
  samples: number;
  detail: string | undefined;
  toldAt: number;
}

const toldEveryMs = 60_000;

const sentences: Readonly<Record<Loss, string>> = {
  refused: 'samples of rules were refused and are dropped',
  'queue-full':
    'samples of rules are dropped: too many wait already; see whether the store takes them, or raise queue_config.capacity',
  'too-old': 'samples of rules are given up: they could not be written for too long',
  stopped: 'samples of rules are lost: they could not be written before the service stopped',
};

export function createLosses(given: {
  readonly name: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  readonly meter?: RemoteWriteMeter | undefined;
}): Losses {
  const untold = new Map<Loss, Untold>();
  const tell = (why: Loss, one: Untold): void => {
    const { samples, detail } = one;
    if (samples === 0) return;
    const fields = { remote_write: given.name, samples, ...(detail !== undefined && { err: detail }) };
    given.log.warn(sentences[why], fields);
    one.samples = 0;
    one.toldAt = given.clock.now();
  };
  return {
    count(why, samples, detail) {
      if (samples <= 0) return;
      given.meter?.dropped(why, samples);
      const one = untold.get(why) ?? { samples: 0, detail, toldAt: -Infinity };
      untold.set(why, one);
      one.samples += samples;
      one.detail = detail ?? one.detail;
      if (given.clock.now() - one.toldAt >= toldEveryMs) tell(why, one);
    },
    end() {
      for (const [why, one] of untold) tell(why, one);
    },
  };
}
