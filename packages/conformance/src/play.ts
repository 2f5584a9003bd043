import { expectedOf, type Mode, type Scenario, type Step } from './scenario.ts';
import { alertNamed, fingerprintNamed } from './alerts.ts';
import { judge } from './judge.ts';
import { mismatch, type Signs } from './match.ts';
import type { Answered, World } from './world.ts';

/** What is remembered while a scenario is played. */
interface Playing {
  readonly scenario: Scenario;
  readonly world: World;
  readonly mode: Mode;
  readonly silences: Map<string, string>;
  /** When each alert was posted to start, in epoch ms. */
  readonly starts: Map<string, number>;
  readonly failures: string[];
  readonly signs: Signs;
}

/** Plays it to its end and says what was not as expected; nothing where all was. */
export async function play(scenario: Scenario, world: World, mode: Mode): Promise<string[]> {
  const silences = new Map<string, string>();
  const signs: Signs = {
    silence: (name) => silences.get(name),
    fingerprint: (name) => fingerprintNamed(scenario, name),
    epoch: (seconds) => world.startedAt + seconds * 1_000,
    toleranceMs: scenario.within * 1_000,
  };
  const playing: Playing = { scenario, world, mode, silences, starts: new Map(), failures: [], signs };
  for (const step of [...scenario.steps].sort((a, b) => a.at - b.at)) {
    await world.at(step.at);
    await perform(playing, step);
  }
  const expected = expectedOf(scenario, mode);
  await world.at(expected.until);
  return [...playing.failures, ...judge({ scenario, expected, deliveries: world.hooks.deliveries, signs })];
}

async function perform(playing: Playing, step: Step): Promise<void> {
  const { world } = playing;
  if ('webhook' in step) return world.hooks.answer(step.webhook, step);
  if ('restart' in step) return world.restart(step.restart);
  const answered = await put(playing, step);
  const expected = (playing.mode === 'beyond' && step.beyond) || step.answer;
  const wrong = wrongAnswer(answered, expected, playing.signs);
  if (wrong) playing.failures.push(`at ${step.at}: ${wrong}`);
}

type Put = Exclude<Step, { webhook: string } | { restart: string }>;

async function put(playing: Playing, step: Put): Promise<Answered> {
  const { world, scenario } = playing;
  const post = (path: string, body: unknown): Promise<Answered> =>
    world.request({ method: 'POST', path, body });
  if ('post' in step) return post('/api/v2/alerts', postedAlerts(playing, step));
  if ('resolve' in step) return post('/api/v2/alerts', resolvedAlerts(playing, step));
  if ('silence' in step) return setSilence(playing, step);
  if ('expire' in step)
    return world.request({ method: 'DELETE', path: `/api/v2/silence/${silenceId(playing, step.expire)}` });
  if ('reload' in step) {
    const config = step.reload === 'config' ? scenario.config : (scenario.configs[step.reload] ?? '');
    await world.configure(config);
    return world.request({ method: 'POST', path: '/-/reload' });
  }
  const { method, path, body } = step.request;
  return world.request({ method, path: withIds(playing, path), body });
}

const silenceId = ({ silences }: Playing, name: string): string => silences.get(name) ?? `no-silence-${name}`;

const withIds = (playing: Playing, path: string): string =>
  path.replaceAll(/\$silence:(\w+)/g, (_, name: string) => silenceId(playing, name));

function wrongAnswer(
  { status, body }: Answered,
  expected: { status: number; body?: unknown } | undefined,
  signs: Signs,
): string | undefined {
  const text = (): string => JSON.stringify(body).slice(0, 300);
  if (!expected) return status < 300 ? undefined : `answered ${status}: ${text()}`;
  if (status !== expected.status) return `answered ${status}, not ${expected.status}: ${text()}`;
  return expected.body === undefined ? undefined : mismatch(expected.body, body, signs);
}

const iso = (epochMs: number): string => new Date(epochMs).toISOString();

function postedAlerts(playing: Playing, step: Extract<Step, { post: unknown }>): unknown[] {
  const { scenario, starts, world, signs } = playing;
  return step.post.map((each) => {
    const wanted = typeof each === 'string' ? { alert: each } : each;
    const { labels, annotations } = alertNamed(scenario, wanted.alert);
    const { startsAt, endsAt } = wanted;
    if (startsAt !== undefined || !starts.has(wanted.alert))
      starts.set(wanted.alert, startsAt === undefined ? world.now() : signs.epoch(startsAt));
    return {
      labels,
      annotations: wanted.annotations ?? annotations,
      ...(startsAt === undefined ? {} : { startsAt: iso(signs.epoch(startsAt)) }),
      ...(endsAt === undefined ? {} : { endsAt: iso(signs.epoch(endsAt)) }),
    };
  });
}

function resolvedAlerts(
  { scenario, starts, world }: Playing,
  step: Extract<Step, { resolve: unknown }>,
): unknown[] {
  const now = world.now();
  return step.resolve.map((name) => {
    const { labels, annotations } = alertNamed(scenario, name);
    const startsAt = starts.get(name) ?? now;
    starts.delete(name);
    return { labels, annotations, startsAt: iso(startsAt), endsAt: iso(now) };
  });
}

async function setSilence(playing: Playing, step: Extract<Step, { silence: unknown }>): Promise<Answered> {
  const { world, signs, silences } = playing;
  const { as, update, matchers, startsAt, endsAt, comment } = step.silence;
  const answered = await world.request({
    method: 'POST',
    path: '/api/v2/silences',
    body: {
      ...(update === undefined ? {} : { id: silenceId(playing, update) }),
      matchers: matchers.map(matcherOf),
      startsAt: iso(startsAt === undefined ? world.now() : signs.epoch(startsAt)),
      endsAt: iso(signs.epoch(endsAt)),
      createdBy: 'conformance',
      comment,
    },
  });
  const { body } = answered;
  if (typeof body === 'object' && body !== null && 'silenceID' in body && typeof body.silenceID === 'string')
    silences.set(as, body.silenceID);
  return answered;
}

function matcherOf(text: string): { name: string; value: string; isRegex: boolean; isEqual: boolean } {
  const [, name = text, op = '=', value = ''] = /^([^=!]+)(=~|!~|!=|=)"(.*)"$/su.exec(text) ?? [];
  return { name, value, isRegex: op.includes('~'), isEqual: !op.startsWith('!') };
}
