import { z } from 'zod';

/** Seconds since the server was ready; negative before. */
const Seconds = z.number();
const Labels = z.record(z.string(), z.string());

const NamedAlert = z.strictObject({ labels: Labels, annotations: Labels.default({}) });

/** One of the scenario's alerts by name, or with times and annotations of its own. */
const PostedAlert = z.strictObject({
  alert: z.string(),
  /** Left out: not given to the server, which then chooses. */
  startsAt: Seconds.optional(),
  endsAt: Seconds.optional(),
  annotations: Labels.optional(),
});

/** What the API is to answer: `body` need only be contained in the answer (see match.ts for the signs it may use). */
export const Answer = z.strictObject({ status: z.number().int().default(200), body: z.unknown().optional() });
export type Answer = z.output<typeof Answer>;

/** `beyond` where a server that goes beyond Alertmanager answers otherwise. */
const answers = { answer: Answer.optional(), beyond: Answer.optional() };
const at = { at: Seconds };

const Post = z.strictObject({ ...at, post: z.array(z.union([z.string(), PostedAlert])), ...answers });
/** Posts them again with an end of now, as a ruler does, starting when they were first posted. */
const Resolve = z.strictObject({ ...at, resolve: z.array(z.string()), ...answers });
const SetSilence = z.strictObject({
  ...at,
  silence: z.strictObject({
    /** The scenario's name for it. */
    as: z.string(),
    /** Changes the silence of that name, by its id. */
    update: z.string().optional(),
    /** Each as `name="value"`, `name!="value"`, `name=~"value"` or `name!~"value"`. */
    matchers: z.array(z.string()),
    startsAt: Seconds.optional(),
    endsAt: Seconds,
    comment: z.string().default('conformance'),
  }),
  ...answers,
});
const ExpireSilence = z.strictObject({ ...at, expire: z.string(), ...answers });
/** To another of the scenario's configurations, by name; `config` is the first. */
const Reload = z.strictObject({ ...at, reload: z.string(), ...answers });
const Restart = z.strictObject({ ...at, restart: z.enum(['stop', 'kill']) });
/** From now on, the webhook `to` is answered so. `hang` keeps the request until its sender lets go. */
const AnswerWebhook = z.strictObject({
  ...at,
  webhook: z.string(),
  gives: z.union([z.number().int().min(200).max(599), z.literal('hang')]),
  headers: Labels.default({}),
  /** How long it takes to answer. */
  after: Seconds.default(0),
});
const Ask = z.strictObject({
  ...at,
  request: z.strictObject({
    method: z.enum(['GET', 'POST', 'DELETE', 'HEAD', 'PUT']).default('GET'),
    /** May name silences: `/api/v2/silence/$silence:NAME`. */
    path: z.string(),
    /** Sent as JSON; text as it is. */
    body: z.unknown().optional(),
  }),
  ...answers,
});

export const Step = z.union([Post, Resolve, SetSilence, ExpireSilence, Reload, Restart, AnswerWebhook, Ask]);
export type Step = z.output<typeof Step>;

/** One alert of a notification: by name, or with the times and annotations it must have. */
const ToldAlert = z.union([
  z.string(),
  z.strictObject({
    alert: z.string(),
    startsAt: Seconds.optional(),
    endsAt: Seconds.optional(),
    annotations: Labels.optional(),
  }),
]);
export type ToldAlert = z.output<typeof ToldAlert>;

/** What one webhook took (answered with a 2xx); the alerts are all of the message's, in any order. */
export const Notification = z.strictObject({
  ...at,
  /** Path of the webhook: `team` for `$WEBHOOK/team`. */
  to: z.string(),
  firing: z.array(ToldAlert).default([]),
  resolved: z.array(ToldAlert).default([]),
  /** Exactly these labels. */
  groupLabels: Labels.optional(),
  groupKey: z.string().optional(),
  /** Anything else of the webhook's JSON, contained in it. */
  body: z.unknown().optional(),
  /** How much later than `at` it may come, where that is longer than the scenario says. */
  within: Seconds.optional(),
});
export type Notification = z.output<typeof Notification>;

/** Requests to a webhook, refused ones included. */
const Attempts = z.record(
  z.string(),
  z.strictObject({ atLeast: z.number().int().default(0), atMost: z.number().int().optional() }),
);

const Expected = { notifications: z.array(Notification), attempts: Attempts.default({}) };

/** One behaviour of an Alertmanager, as data: what is put in and when, and all that must come out. */
export const Scenario = z.strictObject({
  /** The behaviour, as a sentence. */
  name: z.string(),
  /** The line of the checklist (docs) it holds. */
  holds: z.string(),
  needs: z
    .strictObject({
      /** The first release of Alertmanager that behaves so, such as `0.28`. */
      version: z
        .string()
        .regex(/^\d+\.\d+$/)
        .optional(),
      features: z.array(z.string()).default([]),
    })
    .default({ features: [] }),
  /** alertmanager.yml; `$WEBHOOK` is the address of the test's webhooks. */
  config: z.string(),
  /** Others, to reload to. */
  configs: z.record(z.string(), z.string()).default({}),
  flags: z.array(z.string()).default([]),
  alerts: z.record(z.string(), NamedAlert).default({}),
  steps: z.array(Step),
  ...Expected,
  /** When nothing more is expected: what comes until then and is not listed is a failure. */
  until: Seconds,
  /** How much later than expected a notification may come; none may come early. */
  within: Seconds.default(0.8),
  /** Where going beyond Alertmanager is on purpose: what comes out instead, and why. */
  beyond: z
    .strictObject({ issue: z.string(), why: z.string(), ...Expected, until: Seconds.optional() })
    .optional(),
});
export type Scenario = z.output<typeof Scenario>;
/** As it is written down. */
export type WrittenScenario = z.input<typeof Scenario>;

export type Mode = 'upstream' | 'beyond';

export type Expectation = Pick<Scenario, 'notifications' | 'attempts' | 'until'>;

/** What is expected of a server of that kind. */
export function expectedOf({ notifications, attempts, until, beyond }: Scenario, mode: Mode): Expectation {
  return mode === 'beyond' && beyond ? { until, ...beyond } : { notifications, attempts, until };
}
