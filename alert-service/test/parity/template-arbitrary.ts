import fc from 'fast-check';

/** The data that random templates are executed with, as tagged JSON. */
export const fuzzData = {
  s: 'hello',
  e: '',
  u: 'hé😀',
  i: { $int: '5' },
  z: { $int: '0' },
  f: 2.5,
  t: true,
  nil: null,
  l: ['a', { $int: '1' }, 2.5, null],
  ss: { $strings: ['x', 'y'] },
  m: { b: { $int: '2' }, a: 'one', c: ['n'] },
  sm: { $map: { job: 'api', a: '<b>' } },
  d: { $duration: '1500' },
  at: { $time: '2026-03-29T01:02:03.456Z' },
};

const field = fc.constantFrom(
  ...Object.keys(fuzzData).map((key) => `.${key}`),
  '.m.a',
  '.m.x',
  '.sm.job',
  '.sm.q',
  '.',
  '$',
  '$x',
  '.m.c',
);
const literal = fc.constantFrom(
  '1',
  '0',
  '-3',
  '2.5',
  '1e3',
  '"a"',
  '"%d|%5s"',
  '`r`',
  "'x'",
  'true',
  'false',
  'nil',
  '""',
);
const verb = fc
  .tuple(
    fc.constantFrom('', '+', '-', '#', ' ', '0', '+0', '#0'),
    fc.constantFrom('', '3', '8', '.2', '6.1', '*', '[2]'),
    fc.constantFrom(...'vdsqxXeEfgGtcUTobO%'),
  )
  .map(([flags, width, letter]) => `%${flags}${width}${letter}`);
const format = fc
  .array(fc.oneof(verb, fc.constant('-')), { maxLength: 3 })
  .map((parts) => JSON.stringify(parts.join('')));
const unary = fc.constantFrom(
  'len',
  'not',
  'print',
  'println',
  'html',
  'js',
  'urlquery',
  'index',
  'slice',
  'call',
);
const binary = fc.constantFrom(
  'eq',
  'ne',
  'lt',
  'le',
  'gt',
  'ge',
  'and',
  'or',
  'index',
  'slice',
  'print',
  'html',
);

const { pipeline } = fc.letrec<{ operand: string; command: string; pipeline: string }>((tie) => ({
  operand: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    field,
    literal,
    tie('pipeline').map((inner) => `(${inner})`),
    fc
      .tuple(tie('pipeline'), fc.constantFrom('.a', '.x.y', '.Seconds', '.Month'))
      .map(([inner, name]) => `(${inner})${name}`),
  ),
  command: fc.oneof(
    { depthSize: 'small' },
    tie('operand'),
    fc.tuple(unary, tie('operand')).map((parts) => parts.join(' ')),
    fc.tuple(binary, tie('operand'), tie('operand')).map((parts) => parts.join(' ')),
    fc
      .tuple(fc.constant('printf'), format, fc.array(tie('operand'), { maxLength: 3 }))
      .map(([name, text, args]) => [name, text, ...args].join(' ')),
  ),
  pipeline: fc.array(tie('command'), { minLength: 1, maxLength: 2 }).map((commands) => commands.join(' | ')),
}));

const dashes = fc.constantFrom('', '', '', '- ');
const action = (inner: string, [left, right]: readonly string[]): string =>
  `{{${left}${inner}${right === '' ? '' : ' -'}}}`;

const { body } = fc.letrec<{ statement: string; body: string }>((tie) => ({
  statement: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(
      'text',
      ' \n ',
      '{{/* note */}}',
      '{{break}}',
      '{{continue}}',
      '{{$x = 7}}',
      '{{template "d" .}}',
      '{{else}}',
      '{{end}}',
    ),
    fc.tuple(pipeline, dashes, dashes).map(([inner, ...marks]) => action(inner, marks)),
    fc.tuple(pipeline, fc.constantFrom(':=', '=')).map(([inner, sign]) => `{{$x ${sign} ${inner}}}`),
    fc
      .tuple(
        fc.constantFrom('if', 'with', 'range', 'range $k, $x :=', 'range $x =', 'with $x :='),
        pipeline,
        tie('body'),
        fc.option(tie('body')),
      )
      .map(
        ([word, inner, then, other]) =>
          `{{${word} ${inner}}}${then}${other === null ? '' : `{{else}}${other}`}{{end}}`,
      ),
  ),
  body: fc.array(tie('statement'), { maxLength: 4 }).map((parts) => parts.join('')),
}));

/** Templates that mostly parse, over {@link fuzzData}. */
export const template = body.map((text) => `{{$x := 0}}${text}{{define "d"}}<{{.}}>{{end}}`);
