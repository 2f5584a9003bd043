import { z } from 'zod';
import type { GitHubChanges } from '#config/changes-config';
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

const Person = z.object({ login: z.string() }).nullish();
const Text = z.string().nullish();

const Base = z.object({
  repository: z.object({ full_name: z.string().min(1).max(200), html_url: Text, default_branch: Text }),
  sender: Person,
  action: Text,
});
const Deployment = z.object({
  id: z.number(),
  ref: Text,
  sha: Text,
  environment: Text,
  description: Text,
  created_at: Text,
  creator: Person,
});
const DeploymentEvent = Base.extend({ deployment: Deployment });
const StatusEvent = DeploymentEvent.extend({
  deployment_status: z.object({
    state: z.string(),
    description: Text,
    created_at: Text,
    log_url: Text,
    target_url: Text,
    environment_url: Text,
  }),
});
const ReleaseEvent = Base.extend({
  release: z.object({
    id: z.number(),
    tag_name: z.string(),
    name: Text,
    html_url: Text,
    published_at: Text,
    author: Person,
  }),
});
const RunEvent = Base.extend({
  workflow_run: z.object({
    id: z.number(),
    name: Text,
    head_sha: Text,
    head_branch: Text,
    conclusion: Text,
    html_url: Text,
    run_started_at: Text,
    updated_at: Text,
    actor: Person,
  }),
});
const PushEvent = Base.extend({
  ref: z.string(),
  after: Text,
  compare: Text,
  pusher: z.object({ name: z.string() }).nullish(),
  commits: z.array(z.object({ message: z.string() })).nullish(),
  head_commit: z.object({ message: z.string(), timestamp: Text }).nullish(),
});

export interface HookContext<Settings> {
  readonly settings: Settings;
  readonly isService: (name: string) => boolean;
}
type Context = HookContext<GitHubChanges>;

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads, as far as it is of what is deployed. */
export function fromGitHub(event: string, payload: unknown, context: Context): FromHook {
  switch (event) {
    case 'ping':
      return { nothing: 'pong: the webhook is set up' };
    case 'deployment':
      return read(DeploymentEvent, payload, (told) => deployment(told, context));
    case 'deployment_status':
      return read(StatusEvent, payload, (told) => status(told, context));
    case 'release':
      return read(ReleaseEvent, payload, (told) => release(told, context));
    case 'workflow_run':
      return read(RunEvent, payload, (told) => run(told, context));
    case 'push':
      return read(PushEvent, payload, (told) => push(told, context));
    default:
      return { nothing: `${said(event, 50) ?? 'an event without a name'} tells of no deployment` };
  }
}

function read<Told>(schema: z.ZodType<Told>, payload: unknown, take: (told: Told) => FromHook): FromHook {
  const found = schema.safeParse(payload);
  return found.success ? take(found.data) : { nothing: 'it does not hold what events of its kind hold' };
}

const nameOf = ({ repository }: z.output<typeof Base>): string =>
  repository.full_name.split('/').at(-1) ?? repository.full_name;

const shared = (told: z.output<typeof Base>, { settings, isService }: Context) => ({
  source: 'github',
  services: servicesFor(told.repository.full_name, settings.services, isService),
});

function deployment(told: z.output<typeof DeploymentEvent>, context: Context): FromHook {
  const environment = said(told.deployment.environment);
  if (!isWanted(context.settings.environments, environment))
    return { nothing: `deployments to ${environment ?? 'nowhere'} are not taken` };
  return { ...deployed(told, context, 'running') };
}

function deployed(
  told: z.output<typeof DeploymentEvent>,
  context: Context,
  outcome: 'running' | 'success' | 'failure',
) {
  const { id, ref, sha, environment, description, created_at: at, creator } = told.deployment;
  const version = versionOf(ref, sha);
  const page = linkOf(told.repository.html_url);
  return {
    ...shared(told, context),
    ...{ what: 'deployment' as const, outcome, key: `deployment/${told.repository.full_name}/${id}` },
    title: deploymentTitle({ what: nameOf(told), version, environment: said(environment), outcome }),
    ...given({
      at: timeOf(at),
      version,
      by: said(creator?.login ?? told.sender?.login),
      description: said(description, 2_000),
      link: page ? `${page}/deployments` : undefined,
    }),
  };
}

