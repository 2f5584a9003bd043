import type { Alert } from '@tocsin/model';
import type { Turn } from '../turn.ts';
import { changeIncident } from './change.ts';
import { alertsOf } from './home.ts';
import type { Incident } from './incident.ts';
import { released } from './reopened.ts';
import { isRaised, knownServices, respondBy, servicesOf, severityOfAll, titleOf } from './severity.ts';

/**
 * Alerts join an open incident. That pages nobody anew, unless the severity rises or a service is hit that it had not
 * reached: then whoever put it off did so without knowing, and it is woken.
 */
export function joinIncident(turn: Turn, incident: Incident, firing: readonly Alert[]): Incident {
  const { heldOpen, ...fires } = incident;
  if (heldOpen) turn.putIncident(fires);
  const known = alertsOf(incident);
  const news = firing.filter(({ fingerprint }) => !known.has(fingerprint));
  let next: Incident = fires;
  if (news.length > 0) {
    const alerts = news.map(({ fingerprint }) => fingerprint);
    next = changeIncident(
      turn,
      { ...next, alerts: [...next.alerts, ...alerts] },
      { change: 'joined', alerts },
    );
  }
  next = raise(turn, next, firing);
  next = reach(turn, next, news);
  const worse =
    next.severity !== incident.severity || knownServices(next).length > knownServices(fires).length;
  return worse && next.status === 'snoozed' ? wake(turn, next) : next;
}

function raise(turn: Turn, incident: Incident, firing: readonly Alert[]): Incident {
  const severity = severityOfAll(turn.policy, firing);
  if (!isRaised(incident, severity)) return incident;
  const { severityOfAlerts: _set, ...kept } = incident;
  const due = respondBy(turn.policy, severity, turn.now);
  const next: Incident = {
    ...kept,
    severity,
    ...(incident.origin ? {} : { title: titleOf(turn.policy, firing) }),
    respondBy: Math.min(incident.respondBy ?? due, due),
  };
  return changeIncident(turn, next, { change: 'severity-raised' });
}

function reach(turn: Turn, incident: Incident, news: readonly Alert[]): Incident {
  const before = knownServices(incident);
  const fresh = servicesOf(news).filter((service) => !before.includes(service));
  if (fresh.length === 0) return incident;
  const next: Incident = { ...incident, services: [...before, ...fresh] };
  return changeIncident(turn, next, {
    change: 'service-joined',
    to: fresh.join(', '),
    alerts: news.map(({ fingerprint }) => fingerprint),
  });
}

const wake = (turn: Turn, incident: Incident): Incident =>
  changeIncident(turn, released(incident), { change: 'woken' });
