import { isLongEnough, type TwoWay } from '#config/two-way-config';
import { HttpError } from '#http/errors';
import type { AnswerDoor } from '../answer-door.ts';

interface Asked {
  readonly door: AnswerDoor;
  readonly settings: TwoWay | undefined;
  /** `pagerduty.webhook_secret` */
  readonly field: string;
}

/** What proves a request of the service: each line of the file is one. Too short a one would let in who guesses. */
export function secretsOf({ door, settings, field }: Asked): readonly string[] {
  const secret = settings?.webhookSecret;
  if (!secret) throw new HttpError(404, `There is no ${field} in tocsin.yml`);
  let written = '';
  try {
    written = secret.reveal();
  } catch {
    door.log.error(`the secret of ${field} cannot be read`, { file: secret.file ?? '' });
  }
  const secrets = written.split(/\s+/u).filter(isLongEnough);
  if (secrets.length > 0) return secrets;
  throw new HttpError(503, `The secret of ${field} cannot be used`, {
    detail: `It cannot be read, or is shorter than 20 characters: look at ${field}_file in tocsin.yml.`,
    retryAfterSeconds: 60,
  });
}
