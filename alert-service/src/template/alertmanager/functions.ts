import { FunctionError } from '#template/error';
import {
  anything,
  fn0,
  fn1,
  fn2,
  fn3,
  list,
  text,
  texts,
  time,
  variadic,
  variadic1,
} from '#template/execute/function';
import type { TemplateFunction } from '#template/execute/function';
import { toLower, toTitle, toUpper } from '#template/functions/case';
import { humanizeDuration } from '#template/functions/humanize';
import { toJson } from '#template/functions/json';
import { matches, replaceAll } from '#template/functions/regexp';
import { unescapeQuery } from '#template/functions/url';
import { htmlType, urlType } from '#template/html/content';
import { duration } from '#template/time/duration';
import { BadTime, parseTime } from '#template/time/parse';
import { GoTime } from '#template/time/time';
import { loadZone } from '#template/time/zone';
import { fromBytes, toBytes } from '#template/value/bytes';
import { anyMapType, anysType } from '#template/value/type';
import { GoList, GoMap, GoScalar, stringList, type Value } from '#template/value/value';

export interface AlertmanagerEdges {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** The rendered value of a label of the route; an unknown one is empty. */
  readonly routeLabel?: (name: string) => string;
}

/** Text that html/template leaves as it is; plain text to text/template. */
export const safeHtml = fn1(text, (value) => new GoScalar(htmlType, value));

const spaces = /^[\s\u0085]+|[\s\u0085]+$/g;

/** Go's strings.TrimSpace, to which a byte order mark is no space. */
const trimSpace = (value: string): string =>
  value.replace(spaces, (run) => (run.includes('\ufeff') ? trimKeepingMark(run, value.startsWith(run)) : ''));

function trimKeepingMark(run: string, isStart: boolean): string {
  return isStart ? run.slice(run.indexOf('\ufeff')) : run.slice(0, run.lastIndexOf('\ufeff') + 1);
}

function inZone(name: string, at: GoTime): GoTime {
  const zone = loadZone(name);
  if (zone === undefined) throw new FunctionError(`unknown time zone ${name}`);
  return new GoTime(at.unixNs, zone);
}

function toDateOrZero(layout: string, value: string): GoTime {
  try {
    return parseTime(layout, value);
  } catch (error) {
    if (error instanceof BadTime) return GoTime.zero;
    throw error;
  }
}

/** Where Go's decoder stops: at a wrong character, behind the padding, or before a group that is not whole. */
function badBase64At(value: string): number {
  const wrong = value.search(/[^\w\-=]/);
  if (wrong >= 0) return wrong;
  const padded = /=+/.exec(value);
  if (padded !== null && padded.index + padded[0].length < value.length)
    return padded.index + padded[0].length;
  return Math.floor(value.length / 4) * 4;
}

function base64decode(value: string): string {
  const clean = value.replace(/[\r\n]/g, '');
  if (clean.length % 4 !== 0 || !/^[\w-]*={0,2}$/.test(clean)) {
    throw new FunctionError(`illegal base64 data at input byte ${badBase64At(clean)}`);
  }
  return fromBytes(Buffer.from(clean, 'base64url'));
}

function base64encode(value: string): string {
  const encoded = Buffer.from(toBytes(value)).toString('base64url');
  return encoded.padEnd(Math.ceil(encoded.length / 4) * 4, '=');
}

function dict(values: readonly Value[]): GoMap {
  if (values.length % 2 !== 0) throw new FunctionError('dict requires an even number of arguments');
  const entries = new Map<string, Value>();
  for (let at = 0; at < values.length; at += 2) {
    const key = values[at];
    if (typeof key !== 'string') throw new FunctionError('dict keys must be strings');
    entries.set(key, values[at + 1]);
  }
  return new GoMap(anyMapType, entries);
}

const texting: Readonly<Record<string, TemplateFunction>> = {
  toUpper: fn1(text, toUpper),
  toLower: fn1(text, toLower),
  title: fn1(text, (value) => toTitle(value, false)),
  trimSpace: fn1(text, trimSpace),
  join: fn2([text, texts], (separator, items) => items.join(separator)),
  match: fn2([text, text], matches),
  safeHtml,
  safeUrl: fn1(text, (value) => new GoScalar(urlType, value)),
  urlUnescape: fn1(text, unescapeQuery),
  reReplaceAll: fn3([text, text, text], replaceAll),
  base64encode: fn1(text, base64encode),
  base64decode: fn1(text, base64decode),
};

const building: Readonly<Record<string, TemplateFunction>> = {
  stringSlice: variadic(text, stringList),
  list: variadic(anything, (items) => new GoList(anysType, items)),
  append: variadic1([list, anything], (items, more) => new GoList(anysType, [...items, ...more])),
  dict: variadic(anything, dict),
  toJson: fn1(anything, toJson),
};

const timing: Readonly<Record<string, TemplateFunction>> = {
  date: fn2([text, time], (layout, at) => at.format(layout)),
  tz: fn2([text, time], inZone),
  humanizeDuration: fn1(anything, humanizeDuration),
  toDate: fn2([text, text], toDateOrZero),
  mustToDate: fn2([text, text], parseTime),
};

/** The functions of Alertmanager 0.34's notification templates. */
export function alertmanagerFunctions(edges: AlertmanagerEdges): Readonly<Record<string, TemplateFunction>> {
  return {
    ...texting,
    ...building,
    ...timing,
    routeLabels: fn1(text, (name) => edges.routeLabel?.(name) ?? ''),
    now: fn0(() => GoTime.ofMs(edges.now())),
    since: fn1(time, (at) => duration(GoTime.ofMs(edges.now()).unixNs - at.unixNs)),
  };
}
