import { floatText, hexText, integerText, pad, plainSpec, quotedRuneText, quotedText } from './spec.ts';
import { runeVerbText, stringText, unicodeText, type Spec } from './spec.ts';
import { anyType, int64Type, isExported, methodOf, pointerTo, type GoType } from '#template/value/type';
import {
  GoFunc,
  GoList,
  GoMap,
  GoPointer,
  GoScalar,
  GoStruct,
  typeName,
  type Value,
} from '#template/value/value';
import { GoTime } from '#template/time/time';

/** How far inside another value we are, and whether `String()` is out of bounds because a verb went wrong. */
interface Inside {
  readonly depth: number;
  readonly erroring: boolean;
}

const outside: Inside = { depth: 0, erroring: false };

/** Where something lives is no business of a template's output; Go would print an address that changes. */
const address = 0xc000_0100_00n;

/** The text of a value's own `String()` method, if it has one. */
export function stringerText(value: Value): string | undefined {
  if (value instanceof GoTime) return value.toString();
  if (value instanceof GoPointer) return value.target === undefined ? undefined : stringerText(value.target);
  if (value === null || typeof value !== 'object') return undefined;
  const text = methodOf(value.type, 'String')?.run(value, []);
  return typeof text === 'string' ? text : undefined;
}

/** Go's complaint about a verb that does not fit: `%!d(string=hi)`. */
function badVerb(value: Value, verb: string, spec: Spec): string {
  const shown = value === undefined || value === null ? '<nil>' : undefined;
  const inner =
    shown ?? `${typeName(value)}=${textOf(value, 'v', { spec, inside: { depth: 0, erroring: true } })}`;
  return `%!${verb}(${inner})`;
}

function stringVerb(value: Value, text: string, form: { verb: string; spec: Spec }): string {
  const { verb, spec } = form;
  switch (verb) {
    case 'v':
      return spec.sharpV ? quotedText(text, spec) : stringText(text, spec);
    case 's':
      return stringText(text, spec);
    case 'x':
    case 'X':
      return hexText(text, spec, verb === 'X');
    case 'q':
      return quotedText(text, spec);
    default:
      return badVerb(value, verb, spec);
  }
}

function integerVerb(
  value: Value,
  whole: bigint,
  form: { verb: string; spec: Spec; unsigned: boolean },
): string {
  const { verb, spec } = form;
  switch (verb) {
    case 'v':
      if (spec.sharpV && form.unsigned) return integerText(whole, 'x', { ...spec, sharp: true });
      return integerText(whole, 'd', spec);
    case 'd':
    case 'b':
    case 'o':
    case 'O':
    case 'x':
    case 'X':
      return integerText(whole, verb, spec);
    case 'c':
      return runeVerbText(whole, spec);
    case 'q':
      return quotedRuneText(whole, spec);
    case 'U':
      return unicodeText(whole, spec);
    default:
      return badVerb(value, verb, spec);
  }
}

function floatVerb(value: Value, size: number, form: { verb: string; spec: Spec }): string {
  const { verb, spec } = form;
  if (verb === 'v') return floatText(size, { verb: 'g', precision: -1 }, spec);
  if (/^[bgGxX]$/.test(verb)) return floatText(size, { verb, precision: -1 }, spec);
  if (/^[feE]$/.test(verb)) return floatText(size, { verb, precision: 6 }, spec);
  if (verb === 'F') return floatText(size, { verb: 'f', precision: 6 }, spec);
  return badVerb(value, verb, spec);
}

function basicText(
  value: Value,
  plain: boolean | bigint | number | string,
  form: { verb: string; spec: Spec },
): string {
  switch (typeof plain) {
    case 'string':
      return stringVerb(value, plain, form);
    case 'number':
      return floatVerb(value, plain, form);
    case 'bigint': {
      const unsigned = value instanceof GoScalar && value.type.kind === 'uint';
      return integerVerb(value, plain, { ...form, unsigned });
    }
    default:
      return form.verb === 't' || form.verb === 'v'
        ? pad(String(plain), form.spec)
        : badVerb(value, form.verb, form.spec);
  }
}

function listText(value: GoList, verb: string, form: { spec: Spec; inside: Inside }): string {
  if (form.spec.sharpV && value.isNil) return `${value.type.name}(nil)`;
  const parts = value.items.map((item) => textOf(item, verb, form));
  return form.spec.sharpV ? `${value.type.name}{${parts.join(', ')}}` : `[${parts.join(' ')}]`;
}

function mapText(value: GoMap, verb: string, form: { spec: Spec; inside: Inside }): string {
  if (form.spec.sharpV && value.isNil) return `${value.type.name}(nil)`;
  const parts = value.sorted().map(([key, item]) => `${textOf(key, verb, form)}:${textOf(item, verb, form)}`);
  return form.spec.sharpV ? `${value.type.name}{${parts.join(', ')}}` : `map[${parts.join(' ')}]`;
}

function structText(value: GoStruct, verb: string, form: { spec: Spec; inside: Inside }): string {
  const { spec, inside } = form;
  const parts = value.values.map((item, at) => {
    const name = value.type.fields?.[at]?.name ?? '';
    // Go may not call methods of what lies in an unexported field.
    const within = isExported(name) ? inside : { ...inside, erroring: true };
    return `${spec.plusV || spec.sharpV ? `${name}:` : ''}${textOf(item, verb, { spec, inside: within })}`;
  });
  return spec.sharpV ? `${value.type.name}{${parts.join(', ')}}` : `{${parts.join(' ')}}`;
}

