import { createHash } from 'node:crypto';
import { glob, readFile, stat } from 'node:fs/promises';

/** The files of this machine. */
export interface RuleFileAccess {
  /** Paths that match, in any order. */
  find(pattern: string): Promise<readonly string[]>;
  /** Another text whenever the file may have changed; a link is followed. */
  mark(file: string): Promise<string>;
  read(file: string): Promise<Uint8Array>;
}

export const realRuleFiles: RuleFileAccess = {
  find: (pattern) => Array.fromAsync(glob(pattern)),
  async mark(file) {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
  },
  read: (file) => readFile(file),
};

/** What the rule files hold now, as one short text: equal where nothing has changed. */
export interface RuleLook {
  (patterns: readonly string[]): Promise<string>;
}

interface Known {
  readonly mark: string;
  readonly content: string;
  /** Read again a look later: file systems give the same mark to two changes in one tick. */
  readonly sure: boolean;
}

/** Only what may have changed is read again. A file that cannot be read is as good as a changed one. */
export function createRuleLook(files: RuleFileAccess = realRuleFiles): RuleLook {
  let known = new Map<string, Known>();
  const lookAt = async (file: string): Promise<Known> => {
    try {
      const mark = await files.mark(file);
      const before = known.get(file);
      const isSame = before?.mark === mark;
      if (isSame && before.sure) return before;
      return { mark, content: digest(await files.read(file)), sure: isSame };
    } catch (error) {
      return { mark: '', content: `unreadable: ${codeOf(error)}`, sure: false };
    }
  };
  return async (patterns) => {
    const found = await Promise.all(patterns.map((pattern) => files.find(pattern)));
    const names = [...new Set(found.flat())].sort();
    const seen = new Map<string, Known>();
    for (const file of names) seen.set(file, await lookAt(file));
    known = seen;
    const all = [patterns, names.map((file) => [file, seen.get(file)?.content])];
    return digest(JSON.stringify(all));
  };
}

const digest = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('base64');

const codeOf = (error: unknown): string =>
  Error.isError(error) && 'code' in error ? String(error.code) : 'unknown';
