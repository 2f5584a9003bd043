export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type LogFields = Readonly<Record<string, unknown>>;

/** Structured log. Values are printed with String(), so a Secret prints as `<secret>`. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  with(fields: LogFields): Log;
}

export interface LogOptions {
  level: LogLevel;
  format: 'logfmt' | 'json';
  now: () => number;
  write: (line: string) => void;
}

const order: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

export function createLog(options: LogOptions, context: LogFields = {}): Log {
  const emit = (level: LogLevel, message: string, fields: LogFields = {}): void => {
    if (order.indexOf(level) < order.indexOf(options.level)) return;
    const time = new Date(options.now()).toISOString();
    const all = { time, level, msg: message, ...context, ...fields };
    options.write((options.format === 'json' ? json(all) : logfmt(all)) + '\n');
  };
  return {
    debug: (message, fields) => emit('debug', message, fields),
    info: (message, fields) => emit('info', message, fields),
    warn: (message, fields) => emit('warn', message, fields),
    error: (message, fields) => emit('error', message, fields),
    with: (fields) => createLog(options, { ...context, ...fields }),
  };
}

export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  with: () => silentLog,
};

function text(value: unknown): string {
  if (value instanceof Error) return value.message;
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  return String(value);
}

function logfmt(fields: LogFields): string {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${quoted(text(value))}`)
    .join(' ');
}

function quoted(value: string): string {
  return /^[^\s"=\\]+$/u.test(value) && !/[\p{Cc}]/u.test(value) ? value : JSON.stringify(value);
}

function json(fields: LogFields): string {
  return JSON.stringify(
    Object.fromEntries(
      Object.entries(fields).map(([key, value]) => [
        key,
        typeof value === 'number' ? value : value === undefined ? undefined : text(value),
      ]),
    ),
  );
}
