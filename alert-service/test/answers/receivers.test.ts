import { expect, test } from '@jest/globals';
import { createAnswerLinks } from '#answers/links';
import { linkAnswers } from '#answers/link/link-answers';
import { mattermostAnswers } from '#answers/mattermost/mattermost-answers';
import { openIncidents, startAnswering } from '../kit/answering.ts';

const notice = {
  ...({ id: 'n', why: 'first', at: 0, group: 'g', groupLabels: {}, receiver: 'team' } as const),
  ...{ integration: 'mattermost[0]', firing: [], resolved: [] },
};

async function begun() {
  const answering = await startAnswering();
  await openIncidents(answering);
  const links = createAnswerLinks({
    tokens: answering.tokens,
    externalUrl: 'https://tocsin.example.com',
    answersIn: () => new Set(['team']),
  });
  const incident = () => answering.world.engine.state().incidents.get('INC-1');
  const sentTo = (integration: string) => {
    const now = incident();
    return links({ integration, notice, ...(now && { incident: now }) });
  };
  return { ...answering, sentTo, incident, [Symbol.asyncDispose]: () => answering[Symbol.asyncDispose]() };
}

test('only receivers that are named have answers, and who answers there is somebody of theirs', async () => {
  await using it = await begun();
  expect(it.sentTo('other/discord[0]')).toBeUndefined();
  const at = await it.serve('link', linkAnswers(it));
  const link = (it.sentTo('team/discord[0]')?.acknowledge ?? '').replace(/^.*\/answers/u, at);
  const page = await (await fetch(link)).text();
  expect(it.incident()?.status).toBe('triggered');
  const [, nonce = ''] = /name="nonce" value="([^"]+)"/u.exec(page) ?? [];
  const pressed = await fetch(link, { method: 'POST', body: new URLSearchParams({ nonce }) });
  expect(await pressed.text()).toContain('You have INC-1. Nobody else is paged.');
  expect(it.incident()).toMatchObject({ status: 'acknowledged', assignee: 'Somebody in team' });
  expect(it.incident()).not.toHaveProperty('assigneeId');
});

test('a button in Mattermost acts as whom Mattermost names; forged, of another channel, or sent again it does not', async () => {
  await using it = await begun();
  const at = await it.serve('mattermost', mattermostAnswers(it));
  const { mattermost, push } = it.sentTo('team/mattermost[0]') ?? {};
  const press = async (answer = '', more: object = {}) => {
    const answered = await fetch(`${at}/mattermost`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{ user_id: 'u1', user_name: 'jonas', post_id: 'p1', channel_id: 'c1', trigger_id: 't1' },
        ...{ type: 'button', context: { answer } },
        ...more,
      }),
    });
    return { status: answered.status, said: (await answered.json()) as { ephemeral_text?: string } };
  };
  expect(mattermost?.url).toBe('https://tocsin.example.com/answers/mattermost');
  for (const forged of ['', 'a.b.c', push?.acknowledge, `${mattermost?.acknowledge.slice(0, -3)}AAA`])
    expect(await press(forged)).toMatchObject({ status: 403 });
  expect(it.incident()?.status).toBe('triggered');
  expect((await press(mattermost?.acknowledge)).said.ephemeral_text).toBe(
    'You have INC-1. Nobody else is paged.',
  );
  expect(it.incident()).toMatchObject({ status: 'acknowledged', assignee: 'jonas (Mattermost)' });
  const { seq } = it.world.engine.state();
  expect(
    (await press(mattermost?.acknowledge, { user_name: 'lea', user_id: 'u2' })).said.ephemeral_text,
  ).toBe('jonas (Mattermost) already has INC-1.');
  await press(mattermost?.acknowledge);
  expect(it.incident()?.assignee).toBe('jonas (Mattermost)');
  expect(it.world.engine.state().seq).toBeGreaterThanOrEqual(seq);
});
