import { RE2JS, type Matcher } from 're2js';
import { FunctionError } from '#template/error';
import type { CallContext } from '#template/execute/function';

const compiled = new Map<string, RE2JS>();
const remembered = 200;

function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.startsWith('error parsing regexp') ? message : `error parsing regexp: ${message}`;
}

function compile(pattern: string): RE2JS {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  const made = RE2JS.compile(pattern);
  if (compiled.size >= remembered) compiled.clear();
  compiled.set(pattern, made);
  return made;
}

/** regexp.MatchString: anywhere in the text. */
export function matches(pattern: string, text: string): boolean {
  try {
    return compile(pattern).matcher(text).find();
  } catch (error) {
    throw new FunctionError(reason(error));
  }
}

const reference = /\$(?:\$|\{[\p{L}\p{Nd}_]+\}|[\p{L}\p{Nd}_]+)/gu;

/** Go's replacement template: $1, ${1}, $name, ${name} and $$; a name goes on as far as it can. */
function expand(template: string, match: Matcher): string {
  return template.replace(reference, (whole: string) => {
    if (whole === '$$') return '$';
    const name = whole.replace(/^\$\{?|\}$/g, '');
    if (/^(0|[1-9]\d{0,7})$/.test(name)) {
      return Number(name) <= match.groupCount() ? (match.group(Number(name)) ?? '') : '';
    }
    return Object.hasOwn(match.getNamedGroups(), name) ? (match.group(name) ?? '') : '';
  });
}

/** Regexp.ReplaceAllString. */
export function replaceAll(values: readonly [string, string, string], { maxLength }: CallContext): string {
  const [pattern, replacement, text] = values;
  let match: Matcher;
  try {
    match = compile(pattern).matcher(text);
  } catch (error) {
    throw new FunctionError(`regexp: Compile(\`${pattern}\`): ${reason(error)}`);
  }
  let replaced = '';
  let copied = 0;
  while (match.find()) {
    replaced += text.slice(copied, match.start());
    // An empty match right behind another match is not replaced.
    if (match.end() > copied || match.start() === 0) replaced += expand(replacement, match);
    copied = match.end();
    if (replaced.length > maxLength) throw new FunctionError('the replaced text is too long');
  }
  return replaced + text.slice(copied);
}
