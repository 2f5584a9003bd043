import type { AlertOutlet } from '#alertmanagers/outlet';
import type { Watchdog } from '#engine/watchdog';
import type { OutsideView } from './context.ts';

export interface Outside {
  readonly outlet: Pick<AlertOutlet, 'states'>;
  readonly watchdog: Pick<Watchdog, 'status'>;
}

const iso = (at: number): string => new Date(at).toISOString();

/** Whom we tell besides people, in the API's words. */
export const outsideView = ({ outlet, watchdog }: Outside): OutsideView => ({
  alertmanagers: () =>
    outlet.states().map(({ lastSentAt, failingSince, ...state }) => ({
      ...state,
      ...(lastSentAt !== undefined && { lastSentAt: iso(lastSentAt) }),
      ...(failingSince !== undefined && { failingSince: iso(failingSince) }),
    })),
  watchdog() {
    const { configured, calls, reasons, lastCallAt, lastError } = watchdog.status();
    if (!configured) return undefined;
    return {
      ...{ calls, reasons: [...reasons] },
      ...(lastCallAt !== undefined && { lastCallAt: iso(lastCallAt) }),
      ...(lastError !== undefined && { lastError }),
    };
  },
});
