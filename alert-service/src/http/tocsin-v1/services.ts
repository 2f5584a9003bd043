import type { Response, Routes, ServiceDetail } from '@tocsin/api';
import type { KnownService } from '#services/catalogue/catalogue';
import { HttpError } from '../errors.ts';
import type { TocsinContext } from './context.ts';
import type { Handlers } from './router.ts';
import { maintenanceOf, serviceHistory, systemHealth, uptimeOf, wireTerm } from './service-health.ts';
import { incidentsByService, serviceSummary, worstServicesFirst } from './service-summary.ts';

const iso = (at: number): string => new Date(at).toISOString();

export const servicesHandlers: Pick<
  Handlers,
  'listServices' | 'getService' | 'getServiceHistory' | 'getServiceLogs'
> = {
  listServices: (context, { query }) => listed(context, query),
  getService: (context, { params }) => detail(context, knownService(context, params.name)),
  getServiceHistory: (context, { params, query }) =>
    serviceHistory(context, knownService(context, params.name).name, query.range),
  async getServiceLogs(context, { params, query }) {
    const service = knownService(context, params.name);
    const at = query.at === undefined ? context.clock.now() : momentOf(query.at);
    const { lines, ...rest } = await context.services.pages.logs(service, at);
    return {
      ...rest,
      lines: lines.map((line) => ({ ...line, at: iso(line.at), labels: { ...line.labels } })),
    };
  },
};

function knownService({ services }: TocsinContext, name: string): KnownService {
  const known = services.catalogue.get(name);
  if (known) return known;
  throw new HttpError(404, 'There is no such service', {
    detail: `Nothing describes and nothing measures ${JSON.stringify(name)}: see GET /services for those that there are.`,
  });
}

const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;
function momentOf(written: string): number {
  const at = isoTime.test(written) ? Date.parse(written) : NaN;
  if (!Number.isNaN(at)) return at;
  throw new HttpError(400, `at must be an ISO time, not ${JSON.stringify(written.slice(0, 100))}`);
}

interface Wanted {
  readonly strips?: '0' | '1' | undefined;
  readonly search?: string | undefined;
  readonly state?: string | undefined;
  readonly limit?: string | undefined;
}

/** Each is drawn from its history: those of thousands would hold up everybody else. */
const mostStrips = 500;

function listed(context: TocsinContext, wanted: Wanted): Response<Routes['listServices']> {
  const { catalogue, health } = context.services;
  const words = (wanted.search ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const isWanted = (known: KnownService): boolean =>
    (wanted.state === undefined || wanted.state === (health.of(known.name)?.state ?? 'no-data')) &&
    words.every((word) => textOf(known).includes(word));
  const all = worstServicesFirst(context).filter(isWanted);
  const incidents = incidentsByService(context);
  const strips = wanted.strips === '1' ? mostStrips : 0;
  const most = wanted.limit === undefined ? all.length : Number(wanted.limit);
  return {
    system: systemHealth(context),
    services: all
      .slice(0, most)
      .map((known, at) => serviceSummary(context, known, { strip: at < strips, incidents })),
    total: all.length,
    problems: [...catalogue.problems()],
    now: iso(context.clock.now()),
  };
}

const textOf = ({ name, title, owner, kind }: KnownService): string =>
  [name, title, owner, kind].join(' ').toLowerCase();

async function detail(context: TocsinContext, known: KnownService): Promise<ServiceDetail> {
  const { health, pages, topology } = context.services;
  const { name, settings } = known;
  const live = health.of(name);
  const [graphs, availability] = await Promise.all([pages.graphs(known, live), pages.availability(known)]);
  const dependsOn = new Set([...(settings?.dependsOn ?? []), ...topology.dependsOn(name)]);
  const dependents = new Set([...declaredDependents(context, name), ...topology.dependents(name)]);
  return {
    ...serviceSummary(context, known, { strip: true }),
    ...(settings?.description !== undefined && { description: settings.description }),
    terms: (live?.terms ?? []).map(wireTerm),
    arithmetic: live?.arithmetic ?? '',
    uptime: {
      day: uptimeOf(context, name, '24h'),
      week: uptimeOf(context, name, '7d'),
      month: uptimeOf(context, name, '30d'),
      quarter: uptimeOf(context, name, '90d'),
    },
    ...(availability && { availability }),
    graphs: [...graphs],
    dependsOn: [...dependsOn].toSorted(),
    dependents: [...dependents].toSorted(),
    links: [...pages.links(known)],
    maintenance: maintenanceOf(context, known),
  };
}

const declaredDependents = ({ services }: TocsinContext, name: string): string[] =>
  services.catalogue
    .services()
    .filter(({ settings }) => settings?.dependsOn.includes(name))
    .map((service) => service.name);
