import { type Directory, objectKey, type OnCallKind, type OnCallValues } from '#core/on-call/directory';
import type { Override, Schedule } from '#core/on-call/schedule';

/** Versions in the order in which they are written: `at` of each is when it came into force. */
export class Versions {
  readonly directory: Directory = new Map();

  set<K extends OnCallKind>(kind: K, id: string, at: number, value?: OnCallValues[K]): this {
    const key = objectKey(kind, id);
    const before = this.directory.get(key) ?? [];
    const version = { kind, id, version: before.length + 1, at, source: 'app', by: 'test' } as const;
    this.directory.set(key, [...before, { ...version, ...(value && { value }) }]);
    return this;
  }

  people(ids: readonly string[], more: { readonly timeZone?: string; readonly at?: number } = {}): this {
    const { at = 0, ...rest } = more;
    for (const id of ids) this.set('person', id, at, { id, name: id, contacts: [], rules: {}, ...rest });
    return this;
  }
}

/** All of it since 1970; of the overrides the last is the newest. */
export function directoryOf(
  schedule: Schedule,
  overrides: readonly Override[],
  people: readonly string[],
): Directory {
  const versions = new Versions().people(people).set('schedule', schedule.id, 0, schedule);
  overrides.forEach((override, index) => versions.set('override', override.id, index, override));
  return versions.directory;
}
