/** One file of tests, as promtool 3 reports it with --junit. */
export interface JunitSuite {
  readonly name: string;
  /** When it began; absent where its file could not be read. */
  readonly startedAt?: number;
  readonly cases: readonly { readonly name: string; readonly errors: readonly string[] }[];
  /** Why it could not be run, or not to its end. */
  readonly aborted?: string;
}

/** What promtool writes, to the letter but for the texts of failures: no declaration, no line breaks. */
export const junitXml = (suites: readonly JunitSuite[]): string =>
  element('testsuites', {}, suites.map(suiteXml).join(''));

function suiteXml({ name, startedAt, cases, aborted }: JunitSuite): string {
  // promtool puts what stops it into the test that ran last, or into one that it calls unknown.
  const all = cases.length === 0 && aborted !== undefined ? [{ name: 'unknown', errors: [] }] : cases;
  const attributes = {
    name,
    tests: all.length,
    failures: all.flatMap(({ errors }) => errors).length,
    errors: aborted === undefined ? 0 : 1,
    skipped: 0,
    timestamp: startedAt === undefined ? '' : new Date(startedAt).toISOString().slice(0, 19),
  };
  const children = all.map((one, index) => {
    const failures = one.errors.map((error) => element('failure', {}, escaped(error)));
    const isLast = index === all.length - 1;
    const stopped = isLast && aborted !== undefined ? [element('error', {}, escaped(aborted))] : [];
    return element('testcase', { name: one.name }, [...failures, ...stopped].join(''));
  });
  return element('testsuite', attributes, children.join(''));
}

function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  children: string,
): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value))}"`);
  return `<${name}${written.join('')}>${children}</${name}>`;
}

const escapes: Readonly<Record<string, string>> = {
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
};

/** As Go's encoder does it; what XML cannot hold is replaced. */
const escaped = (text: string): string =>
  text
    .replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/["'&<>\t\n\r]/g, (char) => escapes[char] ?? char);