const outcomes: Readonly<Record<string, 'running' | 'success' | 'failure'>> = {
  ...{ pending: 'running', queued: 'running', in_progress: 'running' },
  ...{ success: 'success', failure: 'failure', error: 'failure' },
};

function status(told: z.output<typeof StatusEvent>, context: Context): FromHook {
  const environment = said(told.deployment.environment);
  if (!isWanted(context.settings.environments, environment))
    return { nothing: `deployments to ${environment ?? 'nowhere'} are not taken` };
  const { state, created_at: at, log_url: log, target_url: target } = told.deployment_status;
  const outcome = outcomes[state];
  if (outcome === undefined) return { nothing: `a deployment that is ${said(state, 50)} changes nothing` };
  const link = linkOf(log) ?? linkOf(target);
  return {
    ...deployed(told, context, outcome),
    ...given({ link, endedAt: outcome === 'running' ? undefined : timeOf(at) }),
  };
}

function release(told: z.output<typeof ReleaseEvent>, context: Context): FromHook {
  if (told.action !== 'published') return { nothing: 'only a release that is published is taken' };
  const { id, tag_name: tag, html_url: page, published_at: at, author, name } = told.release;
  return {
    ...shared(told, context),
    ...{ what: 'other', key: `release/${told.repository.full_name}/${id}` },
    title: said(`${nameOf(told)} ${tag} released`, 300) ?? 'released',
    ...given({ at: timeOf(at), version: said(tag), by: said(author?.login), link: linkOf(page) }),
    ...given({ description: name === tag ? undefined : said(name, 2_000) }),
  };
}

function run(told: z.output<typeof RunEvent>, context: Context): FromHook {
  const { id, name, head_sha: sha, conclusion, html_url: page, actor } = told.workflow_run;
  const { run_started_at: began, updated_at: ended } = told.workflow_run;
  const { workflows } = context.settings;
  if (!name || !workflows.includes(name))
    return { nothing: `the workflow ${said(name, 100) ?? ''} is not in changes.github.workflows` };
  const ends = told.action === 'completed';
  const outcome = !ends ? 'running' : conclusion === 'success' ? 'success' : cancelled(conclusion);
  const version = versionOf(undefined, sha);
  return {
    ...shared(told, context),
    ...{ what: 'deployment', outcome, key: `run/${told.repository.full_name}/${id}` },
    title: deploymentTitle({ what: nameOf(told), version, environment: undefined, outcome }),
    ...given({ at: timeOf(began), endedAt: ends ? timeOf(ended) : undefined, version }),
    ...given({ by: said(actor?.login), link: linkOf(page), description: said(`Workflow ${name}`) }),
  };
}

const cancelled = (conclusion: string | null | undefined): 'cancelled' | 'failure' =>
  conclusion === 'cancelled' || conclusion === 'skipped' ? 'cancelled' : 'failure';

function push(told: z.output<typeof PushEvent>, context: Context): FromHook {
  const { ref, after, compare, pusher, commits, head_commit: head, repository } = told;
  const branch = repository.default_branch ?? 'main';
  if (!context.settings.pushes)
    return { nothing: 'pushes are taken only with `pushes: true` in changes.github' };
  if (ref !== `refs/heads/${branch}` || !after || !head)
    return { nothing: 'only pushes to the default branch are taken' };
  const many = commits?.length ?? 1;
  const version = versionOf(undefined, after);
  return {
    ...shared(told, context),
    ...{ what: 'other', key: `push/${repository.full_name}/${after}` },
    title: `${nameOf(told)}: ${many} ${many === 1 ? 'commit' : 'commits'} pushed to ${said(branch, 100) ?? ''}`,
    ...given({ at: timeOf(head.timestamp), version, by: said(pusher?.name), link: linkOf(compare) }),
    ...given({ description: said(head.message.split('\n')[0], 2_000) }),
  };
}

/** Only to where a browser may go: `javascript:` is an address too. */
export const linkOf = (address: string | null | undefined): string | undefined =>
  address && /^https?:\/\//iu.test(address) && URL.canParse(address) ? address.slice(0, 2_000) : undefined;