function pointerText(value: GoPointer | GoFunc, verb: string, form: { spec: Spec; inside: Inside }): string {
  const { spec, inside } = form;
  if (value instanceof GoPointer && inside.depth === 0) {
    const target = value.target;
    if (target instanceof GoStruct || target instanceof GoList || target instanceof GoMap) {
      return `&${textOf(target, verb, { spec, inside: { ...inside, depth: 1 } })}`;
    }
  }
  const isNil = value instanceof GoPointer && value.target === undefined;
  if (verb === 'v' && spec.sharpV)
    return `(${value.type.name})(${isNil ? 'nil' : `0x${address.toString(16)}`})`;
  if (verb === 'v' && isNil) return pad('<nil>', spec);
  const place = isNil ? 0n : address;
  if (verb === 'v' || verb === 'p') return integerText(place, 'x', { ...spec, sharp: !spec.sharp });
  return /^[bodxX]$/.test(verb) ? integerText(place, verb, spec) : badVerb(value, verb, spec);
}

/** %#v of a time is Go code that makes it. */
function goTimeCode(time: GoTime): string {
  const { date, hour, minute, second } = time.clock;
  const month = time.format('January');
  const zone = time.zone.name === 'UTC' ? 'time.UTC' : `time.Location("${time.zone.name}")`;
  const parts = [hour, minute, second, time.nanosecond, zone].join(', ');
  return `time.Date(${date.year}, time.${month}, ${date.day}, ${parts})`;
}

function methodText(value: Value, verb: string, form: { spec: Spec; inside: Inside }): string | undefined {
  if (form.inside.erroring || typeof value !== 'object' || value === null) return undefined;
  if (form.spec.sharpV && value instanceof GoTime) return goTimeCode(value);
  if (form.spec.sharpV || !/^[vsxXq]$/.test(verb)) return undefined;
  const text = stringerText(value);
  return text === undefined ? undefined : stringVerb(text, text, { verb, spec: form.spec });
}

/** One value under one verb, as fmt prints it. */
export function formatValue(value: Value, verb: string, spec: Spec = plainSpec): string {
  return textOf(value, verb, { spec, inside: outside });
}

function textOf(value: Value, verb: string, { spec, inside }: { spec: Spec; inside: Inside }): string {
  if (value === undefined || value === null) return nilText(verb, spec, inside);
  if (verb === 'T' && inside.depth === 0) return stringText(typeName(value), spec);
  if (verb === 'w') return badVerb(value, verb, spec);
  if (typeof value !== 'object') return basicText(value, value, { verb, spec });
  const own = methodText(value, verb, { spec, inside });
  if (own !== undefined) return own;
  if (value instanceof GoScalar) return basicText(value, value.value, { verb, spec });
  if (value instanceof GoPointer || value instanceof GoFunc)
    return pointerText(value, verb, { spec, inside });
  const form = { spec, inside: { ...inside, depth: inside.depth + 1 } };
  if (value instanceof GoList) return listText(value, verb, form);
  if (value instanceof GoMap) return mapText(value, verb, form);
  if (value instanceof GoStruct) return structText(value, verb, form);
  return structText(timeParts(value), verb, form);
}

const uint64Type: GoType = { name: 'uint64', kind: 'uint' };
const partsType: GoType = {
  name: 'time.Time',
  kind: 'struct',
  fields: [
    { name: 'wall', type: uint64Type },
    { name: 'ext', type: int64Type },
    { name: 'loc', type: pointerTo({ name: 'time.Location', kind: 'struct', fields: [] }) },
  ],
};

/** What Go keeps a time in, which verbs like %d show. */
function timeParts(time: GoTime): GoStruct {
  const seconds = BigInt(time.unixSeconds - GoTime.zero.unixSeconds);
  const wall = new GoScalar(uint64Type, BigInt(time.nanosecond));
  const zone = new GoPointer(partsType.fields?.[2]?.type ?? anyType, undefined);
  return new GoStruct(partsType, [wall, new GoScalar(int64Type, seconds), zone]);
}

function nilText(verb: string, spec: Spec, inside: Inside): string {
  // Inside another value Go prints a nil whatever the verb.
  if (inside.depth > 0) return spec.sharpV ? 'interface {}(nil)' : '<nil>';
  if (verb !== 'v' && verb !== 'T') return badVerb(undefined, verb, spec);
  return pad('<nil>', spec);
}

const isText = (value: Value): boolean =>
  typeof value === 'string' || (value instanceof GoScalar && value.type.kind === 'string');

/** fmt.Sprint: a space between two operands when neither is a string. */
export function sprint(values: readonly Value[]): string {
  return values
    .map((value, at) => {
      const apart = at > 0 && !isText(value) && !isText(values[at - 1]);
      return `${apart ? ' ' : ''}${formatValue(value, 'v')}`;
    })
    .join('');
}

export function sprintln(values: readonly Value[]): string {
  return `${values.map((value) => formatValue(value, 'v')).join(' ')}\n`;
}

/** What a template prints for the value of an action. */
export function printed(value: Value): string {
  if (value === undefined || value === null) return '<no value>';
  let shown: Value = value;
  while (shown instanceof GoPointer && shown.target !== undefined) shown = shown.target;
  return formatValue(shown, 'v');
}
