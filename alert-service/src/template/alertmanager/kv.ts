import { texts } from '#template/execute/function';
import { compareStrings } from '#template/value/bytes';
import {
  defined,
  sliceOf,
  stringMapType,
  stringType,
  stringsType,
  type GoType,
  type Method,
} from '#template/value/type';
import { bare, GoList, GoMap, GoStruct, stringMap, type Value } from '#template/value/value';

const textOf = (value: Value): string => {
  const plain = bare(value);
  return typeof plain === 'string' ? plain : '';
};

const stringsOf = (value: Value): string[] => (value instanceof GoList ? value.items.map(textOf) : []);

/** A list of strings that can be joined: `{{ .GroupLabels.Values.Join ":" }}`. */
export const StringsType: GoType = defined('template.Strings', stringsType, {
  Join: { params: [stringType], run: (self, [separator]) => stringsOf(self).join(textOf(separator)) },
});

export const PairType: GoType = {
  name: 'template.Pair',
  kind: 'struct',
  fields: [
    { name: 'Name', type: stringType },
    { name: 'Value', type: stringType },
  ],
};

const pairsOf = (value: Value): readonly (readonly [string, string])[] =>
  value instanceof GoList
    ? value.items.map((item) =>
        item instanceof GoStruct ? [textOf(item.values[0]), textOf(item.values[1])] : ['', ''],
      )
    : [];

const column = (index: 0 | 1): Method => ({
  params: [],
  run: (self) =>
    new GoList(
      StringsType,
      pairsOf(self).map((pair) => pair[index]),
    ),
});

const pairsText = (value: Value): string =>
  pairsOf(value)
    .map(([name, text]) => `${name}=${text}`)
    .join(', ');

export const PairsType: GoType = defined('template.Pairs', sliceOf(PairType), {
  Names: column(0),
  Values: column(1),
  String: { params: [], run: pairsText },
});

/** By name, the alert's name first. */
function sortedPairs(self: Value): GoList {
  const entries = self instanceof GoMap ? [...self.entries] : [];
  const rank = (name: string): number => (name === 'alertname' ? 0 : 1);
  const sorted = entries.sort(([left], [right]) => rank(left) - rank(right) || compareStrings(left, right));
  return new GoList(
    PairsType,
    sorted.map(([name, value]) => new GoStruct(PairType, [name, value])),
  );
}

function without(self: Value, names: Value): GoMap {
  const dropped = new Set(texts.read(names));
  const entries = self instanceof GoMap ? [...self.entries] : [];
  return new GoMap(KVType, new Map(entries.filter(([name]) => !dropped.has(name))));
}

const viaPairs = (name: 'Names' | 'Values'): Method => ({
  params: [],
  run: (self) => PairsType.methods?.[name]?.run(sortedPairs(self), []),
});

/** Labels or annotations, with the methods that notification templates use. */
export const KVType: GoType = defined('template.KV', stringMapType, {
  SortedPairs: { params: [], run: sortedPairs },
  Names: viaPairs('Names'),
  Values: viaPairs('Values'),
  Remove: { params: [stringsType], run: (self, [names]) => without(self, names) },
  String: { params: [], run: (self) => pairsText(sortedPairs(self)) },
});

export const kv = (entries: Readonly<Record<string, string>>): GoMap => stringMap(entries, KVType);
