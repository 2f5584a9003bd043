import { routes } from '@tocsin/api';
import { expect, test } from '@jest/globals';
import { startService } from '../kit/service.ts';

test('each route that the contract names is there: who asks for it is never told that there is none', async () => {
  await using service = await startService();
  const definitions: { method: string; path: string }[] = Object.values(routes);
  expect(definitions.length).toBeGreaterThan(50);
  const missing: string[] = [];
  for (const { method, path } of definitions) {
    const url = `${service.url}/api/tocsin/v1${path.replaceAll(/\{\w+\}/g, 'none')}`;
    const body = method === 'get' ? {} : { body: '{}', headers: { 'Content-Type': 'application/json' } };
    const answer = await fetch(url, { method: method.toUpperCase(), ...body });
    if ((await answer.text()).includes(`There is no ${method.toUpperCase()} /`))
      missing.push(`${method} ${path}`);
  }
  expect(missing).toEqual([]);
});
