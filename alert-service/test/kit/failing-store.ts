import { openSqlite } from '#store/sqlite';
import { type Commit, type Store, StoreError } from '#store/store';

/** A real store that refuses commits while told to. */
export interface FailingStore extends Store {
  /** Asked at each commit: true refuses it, 'after' keeps it and fails all the same (its outcome is unknown). */
  fails: (commit: Commit) => boolean | 'after';
  readonly refused: number;
  /** Nothing can be read either. */
  gone: boolean;
}

export function failingStore(kept: Store = openSqlite(':memory:')): FailingStore {
  let refused = 0;
  const store: FailingStore = {
    ...kept,
    fails: () => false,
    gone: false,
    async meta(tenant) {
      if (store.gone) throw new StoreError('the disk is gone', undefined);
      return kept.meta(tenant);
    },
    get refused() {
      return refused;
    },
    async commit(tenant, commit) {
      const fails = store.fails(commit);
      if (fails !== true) await kept.commit(tenant, commit);
      if (fails === false) return;
      refused += 1;
      throw new StoreError('the disk is full', undefined);
    },
  };
  return store;
}
