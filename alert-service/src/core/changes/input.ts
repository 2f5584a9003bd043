import type { AskedOnce } from '../input.ts';
import type { ToldChange } from './change.ts';

/** A change was told to us. Checked at the door. */
export interface ChangeInput {
  readonly kind: 'change';
  /** Without a time: now, or of a change that is known, when it began. */
  readonly change: Omit<ToldChange, 'id' | 'at' | 'aheadMs'> & { readonly at?: number };
  readonly request?: AskedOnce;
}
