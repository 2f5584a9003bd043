import { inState } from '../checkout.ts';
import { commandOf, readRunFile, type RunFile } from './run-file.ts';

/** The running demo, or a sentence about how to have one. */
export async function runningDemo(): Promise<RunFile> {
  const run = await readRunFile(inState('run.json'));
  const alive = run !== undefined && (await commandOf(run.pid)) !== undefined;
  if (!alive) throw new Error('The demo is not running. Start it in another terminal first: npm start');
  return run;
}

export interface Answer {
  status: number;
  body: unknown;
}

/** Undefined when nobody answers. */
export async function ask(method: 'GET' | 'PUT' | 'DELETE', url: string): Promise<Answer | undefined> {
  try {
    const response = await fetch(url, { method, signal: AbortSignal.timeout(40_000) });
    const text = await response.text();
    const body: unknown = response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
    return { status: response.status, body };
  } catch {
    return undefined;
  }
}
