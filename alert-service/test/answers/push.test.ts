import { expect, test } from '@jest/globals';
import { pushAnswers } from '#answers/push/push-answers';
import { createAnswerLinks } from '#answers/links';
import { openPushIdentity } from '#answers/push/push-key';
import { createSealing } from '#lib/sealed';
import { openLinkKey } from '#answers/link-key';
import { pressOf } from '#answers/pressed';
import { createTokens, validForMs } from '#answers/tokens';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openIncidents, openSealing, startAnswering } from '../kit/answering.ts';

async function begun() {
  const answering = await startAnswering({ kinds: ['push'] });
  await openIncidents(answering);
  const at = await answering.serve('push', pushAnswers(answering));
  const links = createAnswerLinks({ tokens: answering.tokens, externalUrl: 'https://tocsin.example.com' })({
    notice: {
      ...{ id: 'n', why: 'first', at: 0, group: 'g', groupLabels: {}, receiver: 'mia', integration: 'push' },
      ...{ firing: [], resolved: [] },
      page: { id: 'PG-1', incident: 'INC-1', why: 'policy-step', person: 'Mia' },
    },
    integration: '@mia/push',
    contact: { integration: '@mia/push', kind: 'push', status: 'sending', attempts: 1 },
  });
  let presses = 0;
  const post = async (body: unknown, type = 'application/json') => {
    const answer = await fetch(`${at}/push`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: JSON.stringify(body),
    });
    return { status: answer.status, said: (await answer.json()) as Record<string, unknown> };
  };
  return {
    ...answering,
    ...(links?.push ?? { acknowledge: '', snooze: '' }),
    mailLink: links?.acknowledge ?? '',
    post,
    press: (answer: string, press = `press-${(presses += 1)}-of-test`) => post({ answer, press }),
    incident: () => answering.world.engine.state().incidents.get('INC-1'),
    [Symbol.asyncDispose]: () => answering[Symbol.asyncDispose](),
  };
}

test('a press under a notification acts at once, in the name of whose phone it is', async () => {
  await using it = await begun();
  expect(await it.press(it.snooze)).toMatchObject({
    status: 200,
    said: { became: 'done', words: expect.stringContaining('INC-1 is put off until') },
  });
  expect(await it.press(it.acknowledge)).toMatchObject({
    said: { words: 'You have INC-1. Nobody else is paged.' },
  });
  expect(it.incident()).toMatchObject({ status: 'acknowledged', assignee: 'Mia' });
});

test('a press that is sent again counts once; a later one counts anew', async () => {
  await using it = await begun();
  await it.press(it.acknowledge, 'the-first-press');
  await it.world.engine.submit({
    ...{ kind: 'command', command: 'hand-back', incident: 'INC-1' },
    ...{ by: 'Mia', person: 'mia', via: 'app' },
  });
  expect((await it.press(it.acknowledge, 'the-first-press')).said.words).toContain('Nobody has INC-1 yet.');
  expect(it.incident()?.status).toBe('triggered');
  await it.press(it.acknowledge);
  expect(it.incident()?.status).toBe('acknowledged');
});

test('what is forged, too old or of a mail does nothing', async () => {
  await using it = await begun();
  const token = it.mailLink.split('/').at(-1) ?? '';
  for (const forged of [token, `${token}.${'A'.repeat(43)}`, `${it.acknowledge.slice(0, -2)}AA`, '', 'x.y.z'])
    expect(await it.press(forged)).toMatchObject({ status: 403 });
  expect(await it.post({ answer: it.acknowledge })).toMatchObject({ status: 400 });
  expect(await it.post({ answer: it.acknowledge, press: 'press-press' }, 'text/plain')).toMatchObject({
    status: 415,
  });
  expect(it.incident()?.status).toBe('triggered');
  const { engine, clock } = it.world;
  const key = await openLinkKey({ engine, sealing: openSealing, log: it.door.log });
  const before = createTokens(key, { now: () => clock.now() - validForMs - 1_000 });
  const old = before.write({
    does: 'acknowledge',
    incident: 'INC-1',
    person: 'mia',
    contact: 'x',
    page: 'PG-1',
  });
  expect(await it.press(pressOf(before, 'push', old))).toMatchObject({ status: 410 });
});

test('what another has, or is over, is said so', async () => {
  await using it = await begun();
  await it.world.acknowledge('INC-1', 'Jonas');
  expect((await it.press(it.acknowledge)).said).toEqual({
    became: 'taken',
    words: 'Jonas already has INC-1.',
  });
});

test('phones know us by the same key after a restart, and it is kept sealed', async () => {
  await using it = await begun();
  const sealing = createSealing(path.join(mkdtempSync(path.join(tmpdir(), 'tocsin-')), 'key'));
  const { engine } = it.world;
  const keeping = { engine, sealing, log: it.door.log };
  const first = await openPushIdentity(keeping, 'https://tocsin.example.com/x');
  const again = await openPushIdentity(keeping, 'https://tocsin.example.com/x');
  expect(again.publicKey).toBe(first.publicKey);
  expect(engine.state().keys.get('push')?.sealed).toMatch(/^s1\./u);
});
