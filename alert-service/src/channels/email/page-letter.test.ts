import { expect, test } from '@jest/globals';
import type { NoticePage } from '@tocsin/model';
import { edgeOf } from '../kit/edge.ts';
import { golden } from '../kit/golden.ts';
import { emailSettings } from '../kit/harnesses.ts';
import { acknowledged, messageOf, paymentsFailing, triggered } from '../kit/messages.ts';
import { composed } from './email.ts';

const page: NoticePage = {
  ...{ id: 'PG-1', incident: 'INC-2481', why: 'policy-step', person: 'Mia' },
  ...{ level: 1, policy: 'Payments', schedule: 'payments' },
};
const at = 'https://tocsin.example.com/answers';
const answers = {
  acknowledge: `${at}/link/a.1`,
  resolve: `${at}/link/r.1`,
  snooze: `${at}/link/s.1`,
  awake: `${at}/link/w.1`,
  voice: `${at}/twilio/voice/v.1`,
  report: `${at}/twilio/report/x.1`,
};
const mailOf = (message: ReturnType<typeof messageOf>) =>
  composed(message, { settings: emailSettings(25), edge: edgeOf() });
const paged = messageOf({ incident: triggered, answers, notice: { page } });

test('a page says how to answer it, in text and in HTML, as kept', async () => {
  const { text, html = '', subject } = await mailOf(paged);
  const plain = `${subject}\n\n${text}`;
  expect(plain).toBe(golden(new URL('__golden__/page.txt', import.meta.url), plain));
  expect(html).toBe(golden(new URL('__golden__/page.html', import.meta.url), html));
  for (const url of [answers.acknowledge, answers.resolve, answers.snooze, answers.awake])
    for (const said of [text, html]) expect(said).toContain(url);
  expect(html).not.toMatch(/<img|<form|<script|url\(/u);
});

test('what somebody has is not offered to be taken, and what is over has nothing to answer', async () => {
  const taken = await mailOf(messageOf({ incident: acknowledged, answers, notice: { page } }));
  expect(taken.text).not.toContain(answers.acknowledge);
  expect(taken.text).toContain(answers.resolve);
  const over = await mailOf(
    messageOf({ answers, notice: { page, firing: [], resolved: [paymentsFailing] } }),
  );
  expect(over.text).not.toContain('/answers/');
});

test('all pages of an incident are one conversation, and a test says first that nothing is wrong', async () => {
  const later = messageOf({
    incident: triggered,
    notice: { id: 'n-2', group: 'page:PG-2', page: { ...page, id: 'PG-2', why: 'test' } },
  });
  const [first, second] = [await mailOf(paged), await mailOf(later)];
  expect(second.references).toEqual(first.references);
  expect(second.messageId).not.toBe(first.messageId);
  expect(second.subject).toMatch(/^\[Test, nothing is wrong\] One in 12/u);
});

test('a code comes alone, in the subject too', async () => {
  const mail = await mailOf(messageOf({ answers, notice: { page: { ...page, code: '042137' } } }));
  expect(mail.subject).toBe('042137 is your code for Tocsin');
  expect(mail.text).toMatch(/^042137\n\nEnter this code/u);
  expect(mail.html).toContain('>042137<');
  expect(`${mail.text}${mail.html}`).not.toContain('/answers/');
});
