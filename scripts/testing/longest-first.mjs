import TestSequencer from '@jest/test-sequencer';

/** What runs in real time, or for long although its file is short; the first ones mostly wait, and leave a core to the others. */
const long = [
  'parity/beside-prometheus.test.ts',
  'process/doors.test.ts',
  'conformance/virtual-time.test.ts',
  'parity/beside-alertmanager.test.ts',
  'fuzz/fuzz.test.ts',
  'parity/rule-unit-tests.test.ts',
  'options-on-prometheus.test.ts',
  'evaluator-on-prometheus.test.ts',
  'prometheus-pushes.test.ts',
  'http/stream.test.ts',
  'process/reload.test.ts',
  'demo/test/rules.test.ts',
  'demo/test/services.test.ts',
];

const rank = ({ path }) => {
  const at = long.findIndex((name) => path.endsWith(name));
  return at === -1 ? long.length : at;
};

/** A clean clone has no times of earlier runs: Jest would go by size, and end with one worker on a short file that takes long. */
export default class LongestFirst extends TestSequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}
