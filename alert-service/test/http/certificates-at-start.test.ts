import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { createAuthority } from '../../src/channels/kit/certificates.ts';
import { quietConfig, startService } from '../kit/service.ts';

const trusting = (tls: string): string =>
  `${quietConfig()}        http_config: {tls_config: {${tls}}}\n      - {url: 'http://127.0.0.1:9/', http_config: {tls_config: {${tls}}}}\n`;

test('certificates that cannot be read or used stop the start, as upstream, by receiver and file', async () => {
  const start = (tls: string) => startService({ alertmanager: trusting(tls) });
  await expect(start('ca_file: gone.pem')).rejects.toThrow(
    /the receiver "team", webhook\[1\]: the secret file \S+gone.pem cannot be read/,
  );
  await expect(start('cert_file: gone.pem, key_file: gone.pem')).rejects.toThrow(/gone.pem/);
  await expect(start('ca: rubbish')).rejects.toThrow(/the certificates of its tls_config cannot be used/);
});

test('a reload to them is refused, and what was in force stays', async () => {
  await using service = await startService();
  const config = path.join(service.folder, 'alertmanager.yml');
  writeFileSync(config, trusting('ca_file: ca.pem'));
  const refused = await service.post('/-/reload', '');
  expect([refused.status, await refused.text()]).toEqual([
    500,
    expect.stringContaining('ca.pem cannot be read'),
  ]);
  writeFileSync(path.join(service.folder, 'ca.pem'), createAuthority().cert);
  expect((await service.post('/-/reload', '')).status).toBe(200);
});
