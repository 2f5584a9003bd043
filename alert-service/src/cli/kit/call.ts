import type { Verb } from '../verb.ts';

export interface Called {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Calls a verb as the process does, and keeps what it said. */
export async function call(verb: Verb, ...args: readonly string[]): Promise<Called> {
  let [out, err] = ['', ''];
  const code = await verb.run(args, { print: (text) => (out += text), complain: (text) => (err += text) });
  return { code, out, err };
}
