import { expect, test } from '@jest/globals';
import { ApiError, createClient, routes } from './index.ts';

test('every route has a method of the client', () => {
  const client = createClient(async () => ({ status: 500, body: {} }));
  expect(Object.keys(client).sort()).toEqual(Object.keys(routes).sort());
});

test('parameters are escaped into the path, the query follows, and the answer is checked', async () => {
  const asked: string[] = [];
  const client = createClient(async ({ path }) => {
    asked.push(path);
    return { status: 200, body: { resultType: 'vector', result: [] } };
  });
  await client.query({ query: { query: 'up{a="b c"}' } });
  await expect(client.getIncident({ params: { id: 'INC/1' } })).rejects.toBeInstanceOf(ApiError);
  expect(asked).toEqual(['/query?query=up%7Ba%3D%22b+c%22%7D', '/incidents/INC%2F1']);
});

test('a problem of the service becomes an error that says what to change', async () => {
  const body = {
    type: 'about:blank',
    title: 'Not found',
    status: 404,
    detail: 'No incident INC-9: see /incidents',
  };
  const client = createClient(async () => ({ status: 404, body }));
  await expect(client.getIncident({ params: { id: 'INC-9' } })).rejects.toThrow(
    'No incident INC-9: see /incidents',
  );
});
