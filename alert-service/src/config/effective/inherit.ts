import { isPlain, type Plain, plainOf } from './shape.ts';

/** The fields of `global` that an integration takes where it says nothing itself. */
interface Inheritance {
  readonly each?: Readonly<Record<string, string>>;
  /** A secret and its file: where the one is said, the other is not taken. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** An address that ends with a slash. */
  readonly slashed?: string;
}

const isSaid = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

const inheritances: Readonly<Record<string, Inheritance>> = {
  email_configs: {
    each: {
      from: 'smtp_from',
      hello: 'smtp_hello',
      smarthost: 'smtp_smarthost',
      auth_username: 'smtp_auth_username',
      auth_identity: 'smtp_auth_identity',
      require_tls: 'smtp_require_tls',
      tls_config: 'smtp_tls_config',
      force_implicit_tls: 'smtp_force_implicit_tls',
    },
    secrets: { auth_password: 'smtp_auth_password', auth_secret: 'smtp_auth_secret' },
  },
  pagerduty_configs: { each: { url: 'pagerduty_url' } },
  opsgenie_configs: {
    each: { api_url: 'opsgenie_api_url' },
    secrets: { api_key: 'opsgenie_api_key' },
    slashed: 'opsgenie_api_url',
  },
  wechat_configs: {
    each: { api_url: 'wechat_api_url', corp_id: 'wechat_api_corp_id' },
    secrets: { api_secret: 'wechat_api_secret' },
    slashed: 'wechat_api_url',
  },
  victorops_configs: {
    each: { api_url: 'victorops_api_url' },
    secrets: { api_key: 'victorops_api_key' },
    slashed: 'victorops_api_url',
  },
  telegram_configs: {
    each: { api_url: 'telegram_api_url' },
    secrets: { bot_token: 'telegram_bot_token' },
  },
  webex_configs: { each: { api_url: 'webex_api_url' } },
  jira_configs: { each: { api_url: 'jira_api_url' } },
  rocketchat_configs: {
    each: { api_url: 'rocketchat_api_url' },
    secrets: { token: 'rocketchat_token', token_id: 'rocketchat_token_id' },
  },
  mattermost_configs: { secrets: { webhook_url: 'mattermost_webhook_url' } },
};

/** In front of what is asked; the address as it was written otherwise. */
const withSlash = (address: unknown): unknown =>
  typeof address === 'string' ? address.replace(/^([^?#]*[^?#/])(?=[?#]|$)/, '$1/') : address;

const pairsOf = (pairs: Readonly<Record<string, string>> | undefined): [string, string][] =>
  Object.entries(pairs ?? {});

const inheritedFrom = ({ each, secrets, slashed }: Inheritance, own: Plain, global: Plain): Plain => {
  const found: Record<string, unknown> = { ...own };
  for (const [name, from] of pairsOf(each)) if (!isSaid(own[name])) found[name] = global[from];
  for (const [name, from] of pairsOf(secrets))
    if (!isSaid(own[name]) && !isSaid(own[`${name}_file`])) {
      found[name] = global[from];
      found[`${name}_file`] = global[`${from}_file`];
    }
  if (slashed !== undefined) found['api_url'] = withSlash(found['api_url']);
  return found;
};

/**
 * An app token goes over the app's address with an authorization of its own. Upstream shows these two beside the token,
 * and refuses them together when it reads them again: they are not shown here.
 */
const slack = (own: Plain, global: Plain): Plain => {
  const hasToken = isSaid(own['app_token']) || isSaid(own['app_token_file']);
  const http = plainOf(own['http_config']);
  const isAuthorized =
    isPlain(http['authorization']) || isSaid(http['bearer_token']) || isSaid(http['bearer_token_file']);
  const takesToken = !hasToken && !isAuthorized && !isSaid(own['api_url']);
  const withToken = takesToken
    ? { ...own, app_token: global['slack_app_token'], app_token_file: global['slack_app_token_file'] }
    : own;
  const base: Plain = { ...withToken, app_url: own['app_url'] ?? global['slack_app_url'] };
  if (isSaid(base['app_token']) || isSaid(base['app_token_file'])) {
    return { ...base, api_url: undefined, api_url_file: undefined };
  }
  return inheritedFrom({ secrets: { api_url: 'slack_api_url' } }, base, global);
};

const pagerduty = (own: Plain): Plain => ({
  ...own,
  source: isSaid(own['source'])
    ? own['source']
    : (own['client'] ?? '{{ template "pagerduty.default.client" . }}'),
});

/** Upstream's exception for Microsoft Teams' workflows: the proxy of `global`, where they have none of their own. */
const httpOfTeams = (own: unknown, global: unknown): unknown =>
  isPlain(own) && !isSaid(own['proxy_url'])
    ? { ...own, proxy_url: plainOf(global)['proxy_url'] }
    : (own ?? global);

/** Without a token, upstream takes incident.io's address alone, but not with an http_config beside it when it reads it again. */
const httpOfIncidentio = (own: Plain, global: unknown): unknown => {
  const inherited = plainOf(global);
  const names = isSaid(own['alert_source_token']) || isSaid(own['alert_source_token_file']);
  const authorizes =
    isPlain(inherited['authorization']) ||
    isSaid(inherited['bearer_token']) ||
    isSaid(inherited['bearer_token_file']);
  return own['http_config'] ?? (names !== authorizes ? global : undefined);
};

const httpFor = (kind: string, own: Plain, global: unknown): unknown => {
  if (kind === 'email_configs') return undefined;
  if (kind === 'msteamsv2_configs') return httpOfTeams(own['http_config'], global);
  if (kind === 'incidentio_configs') return httpOfIncidentio(own, global);
  return own['http_config'] ?? global;
};

/** What an integration says, and what `global` says for it. */
export const inherited = (kind: string, own: Plain, global: Plain): Plain => {
  const taken = inheritedFrom(inheritances[kind] ?? {}, own, global);
  const special =
    kind === 'slack_configs' ? slack(own, global) : kind === 'pagerduty_configs' ? pagerduty(taken) : taken;
  return { ...special, http_config: httpFor(kind, own, global['http_config'] ?? {}) };
};

/** Upstream puts the slash into the address of `global` itself, where an integration takes it from there. */
export const slashedGlobals = (global: Plain, receivers: readonly Plain[]): Plain => {
  const found: Record<string, unknown> = { ...global };
  for (const [kind, { slashed }] of Object.entries(inheritances)) {
    const takes = receivers.some(
      (receiver) =>
        Array.isArray(receiver[kind]) &&
        receiver[kind].some((own: unknown) => !isSaid(plainOf(own)['api_url'])),
    );
    if (slashed !== undefined && takes) found[slashed] = withSlash(found[slashed]);
  }
  return found;
};
