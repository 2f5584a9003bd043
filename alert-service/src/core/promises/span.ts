/** Epoch ms, `[from, to)`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}
