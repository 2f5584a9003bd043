import type { LedgerPage } from '@tocsin/model';
import type { Batch } from '#core/input';
import type { Row } from '#core/turn';

/** One commit, whole or not at all: the inputs, the decisions and the rows they changed. */
export interface Commit {
  readonly batch: Batch;
  readonly page: LedgerPage;
  readonly rows: readonly Row[];
}

/** A state row as it was kept. */
export interface StoredRow {
  readonly kind: Row['kind'];
  readonly key: string;
  readonly value: unknown;
}

/** Scalars of a tenant that follow from no row. */
export interface Meta {
  readonly now: number;
  readonly seq: number;
}

/**
 * What keeps. Every call names its tenant; every implementation passes the same contract test.
 * Calls reject with StoreError when nothing was written or the outcome is unknown: the caller recovers.
 */
export interface Store {
  meta(tenant: string): Promise<Meta>;
  rows(tenant: string): Promise<readonly StoredRow[]>;
  /** Batches after `seq`, in order. */
  batches(tenant: string, after: number): AsyncIterable<Batch>;
  commit(tenant: string, commit: Commit): Promise<void>;
  /** The owner lives: only its time moves. */
  touch(tenant: string, now: number): Promise<void>;
  /** Pages with these seqs, in order; missing ones are left out. */
  pages(tenant: string, seqs: readonly number[]): Promise<readonly LedgerPage[]>;
  /** All pages after `seq`, in order. */
  pagesAfter(tenant: string, seq: number): AsyncIterable<LedgerPage>;
  /** Drops ledger pages older than `before` (epoch ms); returns how many. */
  dropPages(tenant: string, before: number): Promise<number>;
  close(): Promise<void>;
}

export class StoreError extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'StoreError';
  }
}
