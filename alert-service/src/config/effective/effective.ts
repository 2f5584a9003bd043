import { dirname, isAbsolute, join } from 'node:path';
import { compareMatchers, printMatcher } from '@tocsin/model';
import { type MatcherMode, parseMatchers } from '@tocsin/model/matchers';
import {
  discordShape,
  mattermostShape,
  msteamsShape,
  msteamsv2Shape,
  rocketchatShape,
  slackShape,
  telegramShape,
  webexShape,
  wechatShape,
} from './chat-shapes.ts';
import { type Beside, http, httpOf, tlsShape } from './http-shape.ts';
import { inherited, slashedGlobals } from './inherit.ts';
import {
  emailShape,
  incidentioShape,
  jiraShape,
  opsgenieShape,
  pagerdutyShape,
  pushoverShape,
  snsShape,
  victoropsShape,
  webhookShape,
} from './pager-shapes.ts';
import { globalShape } from './global-shape.ts';
import { intervals } from './interval-shape.ts';
import {
  always,
  blocks,
  byNames,
  isPlain,
  listOf,
  type Plain,
  plainOf,
  type Rule,
  said,
  type Shape,
  shaped,
} from './shape.ts';
import { goYaml } from './text.ts';

const integrations: Readonly<Record<string, Shape>> = {
  discord_configs: discordShape,
  email_configs: emailShape,
  incidentio_configs: incidentioShape,
  pagerduty_configs: pagerdutyShape,
  slack_configs: slackShape,
  webhook_configs: webhookShape,
  opsgenie_configs: opsgenieShape,
  wechat_configs: wechatShape,
  pushover_configs: pushoverShape,
  victorops_configs: victoropsShape,
  sns_configs: snsShape,
  telegram_configs: telegramShape,
  webex_configs: webexShape,
  msteams_configs: msteamsShape,
  msteamsv2_configs: msteamsv2Shape,
  jira_configs: jiraShape,
  rocketchat_configs: rocketchatShape,
  mattermost_configs: mattermostShape,
};

interface Around {
  readonly global: Plain;
  readonly beside: Beside;
  /** The receivers that a route names. */
  readonly used: ReadonlySet<unknown>;
}

/** The headers that a mail has anyway; upstream fills them in where a receiver is used. */
const withMailHeaders = (mail: Plain): Plain => ({
  ...mail,
  headers: {
    Subject: '{{ template "email.default.subject" . }}',
    To: mail['to'],
    From: mail['from'],
    ...plainOf(mail['headers']),
  },
});

const receiverOf = (receiver: Plain, { global, beside, used }: Around): Plain => {
  const { name } = receiver;
  const found: Record<string, unknown> = { name, labels: byNames({ ...plainOf(receiver['labels']), name }) };
  for (const [kind, own] of Object.entries(integrations)) {
    const shape = { send_resolved: always(false), http_config: http(beside), ...own };
    const isMail = kind === 'email_configs' && used.has(name);
    const list = listOf(receiver[kind]).map((written) => {
      const config = inherited(kind, plainOf(written), global);
      return shaped(shape, isMail ? withMailHeaders(config) : config);
    });
    if (list.length > 0) found[kind] = list;
  }
  return found;
};

/** Parsed, in upstream's order, and printed; what cannot be read has been told of already. */
const matchers =
  (mode: MatcherMode): Rule =>
  (written) =>
    said(
      listOf(written)
        .flatMap((line) => {
          const found = parseMatchers(String(line), mode);
          return found.ok ? found.value : [];
        })
        .toSorted(compareMatchers)
        .map(printMatcher),
    );

const routeShape = (mode: MatcherMode): Shape => ({
  receiver: said,
  group_by: said,
  match: byNames,
  match_re: byNames,
  matchers: matchers(mode),
  mute_time_intervals: said,
  active_time_intervals: said,
  continue: always(false),
  routes: (written) => blocks(routeShape(mode))(written),
  group_wait: (written) => written,
  group_interval: (written) => written,
  repeat_interval: (written) => written,
  labels: byNames,
});

const inhibitShape = (mode: MatcherMode): Shape => ({
  name: said,
  source_match: byNames,
  source_match_re: byNames,
  source_matchers: matchers(mode),
  target_match: byNames,
  target_match_re: byNames,
  target_matchers: matchers(mode),
  equal: said,
});

const namedIn = (route: unknown): unknown[] =>
  isPlain(route) ? [route['receiver'], ...listOf(route['routes']).flatMap(namedIn)] : [];

export interface EffectiveContext {
  readonly file: string;
  readonly mode: MatcherMode;
}

/**
 * A checked configuration, as plain data, in the form in which Alertmanager marshals its own: what is left out filled in,
 * in its order. Where upstream's form would be refused when it is read again, ours is not upstream's.
 */
export const effectiveConfiguration = (written: Plain, { file, mode }: EffectiveContext): string => {
  const beside: Beside = (name) => (isAbsolute(name) ? name : join(dirname(file), name));
  const receivers = listOf(written['receivers']).map(plainOf);
  const global = slashedGlobals(plainOf(written['global']), receivers);
  const smtpTls = shaped(
    tlsShape((name) => name),
    global['smtp_tls_config'],
  );
  const around: Around = {
    global: { ...global, smtp_tls_config: smtpTls },
    beside,
    used: new Set(namedIn(written['route'])),
  };
  const shape: Shape = {
    global: () =>
      shaped(globalShape, { ...around.global, http_config: httpOf(global['http_config'], beside) }),
    route: (route) => shaped(routeShape(mode), route),
    inhibit_rules: blocks(inhibitShape(mode)),
    receivers: () => said(receivers.map((receiver) => receiverOf(receiver, around))),
    templates: always([]),
    mute_time_intervals: intervals,
    time_intervals: intervals,
  };
  return goYaml(shaped(shape, written));
};
