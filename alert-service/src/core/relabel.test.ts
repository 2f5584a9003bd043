import { describe, expect, test } from '@jest/globals';
import type { Labels } from '@tocsin/model';
import { InvalidConfiguration } from '#config/config-error';
import { createReading } from '#config/reading';
import { relabelConfigs, relabelRules } from '#config/relabel-config';
import { readYaml } from '#config/yaml-file';
import { droppedBy, relabelled, type RelabelRule, withExternal } from './relabel.ts';

const rules = (text: string): readonly RelabelRule[] => {
  const yaml = readYaml('tocsin.yml', text);
  const reading = createReading(yaml, 'fallback');
  const found = reading.check(relabelConfigs, yaml.value, []);
  reading.end();
  return relabelRules(found ?? []);
};
const after = (text: string, labels: Labels): Labels | undefined => relabelled(rules(text), labels);

const alert: Labels = { alertname: 'Down', instance: 'db-1:9100', severity: 'page' };

describe('replace', () => {
  test.each<[string, string, Labels]>([
    [
      'writes the groups of what matched',
      '{source_labels: [instance], regex: "(.+)-(\\\\d+):.*", target_label: host, replacement: "$1/${2}"}',
      { ...alert, host: 'db/1' },
    ],
    [
      'takes the whole value by default',
      '{source_labels: [severity], target_label: level}',
      { ...alert, level: 'page' },
    ],
    [
      'joins sources with its separator',
      '{source_labels: [severity, nothing, alertname], separator: "|", target_label: all}',
      { ...alert, all: 'page||Down' },
    ],
    [
      'joins with a semicolon by default',
      '{source_labels: [severity, alertname], target_label: all}',
      { ...alert, all: 'page;Down' },
    ],
    [
      'joins with nothing where told so',
      '{source_labels: [severity, alertname], separator: "", target_label: all}',
      { ...alert, all: 'pageDown' },
    ],
    [
      'leaves all as it is where nothing matches',
      '{source_labels: [severity], regex: pag, target_label: x}',
      alert,
    ],
    [
      'matches the whole value only',
      '{source_labels: [severity], regex: age, target_label: severity, replacement: x}',
      alert,
    ],
    [
      'writes a constant without any source',
      '{target_label: cluster, replacement: eu}',
      { ...alert, cluster: 'eu' },
    ],
    [
      'deletes where it writes nothing',
      '{target_label: severity, replacement: ""}',
      { alertname: 'Down', instance: 'db-1:9100' },
    ],
    [
      'deletes where the group is not there',
      '{source_labels: [severity], regex: "(p)age", target_label: severity, replacement: "$7"}',
      { alertname: 'Down', instance: 'db-1:9100' },
    ],
    [
      'reads a name as long as it can',
      '{source_labels: [severity], regex: "(p)age", target_label: x, replacement: "a$1b-${1}b-$$1"}',
      { ...alert, x: 'a-pb-$1' },
    ],
    [
      'knows groups by name',
      '{source_labels: [severity], regex: "(?P<first>.)age", target_label: "by_$first", replacement: "${first}"}',
      { ...alert, by_p: 'p' },
    ],
    [
      'does nothing where the target comes to no name',
      '{source_labels: [severity], target_label: "$9", replacement: x}',
      alert,
    ],
    [
      'may write a name of any letters',
      '{target_label: "eu.größe", replacement: x}',
      { ...alert, 'eu.größe': 'x' },
    ],
    [
      'does not anchor the alternatives of a pattern that breaks out of its group',
      '{source_labels: [severity], regex: "pa)|(?:ge", target_label: x, replacement: y}',
      { ...alert, x: 'y' },
    ],
  ])('%s', (_, rule, expected) => {
    expect(after(`[${rule}]`, alert)).toEqual(expected);
  });

  test('a dot matches a line break too', () => {
    expect(
      after('[{source_labels: [a], regex: "x.*y", target_label: b, replacement: z}]', { a: 'x\n\ny' }),
    ).toEqual({
      a: 'x\n\ny',
      b: 'z',
    });
  });
});

describe('what is kept and what is dropped', () => {
  test.each<[string, boolean]>([
    ['{action: keep, source_labels: [severity], regex: "page|ticket"}', true],
    ['{action: keep, source_labels: [severity], regex: "pag"}', false],
    ['{action: keep, source_labels: [nothing]}', true],
    ['{action: drop, source_labels: [severity], regex: page}', false],
    ['{action: drop, source_labels: [severity], regex: ticket}', true],
    ['{action: DROP, source_labels: [nothing], regex: ""}', false],
    ['{action: keepequal, source_labels: [severity], target_label: alertname}', false],
    ['{action: keepequal, source_labels: [severity], target_label: severity}', true],
    ['{action: dropequal, source_labels: [none], target_label: nothing}', false],
    ['{action: dropequal, source_labels: [severity], target_label: alertname}', true],
  ])('%s', (rule, kept) => {
    expect(after(`[${rule}]`, alert)).toEqual(kept ? alert : undefined);
  });

  test('the rule that drops is named', () => {
    const all = rules('[{target_label: a, replacement: b}, {action: drop, source_labels: [a], regex: b}]');
    expect(droppedBy(all, alert)).toBe(1);
    expect(droppedBy(all.slice(0, 1), alert)).toBe(-1);
  });
});

