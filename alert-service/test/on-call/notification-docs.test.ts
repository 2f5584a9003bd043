import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { signatureOf } from '#channels/signed-webhook/signature';
import { gapWarnings } from '#config/on-call/gap-warnings';
import { loadOnCall } from '#config/on-call/load-on-call';
import { readTocsinConfig } from '#config/tocsin-config';
import { good, read as readAlertmanager } from '../../src/config/kit/alertmanager-examples.ts';

const page = readFileSync(new URL('../../../docs/on-call.md', import.meta.url), 'utf8');

/** An example in this language below a heading: the first, or the one after it. */
function example(heading: string, language: string, nth = 0): string {
  const section = page.split(/^## /m).find((each) => each.startsWith(heading)) ?? '';
  const all = [...section.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'gm'))];
  const [, text] = all[nth] ?? [];
  if (text === undefined) throw new Error(`no ${language} below "${heading}" in docs/on-call.md`);
  return text;
}

const { receivers } = readAlertmanager(good);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tocsin-docs-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tocsin = (text: string) =>
  readTocsinConfig({
    file: path.join(folder, 'tocsin.yml'),
    text,
    receivers: new Map(),
    readFile: () => 'the secret\n',
  });

test('who follows the first page is paged: its files are read, nothing is wrong with them, and nobody is missing', async () => {
  mkdirSync(path.join(folder, 'on-call'));
  writeFileSync(path.join(folder, 'on-call/payments.yml'), example('Paged in ten minutes', 'yaml'));
  const read = readTocsinConfig({
    file: path.join(folder, 'tocsin.yml'),
    text: example('Paged in ten minutes', 'yaml', 1),
    receivers: new Map([...receivers.values()].map((receiver) => ['payments', receiver])),
    readFile: () => 'the token',
  });
  const loaded = await loadOnCall(read.onCall, { receivers: ['payments', 'war-room'] });
  expect(loaded.warnings).toEqual([]);
  expect(gapWarnings(loaded, Date.parse('2026-11-03T12:00:00Z'))).toEqual([]);
  expect(loaded.escalations.get('payments')).toBe('payments');
  expect(read.twilio).toBeDefined();
});

test('the rules on the page are rules that are taken', async () => {
  writeFileSync(path.join(folder, 'people.yml'), example('Your notification rules', 'yaml'));
  const { objects } = await loadOnCall(tocsin('on_call: {files: [people.yml]}').onCall, { receivers: [] });
  expect(objects).toMatchObject([
    {
      kind: 'person',
      value: {
        contacts: [{ id: 'slack', vouched: true }, { id: 'phone' }, { id: 'sms' }],
        rules: {
          critical: [
            { contact: 'slack', afterMs: 0 },
            { contact: 'phone', afterMs: 120_000 },
            { contact: 'phone', afterMs: 300_000 },
          ],
          low: [],
        },
        mostPerMinute: 10,
      },
    },
  ]);
});

test('the secret of webhooks is read from where the page puts it', () => {
  expect(tocsin(example('Webhooks and signatures', 'yaml')).webhooks?.secret.reveal()).toBe('the secret');
});

type Check = (body: string, header: string, about: { secret: string; now: number }) => boolean;

test('what the page says to check a signature with takes ours, and neither another body, nor a secret, nor an old one', async () => {
  const file = path.join(folder, 'check.mjs');
  writeFileSync(file, example('Webhooks and signatures', 'js'));
  const { isFromTocsin } = (await import(pathToFileURL(file).href)) as { isFromTocsin: Check };
  const [body, secret, now] = ['{"a":1}', 'the secret', 1_792_458_306];
  const header = signatureOf(body, { secret, now: now * 1_000 });
  expect(isFromTocsin(body, header, { secret, now: now + 20 })).toBe(true);
  expect(isFromTocsin(`${body} `, header, { secret, now })).toBe(false);
  expect(isFromTocsin(body, header, { secret: 'another', now })).toBe(false);
  expect(isFromTocsin(body, header, { secret, now: now + 301 })).toBe(false);
  expect(isFromTocsin(body, 'nonsense', { secret, now })).toBe(false);
});
