import { expect, test } from '@jest/globals';
import { end, read, wrong } from './kit/alertmanager-examples.ts';

const base = `route: {receiver: a}\n${end}`;
const recorder = (lines: string): string => `${base}event_recorder: ${lines}\n`;
const tracing = (lines: string): string => `${base}tracing: ${lines}\n`;

test('tracing and event_recorder do not stop the start, and are told to have no effect', () => {
  const config = read(
    `${base}tracing: {endpoint: 'localhost:4317', sampling_fraction: 0.5, headers: {x: {values: [y]}, z: }}\n` +
      'event_recorder:\n' +
      '  file_outputs: [{path: events.jsonl}]\n' +
      '  webhook_outputs: [{url: http://x/secret, batch: true, batch_max_events: 5, timeout: 5s}]\n' +
      '  kafka_outputs: [{brokers: [k:9092], topic: t, acks: all, format: protobuf}]\n' +
      '  stdout_outputs: [{}, ~]\n',
  );
  expect(config.warnings).toMatchObject([
    { line: 5, message: expect.stringContaining('tracing has no effect') },
    { line: 6, message: expect.stringContaining('event_recorder has no effect') },
  ]);
  expect(config.original).not.toMatch(/tracing|event_recorder|secret/);
});

test('empty ones say nothing, and nothing is said of them', () => {
  expect(read(`${base}tracing:\nevent_recorder:\n`).warnings).toEqual([]);
  expect(read(recorder('{file_outputs: []}')).warnings).toEqual([]);
});

test.each([
  [tracing('{insecure: true}'), '5:1: endpoint is missing'],
  [tracing('{endpoint: x, client_type: tcp}'), '5:37: expected grpc or http'],
  [tracing('{endpoint: x, compression: zip}'), '5:37: expected one of gzip'],
  [tracing('{endpoint: x, sampling_fraction: all}'), '5:43: expected a number'],
  [tracing('{endpoint: x, timeout: 5}'), '5:33: "5" is a duration without a unit'],
  [recorder('{file_outputs: [{}]}'), '5:33: path is missing'],
  [recorder('{webhook_outputs: [{timeout: 5s}]}'), '5:36: url is missing'],
  [recorder('{webhook_outputs: [{url: http://x/, batch_max_events: 5}]}'), 'counts with `batch: true` only'],
  [recorder('{webhook_outputs: [{url: http://x/, batch: true, batch_max_bytes: -1}]}'), 'cannot be negative'],
  [recorder('{kafka_outputs: [{brokers: [], topic: t}]}'), 'no broker is named'],
  [recorder('{kafka_outputs: [{brokers: [k], topic: t, acks: some}]}'), 'expected one of leader, none, all'],
  [recorder('{stdout_outputs: [{path: x}]}'), 'unknown field "path"'],
])('%j is refused: %s', (text, expected) => {
  expect(wrong(text)).toContain(expected);
});
