import type { Candidate } from '#core/rule/evaluate';
import { type AlertingRule, sourceTitle } from '#core/rule/rule';
import { waitedOutMs } from '#core/time';
import { fingerprint } from '@tocsin/model';
import type { PrometheusError } from '#prometheus/error';
import { tellOutlet } from './outlet-event.ts';
import type { EvaluatedSource, EvaluatorParts } from './parts.ts';
import { remember, type RunningAlerting, setBack, startAlerting } from './running-rule.ts';
import { settle } from './settle.ts';
import { toldAs } from './told-as.ts';

/** Whether the source answers, and the rule that tells when it does not: it needs no Prometheus. */
export interface SourceWatch {
  readonly rule: RunningAlerting;
  /** What it failed with and since when, while it does. */
  failure(): { readonly error: PrometheusError; readonly since: number } | undefined;
  /** Since when it has been as it is; undefined before it was first asked. */
  since(): number | undefined;
  answered(at: number): void;
  failed(error: PrometheusError, at: number): void;
  /** Takes the rule a step further. */
  evaluate(at: number): Promise<void>;
}

/** It is evaluated with each group of its source. */
const shownIntervalMs = 60_000;

const alertname = 'TocsinPrometheusUnreachable';

export const watchRuleId = (source: string): string => `tocsin;${sourceTitle(source)};${alertname}`;

/** `source` is how it is configured at the moment: its name stays. */
export function createSourceWatch(
  source: () => EvaluatedSource,
  { name, client }: EvaluatedSource,
  parts: EvaluatorParts,
): SourceWatch {
  const { log, meter } = parts;
  const sayFault = (err: unknown): void =>
    log.error('the rule about a data source failed', { source: name, err });
  const stored = parts.stored();
  const rule = startAlerting(watchRule(name), { client, stored, downtimeMs: parts.downtimeMs ?? 0, parts });
  let failure: { error: PrometheusError; since: number } | undefined;
  let since: number | undefined;
  let last = 0;
  let turn: Promise<void> = Promise.resolve();

  const evaluateAt = async (slot: number): Promise<void> => {
    // Not asked yet: what was restored stands until we know.
    if (since === undefined) return;
    // Slots of several groups come in any order; the rule's time goes back only with the clock.
    if (last - slot > waitedOutMs) await setBack(rule, last - slot, parts);
    last = last - slot > waitedOutMs ? slot : Math.max(last, slot);
    const candidates = failure ? [candidateFor(failure, source(), parts)] : [];
    const settled = await settle(rule, { at: last, answer: { candidates }, limit: 0 }, parts);
    const of = { group: { intervalMs: shownIntervalMs }, source: { given: source() } };
    tellOutlet(rule, settled, { ...of, at: last, parts });
    remember(rule, {
      at: last,
      durationMs: 0,
      samples: candidates.length,
      ...(settled.error !== undefined && settled),
    });
  };

  return {
    rule,
    failure: () => failure,
    since: () => since,
    answered(at) {
      if (failure)
        log.info('Prometheus answers again', { source: sourceTitle(name), address: source().client.address });
      if (failure || since === undefined) since = at;
      failure = undefined;
      meter?.sourceUp(sourceTitle(name), true);
    },
    failed(error, at) {
      if (!failure) {
        since = Math.min(at, ...Object.values(rule.committed.alerts).map(({ activeAt }) => activeAt));
        log.error('Prometheus does not answer; what fires keeps firing', {
          source: sourceTitle(name),
          err: error.message,
        });
      }
      failure = { error, since: failure?.since ?? since ?? at };
      meter?.sourceUp(sourceTitle(name), false);
    },
    evaluate(at) {
      turn = turn.then(() => evaluateAt(at)).catch(sayFault);
      return turn;
    },
  };
}

function watchRule(source: string): AlertingRule {
  return {
    kind: 'alerting',
    id: watchRuleId(source),
    name: alertname,
    expression: 'vector(1)',
    forMs: 60_000,
    keepFiringForMs: 0,
    labels: { severity: 'critical', service: 'prometheus', source: sourceTitle(source) },
    annotations: {},
    file: 'tocsin',
    group: 'tocsin',
    line: 0,
  };
}

function candidateFor(
  failure: { error: PrometheusError; since: number },
  { name: source, client, externalLabels }: EvaluatedSource,
  { handOver }: Pick<EvaluatorParts, 'handOver'>,
): Candidate {
  const { labels: own, name } = watchRule(source);
  const labels = { ...own, alertname: name };
  const since = new Date(failure.since).toISOString();
  const annotations = {
    summary: `Prometheus at ${client.address} does not answer: no rule that asks it is evaluated`,
    description:
      `Since ${since}: ${failure.error.message}. What was firing keeps firing, and nothing new can fire. ` +
      `See whether Prometheus runs and whether this service reaches it (curl ${client.address}/-/ready); ` +
      'if it has moved, mend --prometheus.url, or its url in tocsin.yml.',
  };
  const told = toldAs(labels, watchRuleId(source), { externalLabels, handOver });
  return { fingerprint: fingerprint(labels), labels, ...told, annotations, value: '0' };
}
