import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * What Twilio signs: the address that it was given, then each parameter of the form with its value, by name; values of
 * one name once each, in order. https://www.twilio.com/docs/usage/security#validating-requests
 */
export function twilioSignature(authToken: string, url: string, form: URLSearchParams): Buffer {
  const names = [...new Set(form.keys())].sort();
  const written = names.flatMap((name) =>
    [...new Set(form.getAll(name))].sort().map((value) => name + value),
  );
  return createHmac('sha1', authToken)
    .update([url, ...written].join(''))
    .digest();
}

interface Presented {
  readonly url: string;
  readonly form: URLSearchParams;
  readonly signature: string;
}

/** Twilio signs some requests with the port that the scheme implies, and others without: both are tried, as its own library does. */
export function isFromTwilio(authToken: string, { url, form, signature }: Presented): boolean {
  const given = Buffer.from(signature, 'base64');
  return spellings(url).some((each) => {
    const own = twilioSignature(authToken, each, form);
    return given.length === own.length && timingSafeEqual(given, own);
  });
}

function spellings(url: string): string[] {
  const [, scheme = '', host = '', port = '', rest = ''] =
    /^(https?):\/\/(\[[^\]]+\]|[^/?#:[]+)(:\d+)?(.*)$/i.exec(url) ?? [];
  if (host === '') return [url];
  const implied = scheme.toLowerCase() === 'https' ? ':443' : ':80';
  const other = port === '' ? implied : '';
  return [url, `${scheme}://${host}${other}${rest}`];
}
