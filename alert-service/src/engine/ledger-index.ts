import type { Flushed, LedgerEntry, LedgerPage } from '@tocsin/model';
import type { Store } from '#store/store';
import type { Engine } from './engine.ts';

/** Which commits speak of a group, a rule or an incident: in memory, since saves (which write it) are still to come. */
export interface LedgerIndex {
  /** Pages of all these subjects, oldest first, at most the last `limit`. */
  pages(subjects: readonly string[], limit: number): Promise<readonly LedgerPage[]>;
  forgetBefore(seq: number): void;
}

export const aboutGroup = (key: string): string => `group ${key}`;
export const aboutIncident = (id: string): string => `incident ${id}`;
export const aboutRule = (id: string): string => `rule ${id}`;
export const aboutService = (name: string): string => `service ${name}`;
/** Flushes that left alerts out because of it. */
export const aboutSilence = (id: string): string => `silence ${id}`;

export async function createLedgerIndex(store: Store, tenant: string, engine: Engine): Promise<LedgerIndex> {
  const seqs = new Map<string, number[]>();
  const index = (page: LedgerPage): void => {
    for (const subject of new Set(page.entries.flatMap(subjectsOf))) {
      const list = seqs.get(subject);
      if (list) list.push(page.seq);
      else seqs.set(subject, [page.seq]);
    }
  };
  for await (const page of store.pagesAfter(tenant, 0)) index(page);
  engine.onCommit(({ page }) => index(page));
  return {
    async pages(subjects, limit) {
      const found = new Set(subjects.flatMap((subject) => seqs.get(subject) ?? []));
      const newest = [...found].sort((a, b) => a - b).slice(-limit);
      return store.pages(tenant, newest);
    },
    forgetBefore(seq) {
      for (const [subject, list] of seqs) {
        const kept = list.filter((each) => each >= seq);
        if (kept.length === 0) seqs.delete(subject);
        else seqs.set(subject, kept);
      }
    },
  };
}

const silencesOf = ({ because = [] }: Flushed): string[] => [
  ...new Set(because.flatMap((mute) => (mute.reason === 'silenced' ? mute.silences : []))),
];

function subjectsOf(entry: LedgerEntry): string[] {
  switch (entry.kind) {
    case 'joined':
    case 'ended':
    case 'attempt':
    case 'notice':
      return [aboutGroup(entry.group)];
    case 'incident':
      return [aboutGroup(entry.group), aboutIncident(entry.incident)];
    case 'escalation':
    case 'page':
    case 'contact':
      return [aboutIncident(entry.incident)];
    case 'flush':
      return [aboutGroup(entry.group), ...silencesOf(entry).map(aboutSilence)];
    case 'rule':
      return [aboutRule(entry.rule)];
    case 'silence':
    case 'rule-group':
    case 'clock':
    case 'configuration':
    case 'imported':
    case 'receiver-tested':
    case 'on-call':
    case 'contact-method':
    case 'topology':
    case 'workflow-command':
    case 'workflows':
      return [];
    case 'health':
    case 'promise':
      return [aboutService(entry.service)];
    case 'change':
      return entry.services.map(aboutService);
  }
}
