import type { AlertSummary, TimelineEvent } from '@tocsin/api';
import type { Alert, Mute } from '@tocsin/model';
import { hiddenBy } from '#core/mute/hidden';
import type { TocsinContext } from './context.ts';
import { listWords } from './words.ts';

type Muted = NonNullable<AlertSummary['muted']>;

const nameless = 'An alert without a name';

/** What hides a firing alert now from all its routes; the first route's reason. Undefined while one of them tells it. */
export function mutedOf(context: TocsinContext, alert: Alert): Muted | undefined {
  const { engine, clock } = context;
  const mute = hiddenBy({ state: engine.state(), policy: engine.policy(), now: clock.now() }, alert);
  return mute && wireMute(context, mute);
}

function wireMute({ engine }: TocsinContext, mute: Mute): Muted {
  const state = engine.state();
  switch (mute.reason) {
    case 'silenced':
      return {
        reason: mute.reason,
        silences: mute.silences.flatMap((id) => {
          const silence = state.silences.get(id);
          if (!silence) return [];
          const { createdBy, comment, endsAt } = silence;
          return [{ id, createdBy, comment, endsAt: new Date(endsAt).toISOString() }];
        }),
      };
    case 'inhibited': {
      const source = state.alerts.get(mute.source)?.alert;
      const summary = source?.annotations.summary;
      return {
        reason: mute.reason,
        source: {
          fingerprint: mute.source,
          name: source?.labels.alertname ?? nameless,
          ...(summary !== undefined && { summary }),
        },
        ...(mute.rule !== '' && { rule: mute.rule }),
      };
    }
    default:
      return { reason: mute.reason, intervals: [...mute.intervals] };
  }
}

/** What the ledger says hid it, with what is known of that still. */
export function causesOf({ engine }: TocsinContext, mute: Mute): Pick<TimelineEvent, 'detail' | 'causes'> {
  const state = engine.state();
  switch (mute.reason) {
    case 'silenced': {
      const causes = mute.silences.map((id) => {
        const by = state.silences.get(id)?.createdBy;
        return {
          kind: 'silence' as const,
          id,
          text: by === undefined ? `silence ${id}` : `the silence of ${by}`,
        };
      });
      return { detail: `hidden by ${listWords(causes.map(({ text }) => text))}`, causes };
    }
    case 'inhibited': {
      const name = state.alerts.get(mute.source)?.alert.labels.alertname;
      const text = name ?? 'another alert';
      const rule = mute.rule === '' ? '' : `, by the rule ${mute.rule}`;
      return {
        detail: `${text} fires${rule}`,
        causes: [{ kind: 'alert' as const, id: mute.source, text }],
      };
    }
    case 'muted-interval':
      return { detail: `muted in ${listWords(mute.intervals)}` };
    case 'outside-active-interval':
      return { detail: `active only in ${listWords(mute.intervals)}` };
  }
}
