import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import type { AnswerToken } from '#answers/tokens';
import { linkAnswers } from '#answers/link/link-answers';
import { createSealing } from '#lib/sealed';
import { type Answering, miaAndJonas, openIncidents, startAnswering } from '../kit/answering.ts';
import { startWorld } from '../kit/world.ts';

const day = 86_400_000;

const tokenOf = ({ tokens }: Answering, does: AnswerToken['does'], more: Partial<AnswerToken> = {}): string =>
  tokens.write({ does, incident: 'INC-1', person: 'mia', contact: 'email', page: 'PG-1', ...more });

interface Shown {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  /** What pressing the button sends, and where to. */
  readonly forms: readonly { readonly action: string; readonly nonce: string; readonly text: string }[];
}

async function shown(response: Response): Promise<Shown> {
  const text = await response.text();
  const forms = [
    ...text.matchAll(
      /action="([^"]+)">\s*<input type="hidden" name="nonce" value="([^"]+)" \/>\s*<button[^>]*>([^<]+)</gu,
    ),
  ].map(([, action = '', nonce = '', words = '']) => ({ action, nonce, text: words }));
  return { status: response.status, text, headers: response.headers, forms };
}

const press = (base: string, { action, nonce }: { action: string; nonce: string }): Promise<Shown> =>
  fetch(`${base}/link/${action}`, { method: 'POST', body: new URLSearchParams({ nonce }) }).then(shown);

async function begun(incidents = 1) {
  const answering = await startAnswering();
  await openIncidents(answering, incidents);
  const base = await answering.serve('link', linkAnswers(answering));
  const incident = () => answering.world.engine.state().incidents.get('INC-1');
  const get = (token: string, method = 'GET'): Promise<Shown> =>
    fetch(`${base}/link/${token}`, { method }).then(shown);
  return { ...answering, answering, base, incident, get };
}

test('opening a link, as scanners do, says what would happen and does nothing', async () => {
  await using it = await begun();
  const { answering, get, incident } = it;
  const token = tokenOf(answering, 'acknowledge');
  const seq = answering.world.engine.state().seq;
  for (const method of ['GET', 'HEAD', 'GET', 'OPTIONS', 'PUT']) await get(token, method);
  const page = await get(token);
  expect(page.status).toBe(200);
  expect(page.text).toContain('shop-1 is down');
  expect(page.text).toContain('Nobody has INC-1 yet. Next: pages Jonas at 09:05.');
  expect(page.text).toContain('You answer as Mia.');
  expect(page.forms.map(({ text }) => text)).toEqual(['Acknowledge']);
  expect(incident()?.status).toBe('triggered');
  expect(answering.world.engine.state().seq).toBe(seq);
});