test.each<[string, string, Labels | undefined]>([
  [
    'labelmap copies under a new name',
    '{action: labelmap, regex: "(s).*", replacement: "to_${1}"}',
    { ...alert, to_s: 'page' },
  ],
  [
    'labelmap without a group in its name keeps one of them',
    '{action: labelmap, regex: "alert(.*)"}',
    { ...alert, name: 'Down' },
  ],
  ['labeldrop takes out', '{action: labeldrop, regex: "s.*|instance"}', { alertname: 'Down' }],
  [
    'labelkeep leaves only',
    '{action: labelkeep, regex: "s.*|alertname"}',
    { alertname: 'Down', severity: 'page' },
  ],
  [
    'lowercase',
    '{action: lowercase, source_labels: [alertname], target_label: alertname}',
    { ...alert, alertname: 'down' },
  ],
  ['uppercase', '{action: uppercase, source_labels: [severity], target_label: x}', { ...alert, x: 'PAGE' }],
  [
    'letters become one letter each, as in Go',
    '{action: uppercase, source_labels: [none, nothing], separator: ß, target_label: x}',
    { ...alert, x: 'ß' },
  ],
  [
    'hashmod',
    '{action: hashmod, source_labels: [severity], modulus: 1000, target_label: x}',
    { ...alert, x: '715' },
  ],
])('%s', (_, rule, expected) => {
  expect(after(`[${rule}]`, alert)).toEqual(expected);
});

test('of two names that labelmap makes one, the later by name holds, and what a rule has written goes last', () => {
  const map = '{action: labelmap, regex: "[xy]", replacement: z}';
  expect(after(`[${map}]`, { y: '1', x: '2' })).toEqual({ y: '1', x: '2', z: '1' });
  expect(after(`[{target_label: x, replacement: "3"}, ${map}]`, { y: '1', x: '2' })).toMatchObject({
    z: '3',
  });
});

test('rules see what those before them have done', () => {
  const text = `
- {source_labels: [severity], target_label: a}
- {source_labels: [a], regex: p(.*), target_label: b}
- {action: labeldrop, regex: a|severity}`;
  expect(after(text, alert)).toEqual({ alertname: 'Down', instance: 'db-1:9100', b: 'age' });
});

test('external labels are added where an alert has none of that name', () => {
  expect(withExternal({ a: '1', b: '' }, { a: '2', b: '3', c: '4' })).toEqual({ a: '1', b: '3', c: '4' });
  expect(withExternal(alert, { severity: 'x' })).toBe(alert);
});

const fault = (text: string): string => {
  try {
    rules(text);
    return 'accepted';
  } catch (error) {
    if (!(error instanceof InvalidConfiguration)) throw error;
    return error.message;
  }
};

test.each<[string, string]>([
  ['- {action: replaces}', '1:12: there is no relabel action "replaces"; did you mean "replace"?'],
  ['- {action: hashmod, target_label: a}', 'hashmod needs a modulus'],
  ['- {action: hashmod, target_label: a, modulus: 0}', '1:47: hashmod needs a modulus'],
  ['- {action: hashmod, target_label: a, modulus: -1}', 'expected a whole number above zero'],
  ['- {source_labels: [a]}', 'replace needs to know which label: add `target_label'],
  ['- {action: lowercase, source_labels: [a]}', 'lowercase needs to know which label'],
  ['- {action: lowercase, target_label: a, replacement: b}', '1:53: lowercase replaces nothing'],
  ['- {action: labelmap, replacement: ""}', 'labelmap makes the new names from'],
  ['- {action: keepequal, target_label: a, regex: "(.*)"}', 'keepequal does not look at `regex`'],
  ['- {action: dropequal, target_label: a, separator: x}', 'dropequal does not look at `separator`'],
  ['- {action: labeldrop, source_labels: [a], regex: a}', 'labeldrop does not look at `source_labels`'],
  ['- {action: labelkeep, target_label: a}', 'labelkeep does not look at `target_label`'],
  ['- {target_label: a, regex: "("}', '1:28: this regular expression cannot be read'],
  ['-', 'expected fields here'],
  ['- {target_labels: a}', 'unknown field "target_labels"; did you mean "target_label"?'],
])('refused with its place: %s', (text, message) => {
  expect(fault(text)).toContain(message);
});
