import type { Directory } from './directory.ts';

/** Somebody is on call. Epoch ms, `[from, to)`. */
export interface Shift {
  readonly from: number;
  readonly to: number;
  readonly person: string;
  /** How it came about. */
  readonly by:
    | { readonly kind: 'layer'; readonly layer: string }
    | { readonly kind: 'override'; readonly override: string }
    | { readonly kind: 'imported' };
}

/** Who is on call in a schedule at `at`, with when their shift ends; nobody: a gap. Placeholder until schedules are built. */
export const onCallAt = (_directory: Directory, _schedule: string, _at: number): readonly Shift[] => [];
