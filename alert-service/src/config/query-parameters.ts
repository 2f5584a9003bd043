import { z } from 'zod';
import { orElse, text } from './fields.ts';

/** What goes with every question, in the order of the file; a name may come several times. */
export type QueryParameters = readonly (readonly [name: string, value: string])[];

const ours = new Set(['query', 'time', 'start', 'end', 'step', 'match[]', 'limit']);

const OneOrMore = z
  .union([z.array(text).min(1), text], { error: 'expected a text, or a list of texts' })
  .transform((value) => (Array.isArray(value) ? value : [value]));

const Named = z
  .record(z.string(), OneOrMore, { error: 'expected names with texts, such as `dedup: "true"`' })
  .superRefine((named, context) => {
    for (const name of Object.keys(named))
      if (ours.has(name))
        context.addIssue({
          code: 'custom',
          message: `each question says ${name} itself: take it out`,
          path: [name],
          params: { at: 'key' },
        });
  })
  .transform((named): QueryParameters =>
    Object.entries(named).flatMap(([name, values]) => values.map((value): [string, string] => [name, value])),
  );

export const queryParameters = orElse(Named, []);
