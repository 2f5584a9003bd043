import { expect, test } from '@jest/globals';
import { Secret } from '#lib/secret';
import { createAuthority } from '../kit/certificates.ts';
import { clientTls, readMaterial } from './tls.ts';

test('certificates are read into a context once, and again when they change', () => {
  const files: Record<string, string> = { ca: createAuthority().cert };
  const settings = { insecureSkipVerify: false, ca: Secret.fromFile('ca', (name) => files[name] ?? '') };
  const first = clientTls(readMaterial(settings));
  expect(clientTls(readMaterial(settings))).toBe(first);
  files.ca = createAuthority('Another').cert;
  const second = clientTls(readMaterial(settings));
  expect(second).not.toBe(first);
  for (let index = 0; index < 30; index += 1)
    clientTls(
      readMaterial({ insecureSkipVerify: true, serverName: `${index}.example.com`, ca: settings.ca }),
    );
  expect(clientTls(readMaterial(settings))).not.toBe(second);
});

test('authorities that are none are refused, since nobody would be trusted', () => {
  for (const ca of ['rubbish', createAuthority().key])
    expect(() => clientTls(readMaterial({ insecureSkipVerify: false, ca: Secret.of(ca) }))).toThrow(
      'cannot be used',
    );
});
