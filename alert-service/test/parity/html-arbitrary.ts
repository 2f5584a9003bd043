import fc from 'fast-check';

/** The data that random HTML templates are executed with, as tagged JSON. */
export const htmlData = {
  s: 'a <b>"bold"</b> & \'more\' \u00e9\u2028+1',
  e: '',
  u: 'http://example.com/a b?q=1&r=%41#x',
  js: 'javascript:alert(1)',
  css: 'expression(1)',
  color: '#f00',
  word: 'title',
  h: '<i title="1>2">x</i> &amp; <script>y</script>',
  raw: 'back\\slash ` ${x} {} /re[g]/ */ --> </script> \u0000\t\n\ufdd0',
  i: { $int: '-5' },
  f: 2.5,
  t: true,
  no: false,
  nil: null,
  l: ['a', { $int: '1' }, null, '<'],
  m: { b: { $int: '2' }, a: '</script>' },
  ss: { $strings: ['x', '<y>'] },
  none: { $strings: [] },
  d: { $duration: '1500' },
  at: { $time: '2026-03-29T01:02:03.456Z' },
  set: '/a.png 1x, javascript:x 2x, /b c!.png',
};

const fields = Object.keys(htmlData).map((key) => `$.${key}`);
const safe = ['safeHtml', 'safeUrl', 'safeCss', 'safeAttr', 'safeJs', 'safeJsStr', 'safeSrcset'];
const texts = ['s', 'e', 'u', 'js', 'css', 'color', 'word', 'h', 'raw', 'set'].map((key) => `$.${key}`);

const action = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...fields, '.', '1', '"<x>"', '$.missing') },
  {
    weight: 4,
    arbitrary: fc.tuple(fc.constantFrom(...texts), fc.constantFrom(...safe)).map((p) => p.join(' | ')),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('html', 'urlquery', 'js', 'print', 'len'), fc.constantFrom(...fields))
      .map((p) => p.join(' ')),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom(...fields),
        fc.constantFrom('html', 'urlquery', 'js | html', 'html | print', 'print'),
      )
      .map((p) => p.join(' | ')),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'html $.s $.i',
      'urlquery $.u $.l',
      '$x := $.s',
      'html $.m',
      'urlquery $.nil $.s',
    ),
  },
);

const pieces = [
  '<',
  '>',
  '/',
  ' ',
  '\n',
  '"',
  "'",
  '`',
  '=',
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  '\\',
  ';',
  ':',
  '#',
  '?',
  '-',
  '--',
  '+',
  '++',
  '.',
  ',',
  '$',
  '${',
  '$x',
  '%',
  '1.',
  'a',
  'in',
  'return ',
  'x',
  '\u00e9',
  '\u2028',
  '\u00a0',
  '<p>',
  '</p>',
  '<b title="',
  '<b title=',
  "<b title='",
  '<a href="',
  '<a href=',
  "<a href='/x?",
  '<a href="#',
  '<img srcset="',
  '<img src=',
  '<p style="',
  "<p style='color:",
  '<p onclick="',
  "<p onclick='f(",
  '<div ',
  '<div data-url="',
  '<input value=',
  ' checked ',
  '<input type=text name=',
  ' xlink:href="',
  ' my:on="',
  '<script>',
  '</script>',
  '<script type="text/plain">',
  '<script type="module">',
  "<script type='",
  '<style>',
  '</style>',
  '<textarea>',
  '</textarea>',
  '<title>',
  '</title>',
  '<meta content="',
  '5;url=',
  '<meta http-equiv=refresh content=',
  '<!--',
  '-->',
  '<!DOCTYPE html>',
  '<x-y>',
  '</',
  '/*',
  '*/',
  '//',
  '#!',
  'url(',
  'url("',
  "url('",
  'URL( ',
  'curl(',
  '\\41 ',
  '\\27',
  '\\u0041',
  '/[',
  '/re/',
  'var x = ',
  'x / ',
  '"str',
  "'str",
  '`tmpl',
  'x = {',
  'function(){',
  '</SCRIPT',
  '<!-- ',
  '</style',
  'expression',
  'background: ',
  '&quot;',
  '&#39;',
  '&lt',
  '&amp',
  '&notit;',
  '&eacute',
  '&#x27',
  '&#0;',
  '&',
];
const text = fc
  .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join(''));

