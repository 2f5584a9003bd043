import type { AskedOnce } from '../input.ts';
import type { ToldChange } from './change.ts';

/** A change was told to us. Checked at the door. */
export interface ChangeInput {
  readonly kind: 'change';
  readonly change: Omit<ToldChange, 'id'>;
  readonly request?: AskedOnce;
}
