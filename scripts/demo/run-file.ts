import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { runQuietly } from '../servers/run-quietly.ts';

/** What is where; `service` is the alert service itself, also where the console is Grafana. */
export interface DemoAddresses {
  console: string;
  service: string;
  prometheus: string;
  slack: string;
  mail: string;
  sink: string;
}

/** What a running demo tells `npm run break` and `npm run mend`. */
export interface RunFile {
  mode: 'local' | 'docker';
  pid: number;
  startedAt: string;
  /** The supervisor's own address: it starts what has crashed. Empty with Docker. */
  supervisor: string;
  /** The demo services' addresses. */
  services: Record<string, string>;
  addresses: DemoAddresses;
  /** Process groups to end if the supervisor could not do it itself. */
  children: { pid: number; command: string }[];
}

const isRunFile = (value: unknown): value is RunFile =>
  typeof value === 'object' && value !== null && 'pid' in value && 'services' in value && 'children' in value;

export async function readRunFile(path: string): Promise<RunFile | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const value: unknown = JSON.parse(text);
  return isRunFile(value) ? value : undefined;
}

export async function writeRunFile(path: string, run: RunFile): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(run, null, 2)}\n`);
}

/** What the process of this id was started as, or undefined: ids are used again, so the id alone proves nothing. */
export async function commandOf(pid: number): Promise<string | undefined> {
  const { code, output } = await runQuietly('ps', ['-ww', '-o', 'command=', '-p', String(pid)]);
  return code === 0 && output.trim() !== '' ? output.trim() : undefined;
}

/** One supervisor for a checkout. Undefined when we have the lock, else the id of who has it. */
export async function takeLock(
  path: string,
  isHolder: (pid: number) => Promise<boolean>,
): Promise<number | undefined> {
  await mkdir(dirname(path), { recursive: true });
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const file = await open(path, 'wx').catch(() => undefined);
    if (file) {
      await file.writeFile(String(process.pid));
      await file.close();
      return undefined;
    }
    const holder = Number(await readFile(path, 'utf8').catch(() => ''));
    if (holder > 0 && holder !== process.pid && (await isHolder(holder))) return holder;
    await rm(path, { force: true });
  }
  return 0;
}
