import type { z } from 'zod';
import { fields, given, listOf, text } from './fields.ts';
import { suggestion } from './nearest.ts';
import type { Reading } from './reading.ts';

/** `answers:` of tocsin.yml: in which receivers' messages whoever reads them can answer. */
export const answers = given(fields({ receivers: given(listOf(text, 'receiver names')) }));

interface Context {
  readonly reading: Pick<Reading, 'problem'>;
  readonly receivers: ReadonlyMap<string, unknown>;
}

/** By name; none where nothing is said: messages of receivers are upstream's. */
export function answeringReceivers(
  written: z.output<typeof answers>,
  { reading, receivers }: Context,
): ReadonlySet<string> {
  const listed = written?.receivers ?? [];
  for (const [index, name] of listed.entries())
    if (!receivers.has(name))
      reading.problem(
        ['answers', 'receivers', index],
        `there is no receiver "${name}"${suggestion(name, [...receivers.keys()])}`,
      );
  return new Set(listed);
}
