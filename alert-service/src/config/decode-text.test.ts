import { expect, test } from '@jest/globals';
import { decodeText } from './decode-text.ts';

const utf16 = (order: 'le' | 'be'): Buffer => {
  const bytes = Buffer.from('\ufeffroute: ä', 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
};

test('UTF-8 is read, and UTF-16 that begins with its mark', () => {
  expect(decodeText(Buffer.from('route: ä'), 'x.yml')).toBe('route: ä');
  expect(decodeText(utf16('le'), 'x.yml')).toBe('route: ä');
  expect(decodeText(utf16('be'), 'x.yml')).toBe('route: ä');
});

test('what is in neither is refused, and not read as if it were', () => {
  expect(() => decodeText(Buffer.from('route: \xe4', 'latin1'), 'x.yml')).toThrow(
    'x.yml:1:1: this file is not in UTF-8',
  );
});
