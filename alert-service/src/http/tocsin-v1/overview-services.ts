import type { Overview } from '@tocsin/api';
import type { Severity } from '@tocsin/model';
import type { Incident } from '#core/state';
import type { LiveHealth } from '#services/health/health-view';
import type { TocsinContext } from './context.ts';
import { systemHealth } from './service-health.ts';
import { incidentsByService, serviceSummary, worstServicesFirst } from './service-summary.ts';
import { count } from './words.ts';

const listed = 8;
const changesSinceMs = 6 * 3_600_000;

/** What the overview says of services; nothing where none is known. */
export function overviewServices(context: TocsinContext): Pick<Overview, 'system' | 'services' | 'changes'> {
  const worst = worstServicesFirst(context);
  const incidents = incidentsByService(context);
  const known = worst.length > 0 && {
    system: systemHealth(context),
    services: worst.slice(0, listed).map((each) => serviceSummary(context, each, { strip: true, incidents })),
  };
  return { ...known, ...changesOf(context) };
}

/** Of the last hours; where something is wrong, nearest before its begin first. */
function changesOf(context: TocsinContext): Pick<Overview, 'changes'> {
  const now = context.clock.now();
  const lead = troubled(context)[0];
  const changes = context.services.changes.around({
    ...{ from: now - changesSinceMs, to: now, limit: listed },
    ...(lead && {
      start: lead.since,
      startWords: `${lead.service} began to ${lead.state === 'failing' ? 'fail' : 'degrade'}`,
    }),
  });
  return changes.length > 0 ? { changes: [...changes] } : {};
}

/** Failing ones before degraded ones. */
export function troubled(context: TocsinContext): LiveHealth[] {
  return worstServicesFirst(context).flatMap(({ name }) => {
    const live = context.services.health.of(name);
    return live?.state === 'failing' || live?.state === 'degraded' ? [live] : [];
  });
}

/** The service that an incident is about, where it is in trouble: then its sentence says it best. */
export function troubledOf(
  context: TocsinContext,
  { service, services = [] }: Incident,
): LiveHealth | undefined {
  const names = new Set([...(service === undefined ? [] : [service]), ...services]);
  return troubled(context).find((live) => names.has(live.service));
}

/** ` postgres, which it depends on, has been failing for 12 min: …` */
export function dependencyWords(context: TocsinContext, { service }: LiveHealth): string {
  const needed = context.services.topology.dependsOn(service);
  const other = troubled(context).find((each) => needed.includes(each.service));
  if (!other) return '';
  return ` ${other.sentence.replace(`${other.service} has`, `${other.service}, which it depends on, has`)}`;
}

/** What to say of services where nobody has been told of anything; undefined: nothing is known of any. */
export function servicesSentence(
  context: TocsinContext,
): { readonly sentence: string; readonly calm: boolean } | undefined {
  const { services } = context;
  if (services.catalogue.services().length === 0) return undefined;
  const { state, sentence, counts } = services.health.system();
  // Before the first round nothing was measured: that is no news yet.
  if (Object.values(counts).every((number) => number === 0)) return undefined;
  const calm = state === 'healthy' || state === 'maintenance';
  const [lead] = calm ? [] : troubled(context);
  return { sentence: lead ? `${sentence}${dependencyWords(context, lead)}` : sentence, calm };
}

/** How we know that all is well. */
export function calmWords({ services }: TocsinContext): string | undefined {
  const { healthy, maintenance } = services.health.system().counts;
  if (healthy === 0) return undefined;
  const meant = maintenance > 0 ? `, ${maintenance} in maintenance` : '';
  return `${count(healthy, 'service')} within ${healthy === 1 ? 'its' : 'their'} limits${meant}.`;
}

/** Of the page's sentence, where services say it. */
export const severityOfServices = ({ services }: TocsinContext): Severity => {
  if (services.catalogue.services().length === 0) return 'none';
  const { state } = services.health.system();
  return state === 'failing' ? 'high' : state === 'degraded' ? 'medium' : 'none';
};
