import type { AlertDetail, AlertSummary } from '@tocsin/api';
import { type Alert, readingOf } from '@tocsin/model';
import { aboutGroup, aboutRule } from '#engine/ledger-index';
import { sourceOfId } from '#core/rule/rule-id';
import { HttpError } from '../errors.ts';
import { pendingSummary, summaryOf } from './alert-summary.ts';
import type { ActiveAlertView, RuleView, TocsinContext } from './context.ts';
import { causesOf } from './muted.ts';
import { wireEvaluation } from './rule-view.ts';
import { timelineOf } from './timeline.ts';
import { forWords } from './words.ts';

const pagesRead = 500;

/** One alert: fired or ended ones come from the engine, pending ones from the evaluator. */
export async function alertDetail(context: TocsinContext, fingerprint: string): Promise<AlertDetail> {
  const record = context.engine.state().alerts.get(fingerprint);
  const pending = pendingAlert(context, fingerprint);
  const fires = record && record.alert.endsAt > context.clock.now();
  if (pending && !fires)
    return detail(context, { summary: pendingSummary(context, pending.alert), ...pending });
  if (!record)
    throw new HttpError(404, 'There is no such alert', {
      detail: `No alert with the fingerprint ${fingerprint} fires or has ended lately.`,
    });
  const { alert } = record;
  const rule = alert.rule === undefined ? undefined : context.rules.rule(alert.rule);
  return detail(context, {
    summary: summaryOf(context, alert, context.rules.active().get(fingerprint)),
    alert,
    rule,
    groups: record.groups,
  });
}

interface Known {
  readonly summary: AlertSummary;
  readonly alert: Pick<Alert, 'annotations' | 'measure'> & Partial<Pick<Alert, 'generatorURL' | 'rule'>>;
  readonly rule: RuleView | undefined;
  readonly groups: readonly string[];
}

/** The built-in rules tell of a source from outside of it. */
function sourceOf({ rules }: TocsinContext, rule: RuleView | undefined): Pick<AlertDetail, 'source'> {
  const source = rule && sourceOfId(rule.id);
  return rules.dataSources().some((known) => known.source === source) ? { source } : {};
}

async function detail(context: TocsinContext, { summary, alert, rule, groups }: Known): Promise<AlertDetail> {
  const { annotations } = alert;
  const ruleId = rule?.id ?? alert.rule;
  const subjects = [...groups.map(aboutGroup), ...(ruleId === undefined ? [] : [aboutRule(ruleId)])];
  const pages = await context.ledger.pages(subjects, pagesRead);
  const routes = context.engine.policy().router.match(summary.labels);
  const expression = rule?.expression ?? alert.measure?.expression;
  return {
    ...summary,
    annotations,
    sentence: sentenceOf(context, summary),
    ...(alert.generatorURL && { generatorURL: alert.generatorURL }),
    ...(annotations.runbook_url && { runbookUrl: annotations.runbook_url }),
    ...(annotations.dashboard_url && { dashboardUrl: annotations.dashboard_url }),
    ...(expression !== undefined && { expression }),
    ...(rule?.graphExpression !== undefined && { graphExpression: rule.graphExpression }),
    ...(ruleId !== undefined && { rule: ruleId }),
    ...sourceOf(context, rule),
    receivers: [...new Set(routes.map((route) => route.receiver))],
    timeline: timelineOf(
      pages,
      {
        alerts: new Set([summary.fingerprint]),
        groups: new Set(groups),
        rules: new Set(ruleId === undefined ? [] : [ruleId]),
        reading: (value) => readingOf(alert.measure && { ...alert.measure, value })?.both,
        causes: (mute) => causesOf(context, mute),
      },
      { directory: context.engine.state().directory, timeZone: context.timeZone },
    ),
    evaluations: (rule?.evaluations ?? []).map(wireEvaluation),
  };
}

function pendingAlert(
  { rules }: TocsinContext,
  fingerprint: string,
): { alert: ActiveAlertView; rule: RuleView; groups: readonly string[] } | undefined {
  for (const group of rules.groups())
    for (const rule of group.rules)
      for (const alert of rule.alerts)
        if (alert.fingerprint === fingerprint && alert.state === 'pending')
          return { alert, rule, groups: [] };
  return undefined;
}

/** What is true now, in words: what, how bad, since when, who has it. */
function sentenceOf({ clock }: TocsinContext, alert: AlertSummary): string {
  const what = (alert.summary ?? alert.name).replace(/\.$/, '');
  const bad = alert.measure?.text ? ` ${alert.measure.text}.` : '';
  const held = heldWords(alert, clock.now());
  const length = forWords(Date.parse(alert.startsAt), clock.now());
  switch (alert.status) {
    case 'pending':
      return `${what}.${bad} Pending for ${length}: nobody is told yet.${held}`;
    case 'firing':
      return `${what}.${bad} Firing for ${length}.${held} ${hiddenWords(alert)}`.trimEnd();
    case 'acknowledged':
      return `${what}.${bad} Firing for ${length}.${held} ${alert.assignee ?? 'Somebody'} has it.`;
    case 'resolved':
      return `${what}: this has ended, after ${forWords(Date.parse(alert.startsAt), Date.parse(alert.endsAt ?? alert.startsAt))}.`;
  }
}

/** Why it is still there. */
function heldWords({ heldSince, missingSince }: AlertSummary, now: number): string {
  if (missingSince !== undefined) return ` No data for ${forWords(Date.parse(missingSince), now)}.`;
  if (heldSince === undefined) return '';
  return ` Its condition passed ${forWords(Date.parse(heldSince), now)} ago; it waits for its recovery.`;
}

/** That nobody has it is no news where nobody is to be told. */
function hiddenWords({ muted, incident }: AlertSummary): string {
  switch (muted?.reason) {
    case 'silenced':
      return 'Silenced: nobody is told.';
    case 'inhibited':
      return `Nobody is told while ${muted.source.name} fires.`;
    case 'muted-interval':
    case 'outside-active-interval':
      return 'Muted at this time: nobody is told.';
    case undefined:
      return incident ? 'Nobody has it.' : '';
  }
}
