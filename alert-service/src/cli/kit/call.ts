import type { Verb } from '../verb.ts';

export interface Called {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Calls a verb as the process does, and keeps what it said. */
export const call = (verb: Verb, ...args: readonly string[]): Promise<Called> => callWith('', verb, ...args);

/** With this text at its standard input. */
export async function callWith(input: string, verb: Verb, ...args: readonly string[]): Promise<Called> {
  let [out, err] = ['', ''];
  const code = await verb.run(args, {
    print: (text) => (out += text),
    complain: (text) => (err += text),
    input: () => Promise.resolve(Buffer.from(input)),
  });
  return { code, out, err };
}
