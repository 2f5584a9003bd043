import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { examples, ours } from './configurations.ts';

test.each(
  examples('bad').map((example): [string, string, string] => [example.name, example.file, example.note]),
)('of %s it is said where and what', (_, file, note) => {
  const said = ours(readFileSync(file, 'utf8'));
  expect(said).toMatchObject({ wrong: expect.stringContaining(note) });
  expect(said).toMatchObject({ wrong: expect.stringMatching(/^\d+:\d+: \S+ \S+ \S+/) });
});
