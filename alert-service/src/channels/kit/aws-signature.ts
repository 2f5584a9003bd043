import { createHash, createHmac } from 'node:crypto';
import type { Received } from './http-server.ts';

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const mac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

export interface Signed {
  readonly accessKey: string;
  readonly region: string;
  readonly service: string;
  readonly valid: boolean;
}

/** Whether the request is what the holder of the key signed: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
export function signatureOf({ method, url, headers, body }: Received, secretKey: string): Signed {
  const [, accessKey = '', scope = '', names = '', signature = ''] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\S+), SignedHeaders=(\S+), Signature=([0-9a-f]{64})$/u.exec(
      headers.authorization ?? '',
    ) ?? [];
  const [day = '', region = '', service = '', end = ''] = scope.split('/');
  const [path = '', query = ''] = url.split('?');
  const lines = names.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`);
  const canonical = [method, path, query, lines.join(''), names, hash(body)].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', String(headers['x-amz-date']), scope, hash(canonical)].join('\n');
  const key = [region, service, end].reduce<Buffer>(
    (last, part) => mac(last, part),
    mac(`AWS4${secretKey}`, day),
  );
  const valid = names.split(';').includes('host') && mac(key, toSign).toString('hex') === signature;
  return { accessKey, region, service, valid };
}