/** Whole places, so that many templates get as far as being executed. */
const wrapped = (inner: string): string[] => [
  inner,
  `<p>${inner}</p>`,
  `<a href="${inner}">`,
  `<a href='/p/${inner}'>x</a>`,
  `<a href="/q?x=${inner}">`,
  `<a href=${inner}>`,
  `<p title="${inner}">`,
  `<p title=${inner}>`,
  `<p ${inner}>`,
  `<img srcset="${inner}">`,
  `<p style="color: ${inner}">`,
  `<p style="background: url('${inner}')">`,
  `<style>p { font: "${inner}"; width: ${inner}; background: url(${inner}) }</style>`,
  `<script>var x = ${inner};</script>`,
  `<script>var x = "${inner}" + '${inner}';</script>`,
  `<script>var x = /a${inner}b/ + \`t\${ f({a:${inner}}) }${inner}\`</script>`,
  `<script>/* ${inner} */ // ${inner}\n</script>`,
  `<script type="text/template"><p title="${inner}"></script>`,
  `<p onclick="f(${inner}, '${inner}')">`,
  `<textarea>${inner}</textarea><title>${inner}</title>`,
  `<!-- ${inner} -->x`,
  `<meta content="0; url=${inner}">`,
  `<meta content=${inner}>`,
];

const { node } = fc.letrec<{ node: string }>((tie) => {
  const inner = fc.array(tie('node'), { maxLength: 3 }).map((parts) => parts.join(''));
  const shown = action.map((pipe) => `{{${pipe}}}`);
  const branch = fc
    .tuple(
      fc.constantFrom('if $.t', 'if $.no', 'with $.s', 'range $.l', 'range $.none', 'range $.ss'),
      inner,
      inner,
    )
    .map(([open, body, otherwise]) => `{{${open}}}${body}{{else}}${otherwise}{{end}}`);
  const jump = fc
    .tuple(fc.constantFrom('break', 'continue'), inner, inner)
    .map(([jumps, a, b]) => `{{range $.l}}${a}{{if .}}{{${jumps}}}{{end}}${b}{{end}}`);
  const place = fc.tuple(inner, fc.nat(22)).map(([body, at]) => wrapped(body)[at] ?? body);
  return {
    node: fc.oneof(
      { maxDepth: 3 },
      { weight: 5, arbitrary: shown },
      { weight: 2, arbitrary: text },
      { weight: 4, arbitrary: place },
      {
        weight: 1,
        arbitrary: fc.constantFrom('{{template "x" $}}', '{{template "y" $}}', '{{template "z" $}}'),
      },
      { weight: 1, arbitrary: branch },
      { weight: 1, arbitrary: jump },
    ),
  };
});

const whole = fc.array(node, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));

/** A template of an HTML document, often a broken one, that calls others; one of them calls itself. */
export const htmlTemplate = fc.tuple(whole, node, node, fc.nat(3)).map(([main, x, y, chance]) => {
  if (chance < 2 && !main.includes('template "')) return main;
  const inX = x.replaceAll('template "x"', 'template "y"');
  const inY = y.replaceAll(/template "[xy]"/g, 'template "z"');
  // Go never ends where each call opens another template literal.
  const again = y.includes('`') ? '' : '{{if $.no}}{{template "y" $}}{{end}}';
  return `{{define "x"}}${inX}{{end}}{{define "y"}}${again}${inY}{{end}}{{define "z"}}{{$.s}}{{end}}${main}`;
});
