import { z } from 'zod';
import type { GitLabChanges } from '#config/changes-config';
import { type HookContext, linkOf } from './github.ts';
import {
  deploymentTitle,
  type FromHook,
  given,
  isWanted,
  said,
  servicesFor,
  timeOf,
  versionOf,
} from './hook.ts';

const Text = z.string().nullish();
const Project = z.object({ path_with_namespace: z.string().min(1).max(200), default_branch: Text });
const User = z.object({ name: Text, username: Text }).nullish();

const DeploymentEvent = z.object({
  object_kind: z.literal('deployment'),
  status: z.string(),
  status_changed_at: Text,
  deployment_id: z.number(),
  deployable_url: Text,
  environment: Text,
  project: Project,
  ref: Text,
  short_sha: Text,
  user: User,
  commit_title: Text,
});
const PipelineEvent = z.object({
  object_kind: z.literal('pipeline'),
  object_attributes: z.object({
    id: z.number(),
    ref: Text,
    tag: z.boolean().nullish(),
    sha: Text,
    status: z.string(),
    created_at: Text,
    finished_at: Text,
    url: Text,
  }),
  user: User,
  project: Project,
});
const ReleaseEvent = z.object({
  object_kind: z.literal('release'),
  id: z.number(),
  action: Text,
  tag: z.string(),
  name: Text,
  url: Text,
  released_at: Text,
  created_at: Text,
  project: Project,
});

const Event = z.discriminatedUnion('object_kind', [DeploymentEvent, PipelineEvent, ReleaseEvent]);
type Context = HookContext<GitLabChanges>;

/** https://docs.gitlab.com/user/project/integrations/webhook_events/, as far as it is of what is deployed. */
export function fromGitLab(payload: unknown, context: Context): FromHook {
  const read = Event.safeParse(payload);
  if (!read.success) return { nothing: 'only deployments, pipelines and releases are taken' };
  switch (read.data.object_kind) {
    case 'deployment':
      return deployment(read.data, context);
    case 'pipeline':
      return pipeline(read.data, context);
    case 'release':
      return release(read.data, context);
  }
}

const nameOf = ({ path_with_namespace: path }: z.output<typeof Project>): string =>
  path.split('/').at(-1) ?? path;

const shared = (
  { project }: { readonly project: z.output<typeof Project> },
  { settings, isService }: Context,
) => ({
  source: 'gitlab',
  services: servicesFor(project.path_with_namespace, settings.services, isService),
});

const outcomes: Readonly<Record<string, 'running' | 'success' | 'failure' | 'cancelled'>> = {
  ...{ created: 'running', running: 'running', success: 'success' },
  ...{ failed: 'failure', canceled: 'cancelled' },
};

function deployment(told: z.output<typeof DeploymentEvent>, context: Context): FromHook {
  const environment = said(told.environment);
  if (!isWanted(context.settings.environments, environment))
    return { nothing: `deployments to ${environment ?? 'nowhere'} are not taken` };
  const outcome = outcomes[told.status];
  if (outcome === undefined)
    return { nothing: `a deployment that is ${said(told.status, 50)} changes nothing` };
  const version = versionOf(told.ref, told.short_sha);
  const at = timeOf(told.status_changed_at);
  return {
    ...shared(told, context),
    ...{
      what: 'deployment',
      outcome,
      key: `deployment/${told.project.path_with_namespace}/${told.deployment_id}`,
    },
    title: deploymentTitle({ what: nameOf(told.project), version, environment, outcome }),
    // Its beginning is told by the first event alone, its end by the last.
    ...given(outcome === 'running' ? { at } : { endedAt: at }),
    ...given({
      version,
      by: said(told.user?.name ?? told.user?.username),
      link: linkOf(told.deployable_url),
    }),
    ...given({ description: said(told.commit_title, 2_000) }),
  };
}

const pipelineOutcomes: Readonly<Record<string, 'running' | 'success' | 'failure' | 'cancelled'>> = {
  ...{ running: 'running', success: 'success', failed: 'failure' },
  ...{ canceled: 'cancelled' },
};

function pipeline(told: z.output<typeof PipelineEvent>, context: Context): FromHook {
  if (!context.settings.pipelines)
    return { nothing: 'pipelines are taken only with `pipelines: true` in changes.gitlab' };
  const { id, ref, tag, sha, status, created_at: began, finished_at: ended, url } = told.object_attributes;
  const outcome = pipelineOutcomes[status];
  if (outcome === undefined) return { nothing: `a pipeline that is ${said(status, 50)} changes nothing` };
  if (tag !== true && ref !== told.project.default_branch)
    return { nothing: 'only pipelines of tags and of the default branch are taken' };
  const version = versionOf(ref, sha);
  return {
    ...shared(told, context),
    ...{ what: 'deployment', outcome, key: `pipeline/${told.project.path_with_namespace}/${id}` },
    title: deploymentTitle({ what: nameOf(told.project), version, environment: undefined, outcome }),
    ...given({ at: timeOf(began), endedAt: outcome === 'running' ? undefined : timeOf(ended), version }),
    ...given({
      by: said(told.user?.name ?? told.user?.username),
      link: linkOf(url),
      description: 'Pipeline',
    }),
  };
}

function release(told: z.output<typeof ReleaseEvent>, context: Context): FromHook {
  if (told.action !== 'create') return { nothing: 'only a release that is made is taken' };
  return {
    ...shared(told, context),
    ...{ what: 'other', key: `release/${told.project.path_with_namespace}/${told.id}` },
    title: said(`${nameOf(told.project)} ${told.tag} released`, 300) ?? 'released',
    ...given({
      at: timeOf(told.released_at ?? told.created_at),
      version: said(told.tag),
      link: linkOf(told.url),
    }),
  };
}
