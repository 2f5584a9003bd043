import { type Alert, clockWords, integrationWords, listWords, type Mute } from '@tocsin/model';
import type { Incident } from '#core/incident/incident';
import { hiddenBy } from '#core/mute/hidden';
import type { Next, View } from './next.ts';

/** What its receivers hear next, where nobody is paged by a policy. */
export function routedNext(view: View, incident: Incident): Next {
  const { receiver } = incident;
  const hidden = hiddenWords(view, incident);
  if (hidden !== undefined) return { words: hidden };
  const integrations = view.policy.receivers.get(receiver) ?? [];
  if (integrations.length === 0) return { words: `nobody is told: ${receiver} has no integration` };
  const failing = integrations.find(({ key }) => view.fails?.(`${receiver}/${key}`));
  if (failing)
    return { words: `${integrationWords(`${receiver}/${failing.key}`)} does not answer; it is tried again` };
  const at = repeatAt(view, incident);
  if (at === undefined) return { words: `${receiver} is being told now` };
  return { words: `${receiver} is told again at ${clockWords(at, view)}` };
}

/** Where all that fires of it is hidden, nobody is told before that ends. */
function hiddenWords(view: View, { alerts }: Incident): string | undefined {
  const firing = alerts
    .flatMap((each) => view.state.alerts.get(each)?.alert ?? [])
    .filter((alert: Alert) => alert.endsAt > view.now);
  const [first] = firing;
  const mute = first && hiddenBy(view, first);
  if (!mute || !firing.every((alert) => hiddenBy(view, alert))) return undefined;
  return muteWords(view, mute);
}

function muteWords(view: View, mute: Mute): string | undefined {
  const { state } = view;
  switch (mute.reason) {
    case 'silenced': {
      const silences = mute.silences.flatMap((id) => state.silences.get(id) ?? []);
      const [longest] = silences.sort((a, b) => b.endsAt - a.endsAt);
      if (!longest) return undefined;
      return `nobody is told: silenced by ${longest.createdBy} until ${clockWords(longest.endsAt, view)}`;
    }
    case 'inhibited': {
      const source = state.alerts.get(mute.source)?.alert;
      const name = source?.labels.alertname ?? 'An alert without a name';
      return `nobody is told while ${source?.annotations.summary ?? `${name} fires`}`;
    }
    default:
      return `nobody is told at this time: ${listWords(mute.intervals)}`;
  }
}

/** The earliest moment at which a repeat is due, if what is told does not change before. */
function repeatAt({ state, policy }: View, { group, receiver }: Incident): number | undefined {
  const route = policy.router.route(state.groups.get(group)?.route ?? '');
  const integrations = policy.receivers.get(receiver) ?? [];
  const times = integrations.flatMap(({ key }) => state.told.get(`${group}\n${receiver}/${key}`)?.at ?? []);
  return route && times.length > 0 ? Math.min(...times) + route.repeatIntervalMs : undefined;
}
