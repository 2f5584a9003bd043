import { createHmac, timingSafeEqual } from 'node:crypto';

const same = (given: string, own: string): boolean => {
  const [a, b] = [Buffer.from(given), Buffer.from(own)];
  return a.length === b.length && timingSafeEqual(a, b);
};

/** `sha256=…` over the body as it came: https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries */
export const isFromGitHub = (
  secrets: readonly string[],
  { signature, body }: { readonly signature: string; readonly body: string },
): boolean =>
  secrets
    .map((secret) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`)
    .filter((own) => same(signature, own)).length > 0;

export interface GitLabProof {
  /** X-Gitlab-Token. */
  readonly token: string | undefined;
  /** Of a signing token, as Standard Webhooks has it: webhook-signature, webhook-id and webhook-timestamp. */
  readonly signature: string | undefined;
  readonly id: string | undefined;
  readonly timestamp: string | undefined;
  readonly body: string;
}

/** A captured request is worth nothing after that. */
const signedForMs = 5 * 60_000;

/** What is signed must be signed well; a token alone proves who sends, as all versions of GitLab can. */
export function isFromGitLab(secrets: readonly string[], proof: GitLabProof, now: number): boolean {
  const { signature, token } = proof;
  if (signature !== undefined) return isSignedByGitLab(secrets, proof, now);
  return token !== undefined && secrets.filter((secret) => same(token, secret)).length > 0;
}

function isSignedByGitLab(secrets: readonly string[], proof: GitLabProof, now: number): boolean {
  const { signature = '', id = '', timestamp = '', body } = proof;
  const at = Number(timestamp) * 1_000;
  if (!(Math.abs(now - at) <= signedForMs)) return false;
  const given = signature.split(/\s+/u).filter((each) => each.startsWith('v1,'));
  const own = secrets.map((secret) => {
    const mac = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`);
    return `v1,${mac.digest('base64')}`;
  });
  return own.some((mine) => given.some((theirs) => same(theirs, mine)));
}

/** `whsec_` and the key in base64: https://www.standardwebhooks.com */
const keyOf = (secret: string): Buffer =>
  secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret);
