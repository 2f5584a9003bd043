import type { Express } from 'express';
import { isSignedLink } from '#answers/link/link-answers';
import { matcherModeOf } from '#config/flags';
import { createAlertHistory } from '#engine/alert-history';
import { createAlertLimit } from '#engine/alert-limit';
import type { IncidentWords } from '#engine/incident-words/incident-words';
import type { LedgerIndex } from '#engine/ledger-index';
import type { ReceiverWatch } from '#engine/receiver-watch';
import type { AlertmanagerContext } from '#http/alertmanager-v2/context';
import type { DoorOptions } from '#http/door';
import { createHttpApp, type WebRules } from '#http/server';
import type { SocketDoors } from '#http/sockets/socket-doors';
import type { Stream } from '#http/stream';
import { calendars, isSignedCalendar } from '#http/calendars';
import type { TocsinContext } from '#http/tocsin-v1/context';
import type { PrometheusContext } from '#http/prometheus-v1/context';
import { type Outside, outsideView } from '#http/tocsin-v1/outside-view';
import { createQueryDoor } from '#http/tocsin-v1/query-door';
import { rulesView } from '#http/tocsin-v1/rules-view';
import { readSelector } from '#prometheus/selector';
import type { Answers } from './answers.ts';
import { createOnCallDoor } from './on-call-door.ts';
import type { Deliver } from './deliver.ts';
import { onCallPersonOf } from './on-call-person.ts';
import { type Foundation, tenant } from './parts.ts';
import { createRuleBookDoor } from './rule-book-door.ts';
import { shownRouteLabels } from './shown-route-labels.ts';
import { createTries } from './tries.ts';
import type { Rules } from './rules.ts';
import type { ServicesViews } from './services.ts';

export interface Doors {
  readonly foundation: Foundation;
  readonly ledger: LedgerIndex;
  readonly receivers: ReceiverWatch;
  readonly words: IncidentWords;
  readonly rules: Rules;
  readonly services: ServicesViews;
  readonly stream: Stream;
  readonly sockets: SocketDoors;
  readonly deliver: Deliver;
  readonly outside: Outside;
  readonly reload: () => Promise<void>;
  readonly web: WebRules;
  readonly answers: Answers;
  readonly identify: DoorOptions['identify'];
}

/** Everything that can be asked over HTTP. */
export function createDoors(doors: Doors): Express {
  const { foundation, stream, sockets, reload, web, answers, identify } = doors;
  const { parts, engine, metrics, where } = foundation;
  return createHttpApp({
    prefix: where.prefix,
    engine,
    stream,
    sockets,
    reload,
    registry: metrics.registry,
    log: parts.log,
    web,
    clock: parts.clock,
    meter: metrics.http,
    alertmanager: alertmanagerContext(foundation),
    tocsin: tocsinContext(doors),
    prometheus: prometheusContext(doors),
    door: doorOptions(foundation, { web, identify }),
    answers: answers.router,
    hooks: doors.services.hooks,
    calendars: calendars({ engine, clock: parts.clock, signing: answers.tokens }),
    isGenuine: (path) => isSignedLink(answers.tokens, path) || isSignedCalendar(answers.tokens, path),
    getsAtOnce: parts.flags['web.get-concurrency'],
    console: { folder: parts.flags['console.path'] || parts.consoleFolder, base: where.prefix },
  });
}

function prometheusContext({ foundation, rules }: Doors): PrometheusContext {
  const { flags, version } = foundation.parts;
  return {
    groups: () => rules.evaluator.groups(),
    readSelector,
    version,
    ...(flags['web.forward-queries'] && { relay: relayTo(rules) }),
  };
}

const relayTo =
  (rules: Rules): NonNullable<PrometheusContext['relay']> =>
  async (asked) => {
    const [source] = rules.sources();
    if (!source)
      return { failure: 'there is no data source: start with --prometheus.url, or add data_sources' };
    const answer = await source.client.relay(asked);
    return answer.error ? { failure: answer.error.message } : answer;
  };

/** Thirty days of any calendar, and the hours by which their zones differ. */
const historyMs = 31 * 86_400_000;

/** What a reload changes is read at each use. */
function alertmanagerContext(foundation: Foundation): AlertmanagerContext {
  const { parts, inForce, engine, metrics, where } = foundation;
  const { flags, clock, version } = parts;
  return {
    engine,
    clock,
    get resolveTimeoutMs() {
      return inForce.current().configuration.alertmanager.resolveTimeoutMs;
    },
    matcherMode: matcherModeOf(flags),
    get configOriginal() {
      return inForce.current().configuration.alertmanager.original;
    },
    routeLabels: shownRouteLabels(foundation),
    limit: createAlertLimit(engine, flags['alerts.per-alertname-limit']),
    startedAt: clock.now(),
    version,
    clustering: flags['cluster.listen-address'] !== '',
    address: where.bound,
    received: metrics.received,
    invalid: metrics.invalid,
    limited: metrics.limited,
    silencesQueried: metrics.silencesQueried,
  };
}

function tocsinContext({
  foundation,
  answers,
  ledger,
  receivers,
  words,
  rules,
  services,
  deliver,
  outside,
}: Doors): TocsinContext {
  const { parts, engine } = foundation;
  return {
    engine,
    clock: parts.clock,
    ledger,
    incidents: words,
    history: createAlertHistory({ store: foundation.store, tenant, engine, keptMs: historyMs }),
    receivers,
    rules: rulesView(rules.evaluator, rules.findings, (source) => rules.remoteWritesOf(source)),
    outside: outsideView(outside),
    ruleBook: createRuleBookDoor(foundation, rules),
    onCall: createOnCallDoor(foundation, answers),
    services,
    query: createQueryDoor((source) => rules.client(source), parts.clock),
    tries: createTries(foundation, deliver),
    mask: (text) => foundation.sealing.maskSecret(text),
    version: parts.version,
    timeZone: parts.timeZone,
  };
}

/** Not to be spread: that would keep what a reload changes. */
function doorOptions(
  { inForce, where, engine }: Foundation,
  { web: { allowedOrigin }, identify }: Pick<Doors, 'web' | 'identify'>,
): DoorOptions {
  return {
    get local() {
      return inForce.current().door.local;
    },
    get tokens() {
      return inForce.current().door.tokens;
    },
    ...(allowedOrigin && { allowedOrigin }),
    identify,
    onCallPerson: onCallPersonOf(engine),
    // Without --web.external-url it is this machine's name, which stands in the links we send.
    knownHosts: URL.canParse(where.externalUrl) ? [new URL(where.externalUrl).hostname] : [],
  };
}
