import { TemplateError } from '#template/error';
import { describe, type TemplateNodeAny, type Tree } from '#template/parse/node';
import { placeOf } from '#template/parse/tokens';
import { byteLength } from '#template/value/bytes';
import type { Value } from '#template/value/value';

interface Variable {
  readonly name: string;
  value: Value;
}

/** What to change, for the complaints that have one answer; the first pattern that fits. */
const remedies: readonly (readonly [RegExp, string])[] = [
  [
    /^can't evaluate field/,
    'check the spelling and what the dot is here; inside range and with use $ for the outermost',
  ],
  [/^nil pointer evaluating/, 'guard it with {{ if }} or {{ with }}'],
  [/not defined$/, 'define it with {{ define }} or load the file that does'],
  [
    /^wrong number of args/,
    'give the function as many arguments as it takes; a piped value counts as the last',
  ],
  [
    /^(wrong type for value|expected |invalid value)/,
    'convert it, for example with printf "%v", or pass another field',
  ],
  [
    /incompatible types for comparison/,
    'compare values of one type: 5.0 for floats, 5 for whole numbers, "5" for text',
  ],
  [/^undefined variable/, 'declare it with := before assigning to it with ='],
  [/^range can't iterate/, 'range over a list, a map or a whole number'],
  [/maximum template depth/, 'a template calls itself without end'],
];

const remedyFor = (message: string): string => remedies.find(([pattern]) => pattern.test(message))?.[1] ?? '';

/** One running template: its variables, and the node that errors are about. */
export class Frame {
  readonly tree: Tree;
  readonly depth: number;
  node: TemplateNodeAny | undefined;
  private readonly variables: Variable[];

  constructor(tree: Tree, data: Value, depth: number) {
    this.tree = tree;
    this.depth = depth;
    this.variables = [{ name: '$', value: data }];
  }

  at(node: TemplateNodeAny): void {
    this.node = node;
  }

  push(name: string, value: Value): void {
    this.variables.push({ name, value });
  }

  mark(): number {
    return this.variables.length;
  }

  pop(mark: number): void {
    this.variables.length = mark;
  }

  private find(name: string): Variable {
    for (let at = this.variables.length - 1; at >= 0; at--) {
      const variable = this.variables[at];
      if (variable?.name === name) return variable;
    }
    return this.fail(`undefined variable: ${name}`);
  }

  get(name: string): Value {
    return this.find(name).value;
  }

  set(name: string, value: Value): void {
    this.find(name).value = value;
  }

  /** The n-th variable from the top. */
  setTop(n: number, value: Value): void {
    const variable = this.variables[this.variables.length - n];
    if (variable !== undefined) variable.value = value;
  }

  fail(message: string): never {
    const { name, text } = this.tree.source;
    const offset = this.node?.at ?? 0;
    const { line, column } = placeOf(text, offset);
    const goColumn = byteLength(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset));
    const context = this.node === undefined ? '' : describe(this.node);
    const where = `${name}:${line}:${goColumn}: executing "${this.tree.name}" at <${context}>`;
    throw new TemplateError({
      stage: 'execute',
      template: this.tree.name,
      line,
      column,
      goText: `template: ${where}: ${message}`,
      remedy: remedyFor(message),
    });
  }
}
