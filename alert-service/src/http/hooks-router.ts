import type { Request, Response, Router } from 'express';
import type { ChangesSettings } from '#config/changes-config';
import { isLongEnough } from '#config/two-way-config';
import { changesKeptMs } from '#core/changes/change';
import type { Engine } from '#engine/engine';
import { parseJson, readBody } from './body.ts';
import { HttpError } from './errors.ts';
import { exactRouter, only } from './routing.ts';
import type { Clock } from '#lib/clock';
import type { Log } from '#lib/log';
import type { Secret } from '#lib/secret';
import { isFromGitHub, isFromGitLab } from '#services/changes/genuine';
import { fromGitHub } from '#services/changes/github';
import { fromGitLab } from '#services/changes/gitlab';
import type { FromHook } from '#services/changes/hook';

export type HookResult = 'taken' | 'ignored' | 'forged';

export interface HookParts {
  readonly engine: Pick<Engine, 'submit'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  /** As they are now. */
  readonly settings: () => ChangesSettings;
  readonly isService: (name: string) => boolean;
  readonly count: (source: 'github' | 'gitlab', result: HookResult) => void;
}

/** GitHub sends at most 25 MB; what tells of a deployment is a hundredth of it. */
const longestHook = 5 * 1024 * 1024;

/** `/hooks/github` and `/hooks/gitlab`: what they deployed. Each request proves itself. */
export function hooksRouter(parts: HookParts): Router {
  const router = exactRouter();
  router.post('/github', (request, response) => github(parts, request, response));
  router.post('/gitlab', (request, response) => gitlab(parts, request, response));
  router.all(['/github', '/gitlab'], only('POST'));
  return router;
}

async function github(parts: HookParts, request: Request, response: Response): Promise<void> {
  const settings = parts.settings().github;
  if (!settings) throw notConfigured('github');
  const secrets = secretsOf(settings.secret, 'changes.github.secret', parts.log);
  const body = await readBody(request, longestHook);
  const signature = header(request, 'x-hub-signature-256') ?? '';
  if (!isFromGitHub(secrets, { signature, body }))
    throw forged(
      parts,
      'github',
      'The secret of the webhook must be secret_file of changes.github in tocsin.yml.',
    );
  const event = header(request, 'x-github-event') ?? '';
  const payload = payloadOf(request, body);
  const found = fromGitHub(event, payload, { settings, isService: parts.isService });
  const delivery = header(request, 'x-github-delivery');
  await take(parts, response, { source: 'github', found, delivery });
}

async function gitlab(parts: HookParts, request: Request, response: Response): Promise<void> {
  const settings = parts.settings().gitlab;
  if (!settings) throw notConfigured('gitlab');
  const secrets = secretsOf(settings.token, 'changes.gitlab.token', parts.log);
  const body = await readBody(request, longestHook);
  const proof = {
    token: header(request, 'x-gitlab-token'),
    signature: header(request, 'webhook-signature'),
    id: header(request, 'webhook-id'),
    timestamp: header(request, 'webhook-timestamp'),
    body,
  };
  if (!isFromGitLab(secrets, proof, parts.clock.now()))
    throw forged(
      parts,
      'gitlab',
      'The token of the webhook must be token_file of changes.gitlab in tocsin.yml.',
    );
  const found = fromGitLab(parseJson(body), { settings, isService: parts.isService });
  const delivery = header(request, 'idempotency-key') ?? header(request, 'x-gitlab-event-uuid');
  await take(parts, response, { source: 'gitlab', found, delivery });
}

const header = ({ headers }: Request, name: string): string | undefined => {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** GitHub sends JSON, or JSON in a form. */
function payloadOf(request: Request, body: string): unknown {
  const isForm = header(request, 'content-type')?.startsWith('application/x-www-form-urlencoded');
  return parseJson(isForm ? (new URLSearchParams(body).get('payload') ?? '') : body);
}

interface Delivered {
  readonly source: 'github' | 'gitlab';
  readonly found: FromHook;
  /** The same delivery again is the same: it is sent anew when an answer is lost, or by hand. */
  readonly delivery: string | undefined;
}

const longestDelivery = 200;

async function take(parts: HookParts, response: Response, delivered: Delivered): Promise<void> {
  const { source, found, delivery } = delivered;
  const old = 'nothing' in found ? found.nothing : whyTooOld(found, parts.clock.now());
  if (old !== undefined || 'nothing' in found) {
    parts.count(source, 'ignored');
    return void response.status(202).json({ taken: false, why: old });
  }
  const key = delivery && `${source}\n${delivery.slice(0, longestDelivery)}`;
  const answer = await parts.engine.submit({
    ...{ kind: 'change', change: found },
    ...(key && { request: { key, hash: key } }),
  });
  if (answer.kind !== 'change') throw new HttpError(500, 'The change was not answered');
  parts.count(source, 'taken');
  const { id, title, services } = answer.change;
  response.status(202).json({ taken: true, id, title, services });
}

const whyTooOld = (
  { at, endedAt }: Exclude<FromHook, { nothing: string }>,
  now: number,
): string | undefined =>
  (endedAt ?? at ?? now) < now - changesKeptMs
    ? 'it is longer ago than the 90 days for which changes are kept'
    : undefined;

const notConfigured = (section: string): HttpError =>
  new HttpError(404, `There is no changes.${section} in tocsin.yml`);

function forged({ count, log }: HookParts, source: 'github' | 'gitlab', detail: string): HttpError {
  count(source, 'forged');
  log.warn('A webhook is not signed by whom it says to be from: nothing is kept of it', { source });
  return new HttpError(401, 'This is not genuine', { detail });
}

function secretsOf(secret: Secret, field: string, log: Log): readonly string[] {
  let written = '';
  try {
    written = secret.reveal();
  } catch {
    log.error(`the secret of ${field} cannot be read`, { file: secret.file ?? '' });
  }
  const secrets = written.split(/\s+/u).filter(isLongEnough);
  if (secrets.length > 0) return secrets;
  throw new HttpError(503, `The secret of ${field} cannot be used`, {
    detail: `It cannot be read, or is shorter than 20 characters: look at ${field}_file in tocsin.yml.`,
    retryAfterSeconds: 60,
  });
}
