import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';

const service = path.resolve(import.meta.dirname, '../..');
const page = readFileSync(path.join(service, '../docs/rules-checklist.md'), 'utf8');

/** `file` "title" */
const named = [...page.matchAll(/`([^`]+\.test\.ts)` "([^"]+)"/g)].map(([, file = '', title = '']) => ({
  file,
  title,
}));

test('the page names tests for every line', () => {
  const lines = page
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (What holds|---)/.test(line));
  expect(lines.length).toBeGreaterThan(40);
  for (const line of lines) expect(line).toMatch(/`[^`]+\.test\.ts` "[^"]+"/);
});

test.each(named)('$file has "$title"', ({ file, title }) => {
  const at = path.join(service, file);
  expect(existsSync(at)).toBe(true);
  const text = readFileSync(at, 'utf8');
  expect(["'", '"', '`'].some((mark) => text.includes(`(${mark}${title}${mark}`))).toBe(true);
});
