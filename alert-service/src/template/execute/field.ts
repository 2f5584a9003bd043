import type { MissingKey } from './evaluate.ts';
import type { Frame } from './frame.ts';
import { timeMethods } from '#template/time/methods';
import { GoTime } from '#template/time/time';
import { isExported, methodOf, stringType, type Method } from '#template/value/type';
import { GoMap, GoPointer, GoStruct, indirect, typeName, zeroOf, type Value } from '#template/value/value';

interface Member {
  readonly name: string;
  readonly hasArguments: boolean;
}

/** Reads what stands behind a dot: a method, a struct's field or a map's entry. */
export class FieldReader {
  private readonly missingKey: MissingKey;

  constructor(missingKey: MissingKey) {
    this.missingKey = missingKey;
  }

  method(receiver: Value, name: string): { self: Value; method: Method } | undefined {
    const self = indirect(receiver).value;
    if (typeof self !== 'object' || self === null) return undefined;
    const own = self instanceof GoTime && Object.hasOwn(timeMethods, name) ? timeMethods[name] : undefined;
    const method = own ?? methodOf(self.type, name);
    return method === undefined ? undefined : { self, method };
  }

  read(frame: Frame, receiver: Value, member: Member): Value {
    const { name } = member;
    if (receiver === undefined) {
      return this.missingKey === 'error' ? frame.fail(`nil data; no entry for key "${name}"`) : undefined;
    }
    const { value, isNil } = indirect(receiver);
    if (isNil) return this.throughNil(frame, value, name);
    if (value instanceof GoStruct) return this.field(frame, value, { ...member, type: typeName(receiver) });
    if (value instanceof GoMap) return this.entry(frame, value, member);
    return frame.fail(`can't evaluate field ${name} in type ${typeName(receiver)}`);
  }

  private throughNil(frame: Frame, value: Value, name: string): Value {
    const fields = value instanceof GoPointer ? value.type.elem?.fields : undefined;
    if (fields !== undefined && !fields.some((field) => field.name === name)) {
      return frame.fail(`can't evaluate field ${name} in type ${typeName(value)}`);
    }
    return frame.fail(`nil pointer evaluating ${typeName(value)}.${name}`);
  }

  private field(
    frame: Frame,
    struct: GoStruct,
    { name, hasArguments, type }: Member & { type: string },
  ): Value {
    const at = (struct.type.fields ?? []).findIndex((field) => field.name === name);
    if (at < 0) return frame.fail(`can't evaluate field ${name} in type ${type}`);
    if (!isExported(name)) frame.fail(`${name} is an unexported field of struct type ${type}`);
    if (hasArguments) frame.fail(`${name} has arguments but cannot be invoked as function`);
    return struct.values[at];
  }

  private entry(frame: Frame, map: GoMap, { name, hasArguments }: Member): Value {
    if (hasArguments) frame.fail(`${name} is not a method but has arguments`);
    if (map.entries.has(name)) return map.entries.get(name);
    switch (this.missingKey) {
      case 'zero':
        return zeroOf(map.type.elem ?? stringType);
      case 'error':
        return frame.fail(`map has no entry for key "${name}"`);
      default:
        return undefined;
    }
  }
}
