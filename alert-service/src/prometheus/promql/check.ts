import { RE2JS } from 're2js';
import { aggregationParameter, oneOf, type Signature, signatures, type ValueType } from './functions.ts';
import { PromqlRefused } from './problem.ts';
import { checkBinary } from './check-binary.ts';
import { checkDuration, numberOf } from './numbers.ts';
import type { Expr, Matcher, Place, Selector } from './tree.ts';

/** The type of an expression, or PromqlRefused at the first place where types do not fit. */
export function checkTypes(expr: Expr): ValueType {
  switch (expr.kind) {
    case 'number':
      return 'scalar';
    case 'string':
      return 'string';
    case 'selector':
      return checkSelector(expr, false);
    case 'range':
      return checkRange(expr);
    case 'subquery':
      checkLength(expr.length, expr);
      checkInner(expr.inner, ['instant vector'], 'a subquery needs an instant vector');
      return 'range vector';
    case 'modified':
      return checkModified(expr);
    case 'paren':
      return checkTypes(expr.inner);
    case 'unary':
      return checkInner(
        expr.inner,
        ['scalar', 'instant vector'],
        `"${expr.op}" needs a number or an instant vector`,
      );
    case 'binary':
      return checkBinary(expr, { left: checkTypes(expr.left), right: checkTypes(expr.right) });
    case 'aggregate':
      return checkAggregate(expr.name, expr.args, expr);
    case 'call':
      return checkCall(expr.name, expr.args, expr);
  }
}

function checkInner(inner: Expr, wanted: readonly ValueType[], why: string): ValueType {
  const type = checkTypes(inner);
  if (!wanted.includes(type)) throw new PromqlRefused(`${why}, not ${oneOf(type)}`, inner, remedyFor(type));
  return type;
}

const remedyFor = (type: ValueType): string =>
  type === 'range vector'
    ? 'wrap it in a function such as rate() or max_over_time(), or drop the [...]'
    : 'use a selector or a function that gives what is needed here';

function checkRange(expr: Extract<Expr, { kind: 'range' }>): ValueType {
  if (expr.inner.kind === 'modified') {
    throw new PromqlRefused('offset and @ stand behind the range', expr.inner, 'write metric[5m] offset 1h');
  }
  if (expr.inner.kind !== 'selector') {
    throw new PromqlRefused('a range is only for a plain selector', expr, 'use a subquery: (...)[5m:1m]');
  }
  checkSelector(expr.inner, false);
  checkLength(expr.length, expr);
  return 'range vector';
}

function checkLength(length: string, place: Place): void {
  checkDuration(length, place);
  if (/^[+-]?(nan|inf)$/i.test(length) || numberOf(length) <= 0)
    throw new PromqlRefused('a range must be longer than 0', place, 'write for example [5m]');
}

function checkModified(expr: Extract<Expr, { kind: 'modified' }>): ValueType {
  for (let inner = expr.inner; inner.kind === 'modified'; inner = inner.inner) {
    if (inner.modifier === expr.modifier) {
      throw new PromqlRefused(`${expr.modifier} is set twice`, expr, 'keep one of them');
    }
  }
  const target = unmodified(expr.inner);
  if (target.kind !== 'selector' && target.kind !== 'range' && target.kind !== 'subquery') {
    throw new PromqlRefused(
      `${expr.modifier} must stand right behind a selector or a subquery`,
      expr,
      'move it inside, behind the selector',
    );
  }
  return checkTypes(expr.inner);
}

const unmodified = (expr: Expr): Expr => (expr.kind === 'modified' ? unmodified(expr.inner) : expr);

function checkAggregate(name: string, args: readonly Expr[], place: Place): ValueType {
  const parameter = aggregationParameter.get(name);
  const wanted = parameter ? [parameter, 'instant vector' as const] : ['instant vector' as const];
  checkArguments(name, args, { place, signature: { args: wanted, variadic: 0, returns: 'instant vector' } });
  return 'instant vector';
}

function checkCall(name: string, args: readonly Expr[], place: Place): ValueType {
  const signature = signatures.get(name);
  if (!signature)
    throw new PromqlRefused(`unknown function "${name}"`, place, 'use a function that PromQL has');
  const [first, ...rest] = args;
  if (name === 'info' && first) {
    for (const labels of rest) checkInfoLabels(labels);
    checkArguments(name, [first], { place, signature });
  } else checkArguments(name, args, { place, signature });
  return signature.returns;
}

/** The second argument of info() chooses labels: braces alone, and they may match anything. */
function checkInfoLabels(expr: Expr): void {
  if (expr.kind !== 'selector' || expr.name !== undefined) {
    throw new PromqlRefused(
      'info() takes label matchers as its second argument',
      expr,
      'write {label="value"}',
    );
  }
  checkSelector(expr, true);
}

interface Called {
  readonly signature: Signature;
  readonly place: Place;
}

function checkArguments(name: string, args: readonly Expr[], { signature, place }: Called): void {
  const { args: wanted, variadic } = signature;
  const least = variadic === 0 ? wanted.length : wanted.length - 1;
  const most = variadic < 0 ? Infinity : variadic === 0 ? wanted.length : least + variadic;
  if (args.length < least || args.length > most) {
    const count =
      least === most ? `${least}` : most === Infinity ? `at least ${least}` : `${least} to ${most}`;
    const remedy = `${name}(${wanted.join(', ')})`;
    throw new PromqlRefused(
      `${name}() takes ${count} argument(s), not ${args.length}`,
      place,
      `write ${remedy}`,
    );
  }
  args.forEach((arg, index) => {
    const type = wanted[Math.min(index, wanted.length - 1)];
    const given = checkTypes(arg);
    if (type === undefined || type === given) return;
    const hint = type === 'range vector' ? `add a range such as [5m]` : remedyFor(given);
    throw new PromqlRefused(`${name}() needs ${oneOf(type)} here, not ${oneOf(given)}`, arg, hint);
  });
}

function checkSelector(selector: Selector, mayMatchAll: boolean): ValueType {
  const named = selector.matchers.filter(({ name }) => name === '__name__');
  if (selector.name !== undefined && named.length > 0) {
    throw new PromqlRefused('the metric name is set twice', selector, 'keep the one before the braces');
  }
  const matchesEmpty = selector.matchers.map((matcher) => known.get(matcher) ?? matchesEmptyText(matcher));
  if (selector.name === undefined && !mayMatchAll && matchesEmpty.every(Boolean)) {
    throw new PromqlRefused(
      'the selector would match every series: at least one matcher must not match the empty text',
      selector,
      'add a metric name or a matcher such as {job="api"}',
    );
  }
  return 'instant vector';
}

function matchesEmptyText(matcher: Matcher): boolean {
  if (matcher.op === '=') return matcher.value === '';
  if (matcher.op === '!=') return matcher.value !== '';
  const matches = compile(matcher).matches('');
  return matcher.op === '=~' ? matches : !matches;
}

const known = new WeakMap<Matcher, boolean>();

/** Those that repeat large classes take long: they are tried first where somebody waits, as long as that may take. */
export function matchWhile(matchers: readonly Matcher[], isOver: () => boolean): void {
  for (const matcher of matchers) {
    if (isOver())
      throw new PromqlRefused('its regular expressions take too long to check', matcher, 'make them simpler');
    known.set(matcher, matchesEmptyText(matcher));
  }
}

function compile(matcher: Matcher): RE2JS {
  try {
    return RE2JS.compile(matcher.value, RE2JS.DOTALL);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PromqlRefused(
      `bad regular expression ${matcher.value}: ${reason}`,
      matcher,
      'write it in RE2 syntax',
    );
  }
}
