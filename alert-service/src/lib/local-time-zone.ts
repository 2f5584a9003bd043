import { realpathSync } from 'node:fs';

export interface LocalTimeZone {
  /** A name that Intl and Temporal take. */
  readonly name: string;
  /** What is wrong with TZ, where nothing could be made of it. */
  readonly fault?: string;
}

/** The zone that TZ names, as Go reads it: `:Europe/Berlin` and `:/etc/localtime` too, UTC where it names none. */
export function localTimeZone(tz: string | undefined): LocalTimeZone {
  if (tz === undefined) return { name: ofTheMachine() };
  const written = tz.replace(/^:/, '');
  if (written === '') return { name: 'UTC' };
  const name = written.startsWith('/') ? ofFile(written) : written;
  if (name !== undefined && isZone(name)) return { name };
  return {
    name: 'UTC',
    fault: `TZ=${tz} names no time zone, so UTC is taken: write a name such as Europe/Berlin`,
  };
}

/** Node has no name for it, or `Etc/Unknown`, where the machine has no file of zones. */
function ofTheMachine(): string {
  const name: unknown = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return typeof name === 'string' && isZone(name) ? name : 'UTC';
}

/** /etc/localtime is a link to a file of the database, named as the zone. */
function ofFile(file: string): string | undefined {
  try {
    return /\/zoneinfo\/(?:posix\/|right\/)?(.+)$/.exec(realpathSync(file))?.[1];
  } catch {
    return undefined;
  }
}

/** Whether Intl and Temporal take it. */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return name !== 'Etc/Unknown';
  } catch {
    return false;
  }
}
