import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { createRuleLook } from '#config/rule-look';
import { createFakeClock } from '#lib/fake-clock';
import { silentLog } from '#lib/log';
import { eventually } from '../../test/kit/eventually.ts';
import { createRuleWatch, type RuleWatch } from './rule-watch.ts';

interface Scene {
  readonly watch: RuleWatch;
  /** What the files hold, and what the rules in force were read from. */
  now: string;
  inForce: string;
  /** What the reader refuses. */
  bad: string;
  readonly read: string[];
}

/** A reader of files that never fail themselves: what it refuses is said by the scene. */
function sceneOf(): Scene {
  const clock = createFakeClock();
  const scene: Scene = {
    now: 'a',
    inForce: 'a',
    bad: '',
    read: [],
    watch: createRuleWatch({
      clock,
      log: silentLog,
      intervalMs: 5_000,
      look: () => Promise.resolve(scene.now),
      inForce: () => scene.inForce,
      onChange: () => {
        scene.read.push(scene.now);
        if (scene.now === scene.bad) return Promise.reject(new Error('broken'));
        scene.inForce = scene.now;
        return Promise.resolve();
      },
    }),
  };
  return scene;
}
const looks = async ({ watch }: Scene, times: number): Promise<void> => {
  for (let look = 0; look < times; look++) await watch.step();
};

test('files that do not change are not read again', async () => {
  const scene = sceneOf();
  await looks(scene, 5);
  expect(scene.read).toEqual([]);
});

test('a change is read once two looks see the same: nobody reads a file that is half written', async () => {
  const scene = sceneOf();
  await looks(scene, 1);
  for (const half of ['b', 'bc', 'bcd']) {
    scene.now = half;
    await looks(scene, 1);
  }
  expect(scene.read).toEqual([]);
  await looks(scene, 5);
  expect(scene.read).toEqual(['bcd']);
});

test('a bad file is read once, until it changes again', async () => {
  const scene = sceneOf();
  scene.bad = 'broken';
  scene.now = 'broken';
  await looks(scene, 5);
  expect(scene.read).toEqual(['broken']);
  scene.now = 'mended';
  await looks(scene, 5);
  expect(scene.read).toEqual(['broken', 'mended']);
});

test('a bad file that is put back as it was is read too, so that nobody thinks it is still bad', async () => {
  const scene = sceneOf();
  scene.bad = scene.now = 'broken';
  await looks(scene, 3);
  scene.now = 'a';
  await looks(scene, 5);
  expect(scene.read).toEqual(['broken', 'a']);
});

test('what a person had read meanwhile is not read again', async () => {
  const scene = sceneOf();
  await looks(scene, 2);
  scene.now = scene.inForce = 'b';
  await looks(scene, 3);
  expect(scene.read).toEqual([]);
});

test('a change back to what was read before a reload by hand is read', async () => {
  const scene = sceneOf();
  await looks(scene, 1);
  scene.now = 'b';
  await looks(scene, 3);
  scene.now = scene.inForce = 'c';
  await looks(scene, 3);
  scene.now = 'b';
  await looks(scene, 3);
  expect(scene.read).toEqual(['b', 'b']);
});

test('real files are noticed at the interval, and no more after the end', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'rule-watch-'));
  const clock = createFakeClock();
  const look = createRuleLook();
  const patterns = [path.join(folder, '*.yml')];
  let inForce = await look(patterns);
  let read = 0;
  let looked = 0;
  const watch = createRuleWatch({
    clock,
    log: silentLog,
    intervalMs: 5_000,
    look: () => look(patterns).finally(() => (looked += 1)),
    inForce: () => inForce,
    onChange: async () => {
      read += 1;
      inForce = await look(patterns);
    },
  });
  watch.start();
  const pass = async (): Promise<void> => {
    const before = looked;
    await clock.advance(5_000);
    await eventually('it has looked', () => looked > before && clock.pending() === 1);
  };
  await pass();
  await writeFile(path.join(folder, 'new.yml'), 'groups: []\n');
  await pass();
  expect(read).toBe(0);
  await pass();
  expect(read).toBe(1);
  await pass();
  expect(read).toBe(1);
  await watch.stop();
  expect(clock.pending()).toBe(0);
  await rm(folder, { recursive: true });
});