test('nothing of the page leaks, runs, loads, or is kept', async () => {
  await using it = await begun();
  const { answering, get } = it;
  const { headers, text } = await get(tokenOf(answering, 'acknowledge'));
  expect(Object.fromEntries(headers)).toMatchObject({
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
    'x-robots-tag': 'noindex',
    'content-security-policy': expect.stringMatching(
      /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$/u,
    ),
  });
  expect(text).not.toMatch(/<script|<img|<link|http-equiv|@import|url\(/u);
});

test('pressing acknowledges in the person’s name, says so, and can be undone with one tap', async () => {
  await using it = await begun();
  const { answering, base, get, incident } = it;
  const page = await get(tokenOf(answering, 'acknowledge'));
  const done = await press(base, page.forms[0]!);
  expect([done.status, done.text]).toEqual([
    200,
    expect.stringContaining('You have INC-1. Nobody else is paged.'),
  ]);
  expect(incident()).toMatchObject({ status: 'acknowledged', assignee: 'Mia', assigneeId: 'mia' });
  expect(done.forms.map(({ text }) => text)).toEqual(['Hand back']);
  const back = await press(base, done.forms[0]!);
  expect(back.text).toContain('You gave INC-1 back. Nobody has INC-1 yet.');
  expect(incident()?.status).toBe('triggered');
});

test('two presses of one form are one: undone in between, it is not done again', async () => {
  await using it = await begun();
  const { answering, base, get, incident } = it;
  const [form] = (await get(tokenOf(answering, 'acknowledge'))).forms;
  const both = await Promise.all([press(base, form!), press(base, form!)]);
  expect(both.map(({ status }) => status)).toEqual([200, 200]);
  expect(incident()?.version).toBe(2);
  await press(base, both[0].forms[0]!);
  const late = await press(base, form!);
  expect(incident()?.status).toBe('triggered');
  expect(late.text).not.toContain('You have INC-1');
});

test.each([
  ['resolve', 'resolved', 'INC-1 is resolved.', 'Reopen'],
  ['snooze', 'snoozed', 'INC-1 is put off until', 'End the snooze'],
] as const)('%s does it, and offers the way back', async (...row) => {
  const [does, status, words, back] = row;
  await using it = await begun();
  const { answering, base, get, incident } = it;
  const done = await press(base, (await get(tokenOf(answering, does))).forms[0]!);
  expect(done.text).toContain(words);
  expect(incident()?.status).toBe(status);
  expect(done.forms.map(({ text }) => text)).toEqual([back]);
});

test('awake takes nothing and says who is next', async () => {
  await using it = await begun();
  const { answering, base, get, incident } = it;
  const done = await press(base, (await get(tokenOf(answering, 'awake'))).forms[0]!);
  expect(done.text).toContain('Your other channels are left alone. Nobody has INC-1 yet.');
  expect(incident()?.status).toBe('triggered');
});

test('what another has is not taken away', async () => {
  await using it = await begun();
  const { answering, base, get, incident } = it;
  const [form] = (await get(tokenOf(answering, 'acknowledge'))).forms;
  await answering.world.acknowledge('INC-1', 'Jonas');
  const late = await press(base, form!);
  expect([late.status, late.text]).toEqual([409, expect.stringContaining('Jonas already has INC-1.')]);
  expect(incident()?.assignee).toBe('Jonas');
  const page = await get(tokenOf(answering, 'acknowledge'));
  expect([page.status, page.forms]).toEqual([200, []]);
  expect(page.text).toContain('Jonas has INC-1.');
  const back = await get(tokenOf(answering, 'hand-back'));
  expect(back.forms).toEqual([]);
});

test('what is over has nothing to press, and a late press says so', async () => {
  await using it = await begun();
  const { answering, base, get } = it;
  const [form] = (await get(tokenOf(answering, 'acknowledge'))).forms;
  await answering.world.engine.submit({ kind: 'command', command: 'resolve', incident: 'INC-1', by: 'sam' });
  const late = await press(base, form!);
  expect([late.status, late.text]).toEqual([409, expect.stringMatching(/INC-1 is over since .* CET/u)]);
  const page = await get(tokenOf(answering, 'acknowledge'));
  expect([page.status, page.forms]).toEqual([200, []]);
});

test('what has become part of another incident says where to answer', async () => {
  await using it = await begun(2);
  const { answering, base, get } = it;
  const [form] = (await get(tokenOf(answering, 'acknowledge'))).forms;
  await answering.world.engine.submit({
    kind: 'command',
    ...{ command: 'merge', incident: 'INC-1', into: 'INC-2', by: 'sam' },
  });
  const late = await press(base, form!);
  expect([late.status, late.text]).toEqual([
    409,
    expect.stringContaining('INC-1 is part of INC-2 now: answer there.'),
  ]);
});

test('a fault of ours is logged without the link', async () => {
  await using it = await begun();
  const broken = linkAnswers({
    ...it,
    door: {
      ...it.door,
      person: () => {
        throw new Error('a fault');
      },
    },
  });
  const base = await it.serve('link', broken);
  const token = tokenOf(it, 'acknowledge');
  expect((await fetch(`${base}/link/${token}`)).status).toBe(500);
  expect(it.logged.join('\n')).toContain('/answers/link/<secret>');
  expect(it.logged.join('\n')).not.toContain(token);
});

test('forged, cut, of another use, of another key: not known, and it is not said which', async () => {
  await using it = await begun();
  const { answering, get } = it;
  const good = tokenOf(answering, 'acknowledge');
  const [payload = '', signature = ''] = good.split('.');
  const other = Buffer.from(
    Buffer.from(payload, 'base64url').toString().replace('acknowledge', 'resolve'),
  ).toString('base64url');
  const tried = [
    `${other}.${signature}`,
    good.slice(0, -1),
    `${payload}.`,
    payload,
    'x',
    `${good}A`,
    tokenOf(answering, 'voice'),
    tokenOf(answering, 'report'),
    'A'.repeat(4000),
  ];
  for (const token of tried) {
    const page = await get(token);
    expect([token.slice(0, 8), page.status]).toEqual([token.slice(0, 8), 404]);
    expect(page.text).toContain('This link is not known.');
    expect(page.text).not.toContain('INC-1');
  }
});

test('a link is good for seven days', async () => {
  await using it = await begun();
  const { answering, base, get, incident } = it;
  const token = tokenOf(answering, 'acknowledge');
  const { clock } = answering.world;
  clock.set(clock.now() + 7 * day - 1_000);
  const page = await get(token);
  expect(page.status).toBe(200);
  clock.set(clock.now() + 1_000);
  for (const late of [await get(token), await press(base, page.forms[0]!)])
    expect([late.status, late.text]).toEqual([410, expect.stringContaining('This link is too old.')]);
  expect(incident()?.status).toBe('triggered');
});

test('a form that was open for long, or was never fetched, does nothing and is shown again', async () => {
  await using it = await begun();
  const { answering, base, get, incident } = it;
  const token = tokenOf(answering, 'acknowledge');
  const [form] = (await get(token)).forms;
  const { clock } = answering.world;
  clock.set(clock.now() + 61 * 60_000);
  const others = await get(tokenOf(answering, 'resolve'));
  for (const nonce of [form!.nonce, '', 'x', others.forms[0]!.nonce]) {
    const again = await press(base, { action: token, nonce });
    expect([again.status, again.text]).toEqual([400, expect.stringContaining('Press once more.')]);
    expect(again.forms).toHaveLength(1);
  }
  expect(incident()?.status).toBe('triggered');
  const last = await press(base, (await get(token)).forms[0]!);
  expect(last.status).toBe(200);
});

test('only a form is taken, and a short one', async () => {
  await using it = await begun();
  const { answering, base } = it;
  const at = `${base}/link/${tokenOf(answering, 'acknowledge')}`;
  const json = { 'content-type': 'application/json' };
  expect((await fetch(at, { method: 'POST', body: '{}', headers: json })).status).toBe(415);
  const long = new URLSearchParams({ nonce: 'x'.repeat(10_000) });
  expect((await fetch(at, { method: 'POST', body: long })).status).toBe(413);
  expect((await fetch(at, { method: 'DELETE' })).status).toBe(405);
});

test('whoever is not in the directory any more, and an incident that is not kept', async () => {
  await using it = await begun();
  const { answering, get } = it;
  expect((await get(tokenOf(answering, 'acknowledge', { person: 'gone' }))).status).toBe(403);
  expect((await get(tokenOf(answering, 'acknowledge', { incident: 'INC-99' }))).status).toBe(410);
});

test('a title is text on the page, whatever it says', async () => {
  await using answering = await startAnswering();
  await answering.world.engine.submit({
    kind: 'open-incident',
    ...{ origin: 'person', by: 'sam', severity: 'critical', labels: {} },
    title: '<script>alert(1)</script>"\'><form action=//evil>',
  });
  const base = await answering.serve('link', linkAnswers(answering));
  const page = await fetch(`${base}/link/${tokenOf(answering, 'acknowledge')}`).then(shown);
  expect(page.status).toBe(200);
  expect(page.text).not.toContain('<script>');
  expect(page.text.match(/<form/gu)).toHaveLength(1);
});

test('while nothing can be kept nothing is said to be done, and the same form can be pressed again', async () => {
  await using it = await begun();
  const { answering, base, get } = it;
  const [form] = (await get(tokenOf(answering, 'acknowledge'))).forms;
  await answering.world.engine.stop();
  const later = await press(base, form!);
  expect([later.status, later.headers.get('retry-after')]).toEqual([503, '10']);
  expect(later.text).toContain('nothing was changed');
  expect(later.forms[0]).toMatchObject({ nonce: form!.nonce });
});

test('links outlive a restart; with another key file they are not valid any more, and the log says so', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tocsin-answers-'));
  const sealing = createSealing(path.join(folder, 'secrets.key'));
  const world = await startWorld({ onCall: miaAndJonas() });
  const before = await startAnswering({ world, sealing });
  await openIncidents(before);
  const token = tokenOf(before, 'acknowledge');
  const again = await world.crash();
  const after = await startAnswering({ world: again, sealing });
  expect(after.tokens.read(token).kind).toBe('valid');
  const lost = await startAnswering({
    world: again,
    sealing: createSealing(path.join(folder, 'another.key')),
  });
  expect(lost.tokens.read(token).kind).toBe('forged');
  expect(lost.logged.join('\n')).toContain('not valid any more');
  await again.stop();
});
