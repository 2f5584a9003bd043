import type { JiraSettings } from '#config/jira-config';
import { z } from 'zod';
import { at } from './address.ts';

interface Sought {
  readonly firing: boolean;
  readonly label: string;
  readonly project: string;
}

/** How the group's issue is looked for: among those that are open or, where it may be reopened, that were closed lately. */
export function searchOf(settings: JiraSettings, sought: Sought): { url: string; json: object } {
  return {
    url: placeOf(settings),
    json: { fields: ['status'], jql: queryOf(settings, sought), maxResults: 2 },
  };
}

/** JQL's `!=` leaves out issues that have no resolution at all. */
function queryOf(settings: JiraSettings, { firing, label, project }: Sought): string {
  const { wontFixResolution, reopenTransition, reopenDurationMs } = settings;
  const minutes = Math.floor(reopenDurationMs / 60_000);
  const conditions = [
    wontFixResolution && `(resolution is EMPTY or resolution != ${quoted(wontFixResolution)})`,
    firing && reopenTransition && minutes > 0
      ? `(resolutiondate is EMPTY OR resolutiondate >= -${minutes}m)`
      : 'statusCategory != Done',
    `project=${quoted(project)}`,
    `labels=${quoted(label)}`,
  ];
  return `${conditions.filter(Boolean).join(' and ')} order by status ASC,resolutiondate DESC`;
}

const quoted = (value: string): string => JSON.stringify(value);

/** Jira's cloud has the search elsewhere since 2025, and in its third version alone. */
function placeOf({ apiUrl, apiType }: JiraSettings): string {
  const cloud = apiType === 'cloud' || (apiType === 'auto' && new URL(apiUrl).host.endsWith('atlassian.net'));
  return cloud ? at(apiUrl, 'search/jql').replace('/rest/api/2/', '/rest/api/3/') : at(apiUrl, 'search');
}

export interface Found {
  readonly key: string;
  /** Whether it is closed; absent where Jira does not say. */
  readonly done?: boolean;
}

const Issues = z.object({
  issues: z
    .array(
      z.object({
        key: z.string(),
        fields: z
          .object({
            status: z
              .object({ statusCategory: z.object({ key: z.string().default('') }).optional() })
              .nullish(),
          })
          .nullish(),
      }),
    )
    .nullish(),
});

/** The first: the open one, or that which was closed last. */
export function foundIn(body: string): Found | 'none' | 'unreadable' {
  const answer = read(Issues, body);
  if (!answer) return 'unreadable';
  const [first] = answer.issues ?? [];
  if (!first) return 'none';
  const status = first.fields?.status;
  return { key: first.key, ...(status && { done: status.statusCategory?.key === 'done' }) };
}

const Transitions = z.object({ transitions: z.array(z.object({ id: z.string(), name: z.string() })) });

export const transitionIn = (body: string, name: string): string | undefined =>
  read(Transitions, body)?.transitions.find((transition) => transition.name === name)?.id;

function read<T>(schema: z.ZodType<T>, body: string): T | undefined {
  try {
    return schema.parse(JSON.parse(body));
  } catch {
    return undefined;
  }
}
