import type { z } from 'zod';
import type { Secret } from '#lib/secret';
import { fields, given, length, Length, notBoth, orDefault, required, secret, text } from './fields.ts';
import type { Reading } from './reading.ts';
import type { SecretFiles } from './secret-files.ts';

/** `workflows:` of tocsin.yml: the stream that workflows tell of themselves in, and how they are commanded. */
export interface WorkflowsSettings {
  /** May hold a password. */
  readonly redisUrl: Secret;
  readonly stream: string;
  readonly commands: string;
  readonly answers: string;
  /** Of consumers, and our own name in it. */
  readonly group: string;
  readonly consumer: string;
  /** Numbers of an older event are not those of now. */
  readonly ttlMs: number;
  /** So long an answer to a command is waited for. */
  readonly answerTimeoutMs: number;
}

const isRedis = (written: string): boolean => /^rediss?:\/\/[^/?#]/i.test(written) && URL.canParse(written);
const badUrl = 'expected an address of Redis: redis://HOST:PORT/0, or rediss:// for TLS';

const within = (name: string, bounds: { readonly from: number; readonly to: number; readonly say: string }) =>
  given(
    length.refine(
      (written) => !(written instanceof Length) || (written.ms >= bounds.from && written.ms <= bounds.to),
      `${name} must be ${bounds.say}`,
    ),
  );

const WorkflowsFields = fields({
  // Not what is wrong with it: that would quote the password.
  redis_url: secret
    .refine((written) => written === undefined || isRedis(written.reveal()), { message: badUrl })
    .optional(),
  redis_url_file: text.optional(),
  stream: orDefault(required('stream'), 'workflow:events'),
  commands: orDefault(required('commands'), 'workflow:commands'),
  answers: orDefault(required('answers'), 'workflow:answers'),
  group: orDefault(required('group'), 'tocsin'),
  consumer: orDefault(required('consumer'), 'tocsin'),
  ttl: within('ttl', { from: 5_000, to: 86_400_000, say: 'from 5s to 1d: write a duration such as 60s' }),
  answer_timeout: within('answer_timeout', {
    from: 1_000,
    to: 60_000,
    say: 'from 1s to 1m, for somebody waits for it: write a duration such as 10s',
  }),
})
  .refine(...notBoth('redis_url', 'redis_url_file'))
  .refine((one) => Boolean(one.redis_url) || Boolean(one.redis_url_file), {
    message: 'workflows are read from Redis: add `redis_url: redis://127.0.0.1:6379/0`, or redis_url_file',
  })
  .refine(({ stream, commands, answers }) => new Set([stream, commands, answers]).size === 3, {
    message: 'stream, commands and answers are three streams: give each a name of its own',
  });

/** For the field `workflows`. */
export const workflows = given(WorkflowsFields);

const usual = { ttlMs: 60_000, answerTimeoutMs: 10_000 };

export function workflowsSettings(
  written: z.output<typeof workflows>,
  { files, reading }: { readonly files: SecretFiles; readonly reading: Reading },
): WorkflowsSettings | undefined {
  if (!written) return undefined;
  const redisUrl = written.redis_url ?? files.besideConfig(written.redis_url_file ?? '');
  if (written.redis_url_file && !isReadable(redisUrl))
    reading.warn(
      ['workflows', 'redis_url_file'],
      'it holds no address of Redis that can be read: until it does, no workflow is counted',
    );
  const { stream, commands, answers, group, consumer } = written;
  return {
    redisUrl,
    ...{ stream, commands, answers, group, consumer },
    ttlMs: written.ttl?.ms ?? usual.ttlMs,
    answerTimeoutMs: written.answer_timeout?.ms ?? usual.answerTimeoutMs,
  };
}

function isReadable(url: Secret): boolean {
  try {
    return isRedis(url.reveal());
  } catch {
    return false;
  }
}
