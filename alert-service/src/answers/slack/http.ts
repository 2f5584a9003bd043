import type { Request, Response, Router } from 'express';
import type { SlackApp } from '#config/tocsin-config';
import { readBody } from '#http/body';
import { HttpError } from '#http/errors';
import { exactRouter, only } from '#http/routing';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log';
import type { Secret } from '#lib/secret';
import { handleSlack } from './handle.ts';
import { createSignatureCheck, type Forgery, type SignatureCheck } from './signature.ts';
import type { Handled, SlackTools } from './tools.ts';
import { withPatience } from './within.ts';

export interface SlackHttpParts {
  readonly app: () => SlackApp | undefined;
  readonly tools: () => SlackTools;
  readonly clock: Clock;
  readonly log: Log;
}

const longestBody = 1024 * 1024;
/** Slack waits three seconds, and shows a warning to whoever pressed. */
const patienceMs = 2_000;
const paths = ['/actions', '/commands', '/events'];

/** Where Slack sends what people do: Interactivity, slash commands, events. */
export function slackRouter(parts: SlackHttpParts): Router {
  const check = createSignatureCheck(() => parts.clock.now());
  const router = exactRouter();
  router.post(paths, async (request: Request, response: Response) => {
    const payload = await slacksOwn(request, { check, secret: secretOf(parts.app()) });
    const work = handleSlack(payload, parts.tools());
    const handled = await withPatience(parts.clock, patienceMs, work);
    if (handled !== 'late' && handled.answer) response.json(handled.answer);
    else response.end();
    void finish(parts, handled === 'late' ? { late: work } : { handled });
  });
  router.all(paths, only('POST'));
  return router;
}

/** What was promised for later; nobody waits for it any more, so its faults are told to the log. */
export async function finish(
  { tools, log }: Pick<SlackHttpParts, 'tools' | 'log'>,
  work: { readonly late: Promise<Handled> } | { readonly handled: Handled },
): Promise<void> {
  try {
    const isLate = 'late' in work;
    const { answer, responseUrl, after } = isLate ? await work.late : work.handled;
    if (isLate && answer && responseUrl !== undefined) await tools().calls.respond(responseUrl, answer);
    await after?.();
  } catch (error) {
    log.error('what was pressed in Slack failed', { err: error });
  }
}

function secretOf(app: SlackApp | undefined): string {
  const secret: Secret | undefined = app?.answers?.signingSecret;
  if (!secret)
    throw new HttpError(404, 'Slack is not expected here', {
      detail: 'Add signing_secret_file to slack_app in tocsin.yml, or use Socket Mode with app_token_file.',
    });
  const value = revealed(secret);
  // An empty secret would let in whoever knows that it is empty.
  if (value === '')
    throw new HttpError(503, 'The signing secret cannot be read', {
      detail: 'Look at the file of slack_app.signing_secret_file.',
    });
  return value;
}

function revealed(secret: Secret): string {
  try {
    return secret.reveal();
  } catch {
    return '';
  }
}

interface Proof {
  readonly check: SignatureCheck;
  readonly secret: string;
}

const words: Readonly<Record<Forgery, string>> = {
  unsigned: 'It carries no signature of Slack.',
  old: 'It was signed more than five minutes ago, or the clock of this machine is wrong.',
  'wrong-signature': 'Its signature is wrong: is this the signing secret of the app that sends it?',
  'seen-before': 'The same request was here before.',
};

async function slacksOwn(request: Request, { check, secret }: Proof): Promise<unknown> {
  const body = await readBody(request, longestBody);
  const [timestamp, signature] = ['x-slack-request-timestamp', 'x-slack-signature'].map((name) =>
    request.get(name),
  );
  const forgery = check(secret, { timestamp, signature, body });
  if (forgery) throw new HttpError(401, 'This is not taken for Slack', { detail: words[forgery] });
  return payloadOf(body, request.is('application/json') !== false);
}

/** Events are JSON, a command is a form, what was pressed is JSON in a form. */
function payloadOf(body: string, isJson: boolean): unknown {
  if (isJson) return parsed(body);
  const form = new URLSearchParams(body);
  const payload = form.get('payload');
  return payload === null ? Object.fromEntries(form) : parsed(payload);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpError(400, 'The body is no JSON');
  }
}
