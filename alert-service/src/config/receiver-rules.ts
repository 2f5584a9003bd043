import type { ReceiverRule } from '#core/policy';
import type { z } from 'zod';
import { fields, given, integer, length, Length, listOf, required } from './fields.ts';
import { suggestion } from './nearest.ts';
import type { Reading } from './reading.ts';
import type { ConfiguredReceiver } from './receivers.ts';
import { webhookSignature } from './webhook-signatures.ts';

const time = (name: string, example: string) =>
  length.refine(
    (written) => !(written instanceof Length) || written.ms > 0,
    `${name} cannot be zero: write a duration such as ${example}`,
  );

/** What tocsin.yml adds to a receiver of alertmanager.yml. */
export const ReceiverFields = fields({
  name: required('name'),
  fallback: given(fields({ receiver: required('receiver'), after: time('after', '5m') })),
  rate_limit: given(
    fields({
      messages: integer.refine((written) => written > 0, 'messages must be at least 1'),
      per: time('per', '1m'),
    }),
  ),
  webhook_signature: webhookSignature,
});
type ReceiverFields = z.output<typeof ReceiverFields>;

export const receiverRules = given(listOf(ReceiverFields, 'receivers'));

interface Context {
  readonly reading: Reading;
  readonly receivers: ReadonlyMap<string, ConfiguredReceiver>;
}

/** By the receiver's name; only those that are told of here. */
export function readReceiverRules(
  listed: readonly ReceiverFields[],
  context: Context,
): ReadonlyMap<string, ReceiverRule> {
  const rules = new Map<string, ReceiverRule>();
  for (const [index, { name, fallback, rate_limit: limit }] of listed.entries()) {
    const path = ['receivers', index];
    checkReceiver(name, [...path, 'name'], context);
    if (rules.has(name))
      context.reading.problem(path, `the receiver "${name}" is told of twice: join the two`);
    if (fallback) checkReceiver(fallback.receiver, [...path, 'fallback', 'receiver'], context);
    rules.set(name, {
      ...(fallback && { fallback: { receiver: fallback.receiver, afterMs: fallback.after.ms } }),
      ...(limit && { rateLimit: { messages: limit.messages, perMs: limit.per.ms } }),
    });
  }
  for (const [index, { name }] of listed.entries())
    checkCircle(name, ['receivers', index, 'fallback'], { rules, ...context });
  return rules;
}

function checkReceiver(name: string, path: (string | number)[], { reading, receivers }: Context): void {
  if (!receivers.has(name))
    reading.problem(path, `there is no receiver "${name}"${suggestion(name, [...receivers.keys()])}`);
}

/** A chain must end: the last of it has nobody behind it. */
function checkCircle(
  name: string,
  path: (string | number)[],
  { rules, reading }: Context & { rules: ReadonlyMap<string, ReceiverRule> },
): void {
  const seen = [name];
  for (
    let next = rules.get(name)?.fallback?.receiver;
    next !== undefined;
    next = rules.get(next)?.fallback?.receiver
  ) {
    if (seen.includes(next))
      return reading.problem(path, `the fallback goes in a circle: ${[...seen, next].join(', then ')}`);
    seen.push(next);
  }
}
