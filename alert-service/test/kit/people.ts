import type { ContactKind, OnCallObject, Person } from '#core/on-call/directory';
import type { EscalationPolicy, EscalationStep, Target } from '#core/escalate/policy';
import type { OnCallRules } from '#core/policy';
import type { World } from './world.ts';

const minuteMs = 60_000;

const addresses: Readonly<Record<ContactKind, (id: string) => string>> = {
  slack: (id) => `U-${id.toUpperCase()}`,
  email: (id) => `${id}@example.com`,
  sms: () => '+4915112345678',
  call: () => '+4915112345678',
  telegram: () => '4711',
  push: () => '{}',
  webhook: (id) => `https://hooks.example.com/${id}`,
};

/** A contact of each kind is named after it: `@mia/slack`. */
export const person = (
  id: string,
  kinds: readonly ContactKind[],
  more: Partial<Person> = {},
): OnCallObject => ({
  kind: 'person',
  id,
  value: {
    id,
    name: id.slice(0, 1).toUpperCase() + id.slice(1),
    contacts: kinds.map((kind) => ({ id: kind, kind, address: addresses[kind](id), vouched: true })),
    rules: {},
    ...more,
  },
});

/** `rules('slack', 'call 5')`: Slack now, call after 5 minutes. */
export const rules = (...written: readonly string[]): { contact: string; afterMs: number }[] =>
  written.map((each) => {
    const [contact = '', after = '0'] = each.split(' ');
    return { contact, afterMs: Number(after) * minuteMs };
  });

export const target = (written: string): Target => {
  const [kind, id = ''] = written.split(' ');
  switch (kind) {
    case 'team':
    case 'schedule':
    case 'receiver':
    case 'automation':
    case 'policy':
      return { kind, id };
    default:
      return { kind: 'person', id };
  }
};

/** Steps of five minutes: `policy('p', ['person mia'], ['person jonas'])`. */
export const policy = (
  id: string,
  steps: readonly (readonly string[])[],
  more: Partial<EscalationPolicy> & { readonly step?: Partial<EscalationStep> } = {},
): OnCallObject => {
  const { step, ...rest } = more;
  return {
    kind: 'policy',
    id,
    value: {
      id,
      name: id,
      steps: steps.map((targets) => ({
        level: 1,
        targets: targets.map(target),
        waitMs: 5 * minuteMs,
        ...step,
      })),
      repeat: 0,
      lastResort: [{ kind: 'receiver', id: 'team' }],
      ...rest,
    },
  };
};

/** The incidents of the receiver `team` escalate along the policy of this name. */
export const onCall = (
  escalatesAlong: string,
  ...objects: readonly OnCallObject[]
): Partial<OnCallRules> => ({
  objects,
  escalations: new Map([['team', escalatesAlong]]),
});

/** `t to`, of what pages sent. */
export const pagesSent = (world: Pick<World, 'sent'>): string[] =>
  world.sent.flatMap(({ t, to, page }) => (page === undefined ? [] : [`${t} ${to}`]));

/** What the ledger says of contacts: `@mia/slack delivered`. */
export async function contactsTold({ store }: Pick<World, 'store'>): Promise<string[]> {
  const told: string[] = [];
  for await (const { entries } of store.pagesAfter('default', 0))
    for (const entry of entries)
      if (entry.kind === 'contact')
        told.push([entry.integration, entry.change, entry.reason].filter(Boolean).join(' '));
  return told;
}
