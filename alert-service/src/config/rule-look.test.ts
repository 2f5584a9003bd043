import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { createRuleLook, realRuleFiles, type RuleFileAccess } from './rule-look.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});
const folderWith = async (files: Record<string, string>): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'rule-look-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
};

test('a look is the same while nothing changes, and for whoever looks', async () => {
  const folder = await folderWith({ 'a.yml': 'a', 'b.yml': 'b' });
  const patterns = [join(folder, '*.yml')];
  const look = createRuleLook();
  const first = await look(patterns);
  expect(await look(patterns)).toBe(first);
  expect(await createRuleLook()(patterns)).toBe(first);
});

test('a changed, an added, a removed and a renamed file are seen, and what is put back as it was', async () => {
  const folder = await folderWith({ 'a.yml': 'a' });
  const patterns = [join(folder, '*.yml')];
  const look = createRuleLook();
  const first = await look(patterns);
  const seen = [first];
  const next = async (change: Promise<unknown>): Promise<void> => {
    await change;
    seen.push(await look(patterns));
  };
  // The same size, at once: file systems may give both the same time.
  await next(writeFile(join(folder, 'a.yml'), 'b'));
  await next(writeFile(join(folder, 'c.yml'), 'c'));
  await next(rename(join(folder, 'c.yml'), join(folder, 'd.yml')));
  await next(rm(join(folder, 'a.yml')));
  expect(new Set(seen).size).toBe(5);
  await rm(join(folder, 'd.yml'));
  await writeFile(join(folder, 'a.yml'), 'a');
  expect(await look(patterns)).toBe(first);
});

test('a folder that is swapped by a link, as Kubernetes does with a ConfigMap, is seen as a change', async () => {
  const folder = await folderWith({});
  for (const version of ['1', '2']) {
    await mkdir(join(folder, `..${version}`));
    await writeFile(join(folder, `..${version}`, 'a.yml'), version);
  }
  await symlink('..1', join(folder, '..data'));
  await symlink('..data/a.yml', join(folder, 'a.yml'));
  const look = createRuleLook();
  const patterns = [join(folder, '*.yml')];
  const first = await look(patterns);
  expect(await look(patterns)).toBe(first);
  await symlink('..2', join(folder, '..new'));
  await rename(join(folder, '..new'), join(folder, '..data'));
  expect(await look(patterns)).not.toBe(first);
});

test('a file that cannot be read is a change, not an error', async () => {
  const folder = await folderWith({ 'a.yml': 'a' });
  const patterns = [join(folder, '*.yml')];
  const look = createRuleLook({
    ...realRuleFiles,
    read: () => Promise.reject(Object.assign(new Error('no'), { code: 'EACCES' })),
  });
  expect(await look(patterns)).not.toBe(await createRuleLook()(patterns));
});

test('what has not changed since the look before is not read again', async () => {
  let reads = 0;
  let mark = '1';
  const files: RuleFileAccess = {
    find: () => Promise.resolve(['a.yml']),
    mark: () => Promise.resolve(mark),
    read: () => {
      reads += 1;
      return Promise.resolve(Buffer.from('a'));
    },
  };
  const look = createRuleLook(files);
  for (let round = 0; round < 5; round++) await look(['*.yml']);
  expect(reads).toBe(2);
  mark = '2';
  await look(['*.yml']);
  expect(reads).toBe(3);
});
