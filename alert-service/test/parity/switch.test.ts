import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { ensureAlertmanager } from '../../../scripts/servers/alertmanager.ts';
import { exportVerb } from '../../src/cli/export.ts';
import { call } from '../../src/cli/kit/call.ts';
import { eventually } from '../kit/eventually.ts';
import { type Process, startProcess, startProgram } from '../kit/process.ts';

interface Told {
  readonly status: string;
  readonly alerts: readonly { readonly labels: Record<string, string> }[];
}

async function startHook() {
  const told: Told[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      told.push(JSON.parse(Buffer.concat(chunks).toString()) as Told);
      response.writeHead(200, { connection: 'close' }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    told,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const post = async (at: Process, api: string, body: unknown): Promise<unknown> => {
  const response = await fetch(`${await at.url}/api/v2/${api}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status}: ${text}`);
  return text === '' ? undefined : (JSON.parse(text) as unknown);
};

const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();
const started = inMinutes(-10);

/** What a Prometheus sends again and again: one that pages, one that somebody silenced, one that has just ended. */
const alert = (name: string, end = inMinutes(5), startsAt = started) => ({
  labels: { alertname: name, team: 'a' },
  annotations: { summary: name },
  startsAt,
  endsAt: end,
});

test('a real Alertmanager is stopped and ours started on its flags: nothing is told anew, what ends is told, and the way back is as quiet', async () => {
  const real = await ensureAlertmanager();
  await using hook = await startHook();
  const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-switch-'));
  const file = path.join(folder, 'alertmanager.yml');
  const data = path.join(folder, 'data');
  writeFileSync(
    file,
    `
route: {receiver: team, group_by: [alertname], group_wait: 100ms, group_interval: 500ms, repeat_interval: 4h}
receivers: [{name: team, webhook_configs: [{url: '${hook.url}'}]}]
`,
  );
  const flags = (storage: string): string[] => [
    ...[`--config.file=${file}`, `--storage.path=${storage}`],
    ...['--web.listen-address=127.0.0.1:0', '--cluster.listen-address='],
  ];
  const send = (at: Process, ends?: string) =>
    post(at, 'alerts', [alert('Pages'), alert('Silenced'), alert('Ends', ends)]);
  try {
    await using theirs = startProgram(real.binary, flags(data), real);
    await post(theirs, 'silences', {
      matchers: [{ name: 'alertname', value: 'Silenced', isRegex: false, isEqual: true }],
      ...{ startsAt: inMinutes(0), endsAt: inMinutes(60), createdBy: 'mia', comment: 'known' },
    });
    await send(theirs);
    await eventually('Alertmanager told both that are not silenced', () => hook.told.length === 2);
    await theirs.kill('SIGTERM');
    expect(existsSync(path.join(data, 'nflog'))).toBe(true);

    await using ours = startProcess(['serve', ...flags(data)]);
    await ours.url;
    expect(ours.log()).toContain('msg="Took over from Alertmanager"');
    await send(ours);
    // Its group begins later than theirs, which were old enough to be flushed at once.
    await post(ours, 'alerts', [alert('New', undefined, inMinutes(0))]);
    await eventually('what is new is told', () => hook.told.length === 3);
    await send(ours, inMinutes(-1));
    await eventually('the end of what Alertmanager had told was told', () => hook.told.length === 4);
    expect(hook.told[3]).toMatchObject({ status: 'resolved', alerts: [{ labels: { alertname: 'Ends' } }] });
    await ours.kill('SIGTERM');

    const back = path.join(folder, 'back');
    const exported = await call(exportVerb, 'alertmanager', `--to=${back}`, `--storage.path=${data}`);
    expect(exported).toMatchObject({ code: 0, err: '' });
    await using again = startProgram(real.binary, flags(back), real);
    await send(again, inMinutes(-1));
    await post(again, 'alerts', [alert('Newer', undefined, inMinutes(0))]);
    await eventually('what is newer is told', () => hook.told.length === 5);
    const names = hook.told.map((each) => each.alerts.map(({ labels }) => labels.alertname).join());
    expect(names.slice(0, 2).sort()).toEqual(['Ends', 'Pages']);
    expect(names.slice(2)).toEqual(['New', 'Ends', 'Newer']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);
