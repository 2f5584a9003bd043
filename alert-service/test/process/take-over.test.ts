import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { startProcess } from '../kit/process.ts';

const said =
  'msg="Alertmanager was running here since: its silences and what it told are not taken over again"';

test('an Alertmanager that ran on our folder after us is said at the next start, one that ran before us is not', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-take-over-'));
  const file = path.join(folder, 'alertmanager.yml');
  writeFileSync(file, 'route: {receiver: a}\nreceivers: [{name: a}]\n');
  const logOfOneRun = async (): Promise<string> => {
    await using service = startProcess([
      ...['serve', `--config.file=${file}`, `--storage.path=${folder}`],
      '--web.listen-address=127.0.0.1:0',
    ]);
    await service.url;
    await service.kill('SIGTERM');
    return service.log();
  };
  try {
    expect(await logOfOneRun()).not.toContain(said);
    writeFileSync(path.join(folder, 'nflog'), '');
    const log = await logOfOneRun();
    expect(log).toContain(said);
    expect(log).toContain(
      `files=nflog remedy="to start from what it knew, stop Tocsin, move ${folder}/tocsin.db*`,
    );
    utimesSync(path.join(folder, 'nflog'), 1, 1);
    expect(await logOfOneRun()).not.toContain(said);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);
