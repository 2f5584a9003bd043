import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';

const root = path.resolve(import.meta.dirname, '../..');
const listed = [
  ...readFileSync(path.join(root, 'ARCHITECTURE.md'), 'utf8').matchAll(/^\| `([^`]+)\/` \|/gm),
].map((match) => match[1] ?? '');
const notRooms = new Set([
  'node_modules',
  'test-output',
  'dist',
  'bin',
  'coverage',
  'packages',
  'alert-service',
  'src',
  'data',
]);

const foldersOf = (folder: string): string[] =>
  readdirSync(path.join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !notRooms.has(entry.name))
    .map((entry) => path.join(folder, entry.name));

test('ARCHITECTURE.md names every room, and no room that is not there', () => {
  const there = ['.', 'packages', 'alert-service', 'alert-service/src'].flatMap(foldersOf);
  expect([...listed].sort()).toEqual(there.sort());
});
