import { type Matcher, RE2JS } from 're2js';
import { failed, type Parsed, parsed } from './parsed.ts';

/** A regular expression as Go runs it, with Go's templates for replacements: $1, ${1}, $name, ${name} and $$. */
export interface GoRegexp {
  test(text: string): boolean;
  /** Each template with the groups of the first match in it; undefined where nothing matches. */
  expand(text: string, templates: readonly string[]): readonly string[] | undefined;
  /** Go's ReplaceAllString. */
  replaceAll(text: string, template: string): string;
}

export const compileGoRegexp = (pattern: string): Parsed<GoRegexp> => {
  try {
    return parsed(goRegexp(RE2JS.compile(pattern)));
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  }
};

const goRegexp = (compiled: RE2JS): GoRegexp => ({
  test: (text) => compiled.test(text),
  expand(text, templates) {
    const match = compiled.matcher(text);
    return match.find() ? templates.map((template) => expanded(template, match)) : undefined;
  },
  replaceAll(text, template) {
    const match = compiled.matcher(text);
    let replaced = '';
    let copied = 0;
    while (match.find()) {
      replaced += text.slice(copied, match.start());
      // An empty match right behind another match is not replaced.
      if (match.end() > copied || match.start() === 0) replaced += expanded(template, match);
      copied = match.end();
    }
    return replaced + text.slice(copied);
  },
});

/** A name goes on as far as it can; a dollar that begins none stands for itself. */
const reference = /\$(?:\$|\{[\p{L}\p{Nd}_]+\}|[\p{L}\p{Nd}_]+)/gu;

const expanded = (template: string, match: Matcher): string =>
  template.replace(reference, (whole: string) => {
    if (whole === '$$') return '$';
    const name = whole.replace(/^\$\{?|\}$/g, '');
    if (/^(0|[1-9]\d{0,7})$/.test(name))
      return Number(name) <= match.groupCount() ? (match.group(Number(name)) ?? '') : '';
    return Object.hasOwn(match.getNamedGroups(), name) ? (match.group(name) ?? '') : '';
  });
