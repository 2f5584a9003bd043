/** Keys of what is due besides groups: each kind has its own first character, which no group key (`{`) begins with. */
const prefixes = { incident: '\ti', escalation: '\te' } as const;
export type DueKind = keyof typeof prefixes;

export const dueKey = (kind: DueKind, id: string): string => `${prefixes[kind]}${id}`;

export function readDueKey(key: string): { readonly kind: DueKind; readonly id: string } | undefined {
  const id = key.slice(2);
  switch (key.slice(0, 2)) {
    case prefixes.incident:
      return { kind: 'incident', id };
    case prefixes.escalation:
      return { kind: 'escalation', id };
    default:
      return undefined;
  }
}
