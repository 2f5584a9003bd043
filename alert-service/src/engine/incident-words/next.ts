import { clockWords, listWords } from '@tocsin/model';
import { type Audience, audienceOf, turnsOf } from '#core/escalate/audience';
import { whySkipped } from '#core/escalate/condition';
import type { Escalation } from '#core/escalate/escalation';
import type { Target } from '#core/escalate/policy';
import type { Incident } from '#core/incident/incident';
import type { Page } from '#core/page/page';
import type { Policy } from '#core/policy';
import type { State } from '#core/state';
import { contactName, nameOf } from './names.ts';
import { routedNext } from './routed.ts';

export interface View {
  readonly state: State;
  readonly policy: Policy;
  readonly now: number;
  readonly timeZone: string;
  /** Whether an integration does not answer. */
  readonly fails?: (integration: string) => boolean;
}

/** What happens next with an incident. */
export interface Next {
  /** `pages Mia at 03:22 CEST` */
  readonly words: string;
  /** `pages Mia` */
  readonly does?: string;
  readonly at?: number;
}

export function nextOf(view: View, incident: Incident): Next {
  const { status, assignee = 'somebody', snoozed, acknowledgementEndsAt } = incident;
  switch (status) {
    case 'resolved':
      return { words: endedWords(incident) };
    case 'snoozed':
      return snoozed ? timed(view, 'wakes', snoozed.until) : { words: `stopped: ${assignee} put it off` };
    case 'acknowledged': {
      const despite = escalating(view, incident);
      if (despite) return despite;
      const words = `stopped: ${assignee} has it`;
      if (acknowledgementEndsAt === undefined) return { words };
      return {
        words: `${words} until ${clockWords(acknowledgementEndsAt, view)}`,
        at: acknowledgementEndsAt,
      };
    }
    case 'triggered':
      return escalating(view, incident) ?? notEscalating(view, incident);
  }
}

function endedWords({ mergedInto, resolvedBy }: Incident): string {
  if (mergedInto !== undefined) return `nothing: it is part of ${mergedInto}`;
  return resolvedBy === undefined ? 'nothing: it has ended' : `nothing: ${resolvedBy} ended it`;
}

function timed(view: View, does: string, at: number): Next {
  return at <= view.now
    ? { words: `${does} now`, does, at }
    : { words: `${does} at ${clockWords(at, view)}`, does, at };
}

/** While a policy pages for it: the next message of a page, the next step, or what both wait for. */
function escalating(view: View, incident: Incident): Next | undefined {
  const escalation = view.state.escalations.get(incident.id);
  if (escalation?.status === 'running' && escalation.nextStepAt !== undefined)
    return earliest([messageNext(view, incident), stepNext(view, incident, escalation)]);
  return incident.status === 'triggered' ? messageNext(view, incident) : undefined;
}

const earliest = (all: readonly (Next | undefined)[]): Next | undefined =>
  all.flatMap((next) => next ?? []).sort((a, b) => (a.at ?? Infinity) - (b.at ?? Infinity))[0];

/** The next message of a page that is under way: "calls Mia" five minutes after Slack. */
function messageNext(view: View, { id }: Incident): Next | undefined {
  const { state } = view;
  const pages = [...(state.pagesOfIncident.get(id) ?? [])].flatMap((each) => state.pages.get(each) ?? []);
  return earliest(pages.filter(({ ended }) => !ended).flatMap((page) => messagesOf(view, page)));
}

function messagesOf(view: View, { contacts }: Page): Next[] {
  return contacts.flatMap(({ integration, status, nextAttemptAt }) => {
    if (status !== 'waiting' || nextAttemptAt === undefined) return [];
    const { who, how } = contactName(view.state.directory, integration);
    const does = integration.startsWith('@') ? `pages ${who} by ${how}` : `tells ${how}`;
    return [timed(view, does, nextAttemptAt)];
  });
}

function stepNext(view: View, incident: Incident, escalation: Escalation): Next {
  const { nextStepAt: at = view.now, waitsFor, policy } = escalation;
  if (waitsFor === 'outside-hours')
    return { words: `waits until ${clockWords(at, view)}: ${incident.severity}`, does: 'goes on', at };
  if (waitsFor === 'incident-silenced') return { words: routedNext(view, incident).words };
  const step = comingStep(view, incident, escalation);
  if (!step && escalation.test) return timed(view, 'the test ends', at);
  const told = step ?? { targets: policy.lastResort };
  const does = told.targets.length > 0 ? doesWords(view, told, at) : 'tells the emergency receiver';
  return timed(view, step ? does : `${does}, the last resort,`, at);
}

/** Past those whose conditions do not hold, as far as that can be said before their time. */
function comingStep({ state, policy }: View, incident: Incident, escalation: Escalation) {
  const { policy: ladder, step, policyRepeats, nextStepAt: now = 0 } = escalation;
  const rest = ladder.steps.slice(step);
  const round = policyRepeats < ladder.repeat ? [...rest, ...ladder.steps] : rest;
  return round.find((each) => !whySkipped({ state, policy, now }, incident, each));
}

/** Of a step, or of a last resort. */
interface Asked {
  readonly targets: readonly Target[];
  readonly roundRobin?: boolean;
  /** Its turns are counted under this. */
  readonly of?: string;
}

type Heard = Audience & { readonly of?: Target };

/** Of those who take turns, whose turn it is: as far as that can be said before its time. */
function audiencesOf(
  { state }: Pick<View, 'state'>,
  { targets, roundRobin, of }: Asked,
  at: number,
): Heard[] {
  const moment = { state, now: at };
  if (!roundRobin || of === undefined)
    return targets.map((target) => ({ ...audienceOf(moment, target), of: target }));
  const all = turnsOf(moment, targets).filter(({ nobody }) => !nobody);
  const whose = all[(state.roundRobins.get(of)?.next ?? 0) % all.length];
  return whose ? [whose] : targets.map((target) => ({ ...audienceOf(moment, target), of: target }));
}

/** `pages Mia and Jonas`, `tells the receiver team`, `runs restart-pods`. */
export function doesWords(view: Pick<View, 'state'>, step: Asked, at: number): string {
  const people: string[] = [];
  const others: string[] = [];
  const { directory } = view.state;
  for (const { of: target, listeners, nobody } of audiencesOf(view, step, at)) {
    if (nobody && target) others.push(`finds nobody in ${nameOf(directory, target)}`);
    for (const { target: one } of nobody ? [] : listeners) {
      const name = nameOf(directory, one);
      if (one.kind === 'person') people.push(name);
      else others.push(one.kind === 'automation' ? `runs ${name}` : `tells ${name}`);
    }
  }
  const unique = [...new Set(people)];
  const shown = unique.length > 4 ? [...unique.slice(0, 3), `${unique.length - 3} more`] : unique;
  return listWords([...(shown.length > 0 ? [`pages ${listWords(shown)}`] : []), ...new Set(others)]);
}

function notEscalating(view: View, incident: Incident): Next {
  const escalation = view.state.escalations.get(incident.id);
  if (escalation?.status === 'finished' && escalation.lastResortAt !== undefined)
    return {
      words: `nobody has answered: the last resort was told at ${clockWords(escalation.lastResortAt, view)}`,
    };
  if (incident.origin) return { words: 'nobody is paged: it goes along no policy' };
  return routedNext(view, incident);
}
