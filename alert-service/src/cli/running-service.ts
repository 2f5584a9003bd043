import { readFile } from 'node:fs/promises';
import { ApiError, type Carry } from '@tocsin/api';
import { CannotRun } from './define-verb.ts';

/** To the API of a service that runs, wherever it runs. */
export async function carryTo(server: string, tokenFile: string | undefined): Promise<Carry> {
  const token = tokenFile === undefined ? undefined : await tokenIn(tokenFile);
  const base = `${server.replace(/\/+$/, '')}/api/tocsin/v1`;
  return async ({ method, path, body, headers }) => {
    const answer = await fetch(base + path, {
      method,
      headers: {
        ...headers,
        ...(method !== 'GET' && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      ...(method !== 'GET' && { body: JSON.stringify(body ?? {}) }),
    });
    return { status: answer.status, body: await answer.json().catch(() => undefined) };
  };
}

async function tokenIn(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CannotRun(`--token-file=${file} cannot be read (${why}): mend its path or its rights`);
  }
}

/** What the service says, or why it says nothing, in a line. */
export async function told<T>(answer: Promise<T>, server: string): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError) throw new CannotRun(error.message);
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : '';
    throw new CannotRun(
      `${server} does not answer${cause && ` (${cause})`}: is it running? Say where: --server=URL`,
    );
  }
}
