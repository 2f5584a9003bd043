import { createEventReader, type ServerSentEvent } from './serverSentEvents';

const readAll = (...pieces: string[]) => {
  const events: ServerSentEvent[] = [];
  const read = createEventReader((event) => events.push(event));
  pieces.forEach((piece) => read(piece));
  return events;
};

test('an event that comes in pieces is handed out once it is whole', () => {
  expect(readAll('id: 7\nevent: com', 'mit\ndata: {"a":', '1}\n', '\nevent: reset\n\n')).toEqual([
    { id: '7', event: 'commit', data: '{"a":1}' },
    { id: undefined, event: 'reset', data: '' },
  ]);
});

test('comments that keep the connection open are no events', () => {
  expect(readAll(': ping\n\n', ':\n\n')).toEqual([]);
});
