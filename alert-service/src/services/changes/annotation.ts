import { z } from 'zod';
import type { GrafanaAnnotations } from '#config/changes-config';
import type { ToldChange } from '#core/changes/change';
import type { ChangeInput } from '#core/changes/input';
import type { Incident } from '#core/incident/incident';
import { knownServices } from '#core/incident/severity';
import { given, said } from './hook.ts';

/** https://grafana.com/docs/grafana/latest/developers/http_api/annotations/ */
const Annotation = z.object({
  id: z.number(),
  time: z.number(),
  timeEnd: z.number().nullish(),
  text: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
  login: z.string().nullish(),
  dashboardUID: z.string().nullish(),
});
export const Annotations = z.array(Annotation);

/** Of what we write there: so that it does not come back. */
const ownTag = 'tocsin';

const mostServices = 50;
/** There are numbers that no date can be made of. */
const isTime = (at: number): boolean => at >= 0 && !Number.isNaN(new Date(at).getTime());

/** What somebody wrote on a graph: its services are tags, alone or as `service:shop`. */
export function fromAnnotation(
  annotation: z.output<typeof Annotation>,
  { url, now }: Pick<GrafanaAnnotations, 'url'> & { readonly now: number },
  isService: (name: string) => boolean,
): ChangeInput['change'] | undefined {
  const { id, time, timeEnd, text, tags, login, dashboardUID: dashboard } = annotation;
  if (tags?.includes(ownTag) || !isTime(time)) return undefined;
  const plain = (text ?? '').replace(/<[^>]*>/gu, ' ');
  const services = (tags ?? []).flatMap((tag) => {
    const named = /^service:\s*(?<name>.+)$/u.exec(tag)?.groups?.['name'];
    return said(named) ?? (isService(tag) ? tag : []);
  });
  return {
    ...{
      what: 'annotation',
      source: 'grafana',
      key: String(id),
      at: time,
      services: [...new Set(services)].slice(0, mostServices),
    },
    title: said(plain.split('\n')[0], 300) ?? said((tags ?? []).join(', '), 300) ?? 'Annotation',
    ...given({
      // An end that is to come has not happened: at each look it would be another.
      endedAt: timeEnd && timeEnd > time && timeEnd <= now ? timeEnd : undefined,
      by: said(login),
      link: dashboard ? `${url.replace(/\/+$/u, '')}/d/${encodeURIComponent(dashboard)}` : undefined,
    }),
  };
}

/** What we write there. */
export interface Written {
  readonly time: number;
  readonly timeEnd?: number;
  readonly tags: readonly string[];
  readonly text: string;
}

export const ofIncident = (incident: Incident, link: string): Written => ({
  time: incident.openedAt,
  ...(incident.resolvedAt !== undefined && { timeEnd: incident.resolvedAt }),
  tags: [ownTag, 'incident', incident.severity, ...knownServices(incident).map((name) => `service:${name}`)],
  text: `${incident.id}: ${incident.title}\n${link}`,
});

export const ofChange = (change: ToldChange): Written => ({
  time: change.at,
  ...(change.endedAt !== undefined && { timeEnd: change.endedAt }),
  tags: [ownTag, change.what, ...change.services.map((name) => `service:${name}`)],
  text: [change.title, change.link].filter((each) => each !== undefined).join('\n'),
});
