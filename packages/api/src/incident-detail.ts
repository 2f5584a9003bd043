import { z } from 'zod';
import { AlertSummary, TimelineEvent } from './alerts.ts';
import { Change } from './changes.ts';
import { LikelyCause } from './dependencies.ts';
import { Incident, IncidentStatus, Via } from './incidents.ts';
import { Labels, Severity, Time } from './words.ts';

/** Whom a step tells, or told. */
export const PageTarget = z
  .object({
    kind: z.enum(['person', 'team', 'schedule', 'receiver', 'automation', 'policy']),
    id: z.string(),
    name: z.string(),
    note: z.string().optional().meta({ description: '"Mia until 09:00 CEST"; why nobody of it was told' }),
  })
  .meta({ id: 'PageTarget' });
export type PageTarget = z.output<typeof PageTarget>;

/** One rung of the ladder: a step of the policy as it was when the escalation began. */
export const LadderStep = z
  .object({
    step: z.number().int().meta({ description: 'Counted from 0; the last one is the last resort' }),
    level: z.number().int().optional().meta({ description: 'Absent: the last resort' }),
    targets: z.array(PageTarget),
    state: z.enum(['told', 'told-nobody', 'skipped', 'current', 'to-come', 'not-reached']),
    at: Time.optional().meta({ description: 'When it was told, or will be if nobody takes the incident' }),
    words: z
      .string()
      .optional()
      .meta({ description: '"acknowledged 03:07 CEST", "if nobody answers for 15 min"' }),
    condition: z.string().optional().meta({ description: 'In words: "only critical, from 10 alerts on"' }),
  })
  .meta({ id: 'LadderStep' });
export type LadderStep = z.output<typeof LadderStep>;

export const Ladder = z
  .object({
    policy: z.object({ id: z.string(), name: z.string() }),
    status: z.enum(['running', 'paused', 'finished', 'stopped']),
    because: z.string().optional().meta({ description: 'Why it is paused or stopped: name of the reason' }),
    explanation: z.string().optional(),
    startedAt: Time,
    nextAt: Time.optional(),
    repeats: z.string().optional().meta({ description: '"then all of it once more"' }),
    steps: z.array(LadderStep),
  })
  .meta({ id: 'Ladder' });
export type Ladder = z.output<typeof Ladder>;

/** One message of a page. */
export const PageContact = z
  .object({
    integration: z.string(),
    channel: z.string().meta({ description: 'In words: "call", "Slack (team)"' }),
    status: z.enum(['waiting', 'sending', 'delivered', 'failed', 'stopped']),
    reason: z.string().optional(),
    explanation: z.string().optional().meta({ description: 'What the reason means' }),
    attempts: z.number().int(),
    dueAt: Time.optional(),
    deliveredAt: Time.optional(),
    error: z.string().optional(),
    answer: z.string().optional().meta({ description: 'What an automation answered' }),
  })
  .meta({ id: 'PageContact' });
export type PageContact = z.output<typeof PageContact>;

/** Somebody was called about it. */
export const IncidentCall = z
  .object({
    id: z.string(),
    target: PageTarget,
    why: z.string().meta({ description: 'Name of the reason' }),
    explanation: z.string(),
    level: z.number().int().optional(),
    schedule: z.string().optional().meta({ description: 'How they are on call: name of the schedule' }),
    at: Time,
    ended: z.object({ at: Time, reason: z.string(), explanation: z.string() }).optional(),
    contacts: z.array(PageContact),
  })
  .meta({ id: 'IncidentCall' });
export type IncidentCall = z.output<typeof IncidentCall>;

export const RelatedIncident = z
  .object({
    id: z.string(),
    title: z.string(),
    status: IncidentStatus,
    severity: Severity,
    assignee: z.string().optional(),
    why: z.string().meta({ description: 'The evidence, no verdict: "the same service, 4 min earlier"' }),
    by: z.string().optional().meta({ description: 'Who linked it' }),
  })
  .meta({ id: 'RelatedIncident' });
export type RelatedIncident = z.output<typeof RelatedIncident>;

export const IncidentNote = z.object({
  at: Time,
  by: z.string(),
  via: Via.optional(),
  text: z.string(),
});
export type IncidentNote = z.output<typeof IncidentNote>;

/** Why somebody was told, or was not; from the ledger. */
export const WhySentence = z
  .object({
    question: z.string().meta({ description: '"Why Jonas was paged", "Why Mia was not"' }),
    sentence: z.string(),
    reason: z.string().meta({ description: 'Name from the closed set of reasons' }),
    negative: z.boolean().meta({ description: 'They were not told' }),
    at: Time,
  })
  .meta({ id: 'WhySentence' });
export type WhySentence = z.output<typeof WhySentence>;

export const IncidentDetail = Incident.extend({
  sentence: z.string().meta({ description: 'What is true now, in words' }),
  labels: Labels.meta({ description: 'What all of its alerts have in common' }),
  annotations: Labels.meta({ description: 'Of its worst alert' }),
  members: z.array(AlertSummary).meta({ description: 'Its alerts that are still known, worst first' }),
  ladder: Ladder.optional().meta({ description: 'Absent: nobody is paged for it by a policy' }),
  calls: z.array(IncidentCall).meta({ description: 'Everybody who was paged, first to last' }),
  why: z.array(WhySentence),
  related: z.array(RelatedIncident),
  causes: z.array(LikelyCause).optional().meta({ description: 'Evidence, likeliest first' }),
  changes: z.array(Change).optional().meta({ description: 'Nearest before its start first' }),
  impact: z.string().optional().meta({ description: 'What else is hit: "checkout and search depend on it"' }),
  notes: z.array(IncidentNote),
  timeline: z.array(TimelineEvent).meta({ description: 'Oldest first' }),
}).meta({ id: 'IncidentDetail' });
export type IncidentDetail = z.output<typeof IncidentDetail>;
