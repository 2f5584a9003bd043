import { createHmac, timingSafeEqual } from 'node:crypto';

/** One of the signatures is made with one of our secrets: while a secret is changed there are several of either. */
export function isFromPagerDuty(
  secrets: readonly string[],
  { signatures, body }: { readonly signatures: string; readonly body: string },
): boolean {
  // https://developer.pagerduty.com/docs/webhooks/webhook-signatures/
  const given = signatures
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each.startsWith('v1='))
    .map((each) => Buffer.from(each.slice('v1='.length)));
  const own = secrets.map((secret) => Buffer.from(createHmac('sha256', secret).update(body).digest('hex')));
  return own.some((mine) =>
    given.some((theirs) => theirs.length === mine.length && timingSafeEqual(theirs, mine)),
  );
}
