import { type Directory, objectKey, type OnCallKind, type OnCallValues } from '#core/on-call/directory';
import type { ImportedShift, Override, Schedule } from '#core/on-call/schedule';

interface Set<K extends OnCallKind> {
  readonly kind: K;
  readonly id: string;
  /** Absent: deleted. */
  readonly value?: OnCallValues[K];
}

/** A directory as it came about: `at` of each version is when it came into force. */
export class Versions {
  readonly directory: Directory = new Map();

  set<K extends OnCallKind>(at: number, { kind, id, value }: Set<K>): this {
    const key = objectKey(kind, id);
    const before = this.directory.get(key) ?? [];
    const version = { kind, id, version: before.length + 1, at, source: 'app', by: 'test' } as const;
    this.directory.set(key, [...before, { ...version, ...(value && { value }) }]);
    return this;
  }

  schedule(schedule: Schedule, at = 0): this {
    return this.set(at, { kind: 'schedule', id: schedule.id, value: schedule });
  }

  calendar({ id, calendar: url = '' }: Schedule, shifts: readonly ImportedShift[], at = 0): this {
    return this.set(at, { kind: 'calendar', id, value: { url, shifts, problems: [] } });
  }

  override(override: Override, at = 0): this {
    return this.set(at, { kind: 'override', id: override.id, value: override });
  }

  people(ids: readonly string[], more: { readonly timeZone?: string; readonly at?: number } = {}): this {
    const { at = 0, ...rest } = more;
    for (const id of ids)
      this.set(at, { kind: 'person', id, value: { id, name: id, contacts: [], rules: {}, ...rest } });
    return this;
  }
}

/** All of it since 1970; of the overrides the last is the newest. */
export function directoryOf(
  schedule: Schedule,
  overrides: readonly Override[],
  people: readonly string[],
): Directory {
  const versions = new Versions().people(people).schedule(schedule);
  overrides.forEach((override, index) => versions.override(override, index));
  return versions.directory;
}
