import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createSealing, type Sealing } from './sealed.ts';

const place = 'automation/restart-checkout';
const newFile = (): string => path.join(mkdtempSync(path.join(tmpdir(), 'sealed-')), 'kept', 'secrets.key');
const newSealing = (): Sealing => createSealing(newFile());
const keyLine = (): string => `${randomBytes(32).toString('base64')}\n`;
const withKeys = (...lines: readonly string[]): string => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'sealed-')), 'secrets.key');
  writeFileSync(file, lines.join(''), { mode: 0o600 });
  return file;
};

test('what was sealed is read back, and nothing of it is seen', () => {
  const sealing = newSealing();
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(sealing.unseal(sealing.seal(text, place), place)).toBe(text.toWellFormed());
    }),
  );
  expect(sealing.seal('hunter2-and-more', place)).not.toContain('hunter2');
});

test('the same secret is sealed otherwise each time', () => {
  const sealing = newSealing();
  expect(sealing.seal('hunter2', place)).not.toBe(sealing.seal('hunter2', place));
});

test('the key file is made at the first start, for its owner alone, and kept', () => {
  const file = newFile();
  const sealed = createSealing(file).seal('hunter2', place);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(path.dirname(file))).toEqual(['secrets.key']);
  const content = readFileSync(file, 'utf8');
  expect(createSealing(file).unseal(sealed, place)).toBe('hunter2');
  expect(readFileSync(file, 'utf8')).toBe(content);
});

test('a key file that others can read is refused with what to run', () => {
  const file = newFile();
  createSealing(file);
  for (const mode of [0o640, 0o604, 0o660]) {
    chmodSync(file, mode);
    expect(() => createSealing(file)).toThrow(`run \`chmod 600 ${file}\``);
  }
});

test('with another key, what cannot be read is named', () => {
  const sealed = newSealing().seal('hunter2', place);
  const [, id = '?'] = sealed.split('.');
  const file = newFile();
  expect(() => createSealing(file).unseal(sealed, place)).toThrow(
    `the secret of ${place} was sealed with the key ${id}, and ${file} holds`,
  );
});

test('a new first line seals from now on, and what the older key sealed is still read', () => {
  const old = keyLine();
  const sealed = createSealing(withKeys(old)).seal('hunter2', place);
  const both = createSealing(withKeys('# rotated\n', keyLine(), '\n', old));
  expect(both.unseal(sealed, place)).toBe('hunter2');
  expect(both.seal('hunter2', place).split('.')[1]).not.toBe(sealed.split('.')[1]);
});

test('a file without a key, or with what is none, is refused without repeating it', () => {
  expect(() => createSealing(withKeys('# nothing\n'))).toThrow('holds no key');
  const almost = keyLine().slice(3);
  const refused = (): unknown => createSealing(withKeys('\n', almost));
  expect(refused).toThrow(/secrets\.key:2: this is no key/);
  expect(refused).not.toThrow(almost.trim());
});

test('a sealed secret that was changed, shortened or moved to another place is not read', () => {
  const sealing = newSealing();
  const sealed = sealing.seal('hunter2', place);
  expect(() => sealing.unseal(sealed, 'automation/other')).toThrow(
    'the secret of automation/other was changed',
  );
  const parts = sealed.split('.');
  for (const part of [2, 3, 4]) {
    const bytes = Buffer.from(parts[part] ?? '', 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      const text = parts.with(part, changed.toString('base64url')).join('.');
      expect(() => sealing.unseal(text, place)).toThrow('was changed');
    }
  }
  expect(() => sealing.unseal(sealed.slice(0, -8), place)).toThrow('was changed');
  expect(() => sealing.unseal('hunter2', place)).toThrow('not in a form that this version reads');
});

test('a mask is the same for the same secret under one key, and differs under another', () => {
  const sealing = newSealing();
  expect(sealing.maskSecret('hunter2')).toBe(sealing.maskSecret('hunter2'));
  expect(sealing.maskSecret('hunter2')).not.toBe(sealing.maskSecret('hunter3'));
  expect(sealing.maskSecret('hunter2')).not.toBe(newSealing().maskSecret('hunter2'));
  expect(sealing.maskSecret('hunter2')).not.toContain('hunter2');
});
