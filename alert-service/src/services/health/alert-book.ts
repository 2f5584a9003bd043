import { fingerprint, type HealthState, type Labels } from '@tocsin/model';
import type { PostedAlert } from '#core/input';
import type { KnownService } from '#services/catalogue/catalogue';
import type { LiveHealth } from './health-view.ts';

type Bad = 'failing' | 'degraded';

/** Said again so often, as rulers do, and over by itself where we fall silent. */
const resendAfterMs = 60_000;
const endsAfterMs = 5 * 60_000;

const names = { failing: 'ServiceFailing', degraded: 'ServiceDegraded' } as const;
const severities = { failing: 'critical', degraded: 'warning' } as const;

interface Raised {
  readonly state: Bad;
  readonly alert: PostedAlert;
  readonly sentAt: number;
}

/** What health raises alerts of its own for: what it sends is an ordinary alert, routed as any. */
export interface AlertBook {
  /** What is to be posted now of this service: raised, said again, resolved. */
  due(now: number, service: KnownService | string, live: LiveHealth | undefined): readonly PostedAlert[];
}

/** `alertOn` is asked at each use: a reload may change it. */
export function createAlertBook(
  alertOn: () => Bad | undefined,
  linkTo: (service: string) => string,
): AlertBook {
  const raised = new Map<string, Raised>();
  return {
    due(now, service, live) {
      const name = typeof service === 'string' ? service : service.name;
      const before = raised.get(name);
      const wanted =
        live && typeof service !== 'string' ? wantedState(live.state, alertOn(), before) : undefined;
      const ended =
        before && before.state !== wanted ? [{ ...before.alert, endsAt: now, timeout: false }] : [];
      if (!live || !wanted || typeof service === 'string') {
        raised.delete(name);
        return ended;
      }
      if (before?.state === wanted && now - before.sentAt < resendAfterMs && now >= before.sentAt)
        return ended;
      const first =
        before?.state === wanted ? before.alert : alertOf(service, live, { wanted, link: linkTo(name) });
      const alert = { ...first, endsAt: now + endsAfterMs };
      raised.set(name, { state: wanted, alert, sentAt: now });
      return [...ended, alert];
    },
  };
}

/** What is not known any more is not over: what was raised goes on. */
function wantedState(
  state: HealthState,
  alertOn: Bad | undefined,
  before: Raised | undefined,
): Bad | undefined {
  if (alertOn === undefined) return undefined;
  if (state === 'no-data') return before?.state;
  if (state === 'failing') return 'failing';
  return state === 'degraded' && alertOn === 'degraded' ? 'degraded' : undefined;
}

/** What it says stays as it was when it began: a number that moves is no news, and is on the service's page. */
function alertOf(
  service: KnownService,
  { state, terms, since, arithmetic }: LiveHealth,
  { wanted, link }: { readonly wanted: Bad; readonly link: string },
): PostedAlert {
  const lead = terms.find((term) => term.state === state) ?? terms[0];
  const labels: Labels = {
    alertname: names[wanted],
    service: service.name,
    severity: severities[wanted],
    ...(service.owner !== undefined && { owner: service.owner }),
  };
  const { runbook, dashboard } = service.settings ?? {};
  const bad = terms.filter((term) => term.state === 'failing' || term.state === 'degraded');
  return {
    fingerprint: fingerprint(labels),
    labels,
    annotations: {
      summary: `${service.title ?? service.name} is ${wanted}${lead ? `: ${lead.title} ${lead.text}` : ''}`,
      description: [...bad.map(({ title, text }) => `${title}: ${text}.`), `Score: ${arithmetic}.`].join(
        '\n',
      ),
      ...(runbook !== undefined && { runbook_url: runbook }),
      ...(dashboard !== undefined && { dashboard_url: dashboard }),
    },
    startsAt: since,
    endsAt: since,
    timeout: true,
    generatorURL: link,
  };
}
