import { expect, test } from '@jest/globals';
import { InvalidConfiguration } from './config-error.ts';
import { readTocsinConfig } from './tocsin-config.ts';

const read = (text: string) =>
  readTocsinConfig({
    ...{ file: 'tocsin.yml', text, readFile: () => '' },
    receivers: new Map([['payments-team', { name: 'payments-team', labels: {}, integrations: [] }]]),
  });

test('receivers whose readers may answer are named; none are by themselves', () => {
  expect(read('').answersIn.size).toBe(0);
  expect([...read('answers: {receivers: [payments-team]}').answersIn]).toEqual(['payments-team']);
});

test('a receiver that there is not is refused, with the one that was meant', () => {
  expect(() => read('answers: {receivers: [payment-team]}')).toThrow(InvalidConfiguration);
  expect(() => read('answers: {receivers: [payment-team]}')).toThrow(/payments-team/u);
});
