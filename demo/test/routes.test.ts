import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const root = path.resolve(import.meta.dirname, '../..');

test('the provisioned routes tell whom their file of expectations names', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      ...['--conditions=source', '--disable-warning=ExperimentalWarning', 'alert-service/src/tocsin.ts'],
      ...['routes', 'test', '--tests=provisioning/tocsin/routes-test.yml'],
    ],
    { cwd: root },
  );
  expect(stdout).toContain('5 passed, 0 failed');
}, 30_000);
