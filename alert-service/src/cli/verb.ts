/** What a verb says to the person who called it. */
export interface Terminal {
  /** To standard output: the answer. */
  print(text: string): void;
  /** To standard error: what went wrong, what to do. */
  complain(text: string): void;
  /** All of standard input; empty where there is none. */
  input?(): Promise<Uint8Array>;
}

/** `tocsin NAME …`. Its run ends with the exit code: 0 as asked, 1 it failed, 2 wrong arguments. */
export interface Verb {
  readonly usage: string;
  run(args: readonly string[], terminal: Terminal): Promise<number>;
}
