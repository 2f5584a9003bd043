import { formatFloat } from '#template/format/float';
import { FunctionError } from '#template/error';
import { GoTime } from '#template/time/time';
import { toText } from '#template/value/bytes';
import { isExported } from '#template/value/type';
import { bare, GoFunc, GoList, GoMap, GoPointer, GoStruct, type Value } from '#template/value/value';

const unsafe = /[<>&\u2028\u2029\x7f]/g;

/** Go's JSON strings also escape what could end a script element. */
function jsonText(text: string): string {
  return JSON.stringify(toText(text)).replace(unsafe, (character) =>
    character === '\x7f' ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function jsonNumber(value: number): string {
  if (!Number.isFinite(value)) {
    throw new FunctionError(`json: unsupported value: ${formatFloat(value, { verb: 'g', precision: -1 })}`);
  }
  return Object.is(value, -0) ? '-0' : String(value);
}

/** encoding/json.Marshal. */
export function toJson(value: Value): string {
  if (value === undefined || value === null) return 'null';
  const plain = bare(value);
  if (typeof plain === 'string') return jsonText(plain);
  if (typeof plain === 'number') return jsonNumber(plain);
  if (typeof plain === 'bigint' || typeof plain === 'boolean') return String(plain);
  if (value instanceof GoTime) return jsonText(value.format('2006-01-02T15:04:05.999999999Z07:00'));
  if (value instanceof GoPointer) return toJson(value.target);
  if (value instanceof GoList) return value.isNil ? 'null' : `[${value.items.map(toJson).join(',')}]`;
  if (value instanceof GoMap) return mapJson(value);
  if (value instanceof GoStruct) return structJson(value);
  if (value instanceof GoFunc) throw new FunctionError(`json: unsupported type: ${value.type.name}`);
  return 'null';
}

function mapJson(map: GoMap): string {
  if (map.isNil) return 'null';
  const entries = map.sorted().map(([key, item]) => `${jsonText(key)}:${toJson(item)}`);
  return `{${entries.join(',')}}`;
}

function structJson({ type, values }: GoStruct): string {
  const members = values.flatMap((value, at) => {
    const field = type.fields?.[at];
    if (field === undefined || !isExported(field.name)) return [];
    return [`${jsonText(field.json ?? field.name)}:${toJson(value)}`];
  });
  return `{${members.join(',')}}`;
}
