import type { z } from 'zod';
import { fields, given, required } from './fields.ts';
import { suggestion } from './nearest.ts';
import type { Reading } from './reading.ts';
import type { ConfiguredReceiver } from './receivers.ts';

/** `emergency:` of tocsin.yml: who is told when there is nobody else. */
export const emergency = given(fields({ receiver: required('receiver') }));

interface Context {
  readonly reading: Reading;
  readonly receivers: ReadonlyMap<string, ConfiguredReceiver>;
}

/** Its name; undefined: the receiver of the root route. One that tells nobody would be no last resort. */
export function emergencyReceiver(written: z.output<typeof emergency>, context: Context): string | undefined {
  if (!written) return undefined;
  checkTellsSomebody(written.receiver, ['emergency', 'receiver'], context);
  return written.receiver;
}

export function checkTellsSomebody(
  name: string,
  path: readonly (string | number)[],
  { reading, receivers }: Context,
): void {
  const receiver = receivers.get(name);
  if (!receiver)
    reading.problem([...path], `there is no receiver "${name}"${suggestion(name, [...receivers.keys()])}`);
  else if (receiver.integrations.length === 0)
    reading.problem(
      [...path],
      `the receiver "${name}" tells nobody: give it an integration, or name another`,
    );
}
