import { afterWords, conditionWords, endWords, targetsWords } from './policies/policyWords';
import { saidAt, saidOfTheRest } from './problems';
import { hoursWords, idFrom, ruleWords, waitWords } from './words';

const contacts = [
  { id: 'slack', kind: 'slack' as const },
  { id: 'phone', kind: 'call' as const },
];

test('rules, hours and lengths read as people say them', () => {
  expect(ruleWords([{ contact: 'slack' }, { contact: 'phone', after: '5m' }], contacts)).toBe(
    'Slack now, call after 5 min'
  );
  expect(ruleWords([], contacts)).toBe('not told');
  expect(ruleWords([{ contact: 'fax' }], contacts)).toBe('fax (not there) now');
  expect(waitWords('1h30m')).toBe('1 h 30 min');
  expect(hoursWords({ spans: [{ days: ['sat', 'sun'], from: '22:00', to: '07:00' }], timeZone: 'UTC' })).toBe(
    'Sat, Sun 22:00 to 07:00, UTC'
  );
  expect(idFrom('Night Wätch 2')).toBe('night-watch-2');
});

test('a step says whom it tells, when, and for how long', () => {
  const names = new Map([['team payments', 'Payments']]);
  const targets = [
    { kind: 'team' as const, id: 'payments' },
    { kind: 'receiver' as const, id: 'war-room' },
  ];
  expect(targetsWords(targets, names)).toBe('everyone in Payments and receiver war-room');
  expect(targetsWords([], names)).toBe('nobody yet');
  expect(conditionWords({ severities: ['critical', 'high'], alertsAtLeast: 10 })).toBe(
    'only critical or high, from 10 alerts on'
  );
  expect(afterWords({ level: 1, targets, wait: '5m', repeat: 1 })).toBe('told 2 times, 5 min for an answer');
  expect(endWords({ id: 'p', name: 'P', steps: [], lastResort: [], repeat: 1 })).toBe(
    'Then all of it once more, then the last resort.'
  );
});

test('what was refused is said at its field, and the rest below the form', () => {
  const refusal = {
    words: 'all of it',
    errors: [
      { path: ['value', 'steps', 0, 'wait'], message: 'expected a duration' },
      { path: ['value', 'hours'], message: 'no such zone' },
    ],
  };
  expect(saidAt(refusal, 'steps.0.wait')).toBe('expected a duration');
  expect(saidAt(refusal, 'steps.1')).toBeUndefined();
  expect(saidOfTheRest(refusal, ['steps'])).toBe('no such zone');
  expect(saidOfTheRest({ words: 'somebody was faster', errors: [] }, ['steps'])).toBe('somebody was faster');
});
