import { safeHtml } from '#template/alertmanager/functions';
import { FunctionError } from '#template/error';
import { anything, fn0, fn1, fn2, fn3, text, variadic, type Param } from '#template/execute/function';
import type { Functions, TemplateFunction } from '#template/execute/function';
import { functionTable } from '#template/functions/builtin';
import { toLower, toTitle, toUpper } from '#template/functions/case';
import { escapeQuery } from '#template/functions/escape';
import { stripDomain, stripPort } from '#template/functions/host';
import {
  humanize,
  humanize1024,
  humanizeDuration,
  humanizePercentage,
  humanizeTimestamp,
} from '#template/functions/humanize';
import { parseDuration, toDurationNs, toTime } from '#template/functions/humanize';
import { matches, replaceAll } from '#template/functions/regexp';
import { duration } from '#template/time/duration';
import { compareStrings, goString } from '#template/value/bytes';
import {
  anyMapType,
  anyType,
  defined,
  pointerTo,
  sliceOf,
  stringMapType,
  type GoType,
} from '#template/value/type';
import { GoList, GoMap, GoPointer, GoStruct, pointer, stringMap, type Value } from '#template/value/value';

/** One series of an instant query; a native histogram's value is its text. */
export interface QuerySample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number | string;
}

export type TemplateQuery = (expression: string) => readonly QuerySample[] | Promise<readonly QuerySample[]>;

export interface PrometheusEdges {
  /** The time of the evaluation, epoch milliseconds. */
  readonly now: () => number;
  readonly externalUrl: string;
  readonly query: TemplateQuery;
}

const SampleType: GoType = {
  name: 'template.sample',
  kind: 'struct',
  fields: [
    { name: 'Labels', type: stringMapType },
    { name: 'Value', type: anyType },
  ],
};

const samplePointer = pointerTo(SampleType);
const ResultType: GoType = defined('template.queryResult', sliceOf(samplePointer));

const result: Param<readonly Value[]> = {
  type: ResultType,
  read: (value) => (value instanceof GoList ? value.items : []),
};

const sample: Param<{ labels: ReadonlyMap<string, Value>; value: Value }> = {
  type: samplePointer,
  read: (value) => {
    const struct = value instanceof GoPointer ? value.target : undefined;
    if (!(struct instanceof GoStruct)) {
      throw new FunctionError('runtime error: invalid memory address or nil pointer dereference');
    }
    const [labels, number] = struct.values;
    return { labels: labels instanceof GoMap ? labels.entries : new Map(), value: number };
  },
};

function resultList(samples: readonly QuerySample[]): GoList {
  const items = samples.map(({ labels, value }) => {
    const shown = typeof value === 'string' ? goString(value) : value;
    return pointer(new GoStruct(SampleType, [stringMap(labels), shown]));
  });
  return new GoList(ResultType, items);
}

function labelOf(label: string, item: Value): string {
  const value = sample.read(item).labels.get(label);
  return typeof value === 'string' ? value : '';
}

function sortByLabel(label: string, items: readonly Value[]): GoList {
  const sorted = [...items].sort((left, right) =>
    compareStrings(labelOf(label, left), labelOf(label, right)),
  );
  return new GoList(ResultType, sorted);
}

const links = (tab: 0 | 1): TemplateFunction =>
  fn1(text, (expression) => `/graph?g0.expr=${escapeQuery(expression)}&g0.tab=${tab}`);

const ofSamples: Readonly<Record<string, TemplateFunction>> = {
  first: fn1(result, ([first]) => {
    if (first === undefined) throw new FunctionError('first() called on vector with no elements');
    return first;
  }),
  label: fn2([text, sample], (label, { labels }) => labels.get(label) ?? ''),
  value: fn1(sample, ({ value }) => value),
  strvalue: fn1(sample, ({ labels }) => labels.get('__value__') ?? ''),
  sortByLabel: fn2([text, result], sortByLabel),
};

const ofText: Readonly<Record<string, TemplateFunction>> = {
  args: variadic(anything, (values) => {
    return new GoMap(anyMapType, new Map(values.map((value, at) => [`arg${at}`, value])));
  }),
  reReplaceAll: fn3([text, text, text], replaceAll),
  safeHtml,
  match: fn2([text, text], matches),
  title: fn1(text, (value) => toTitle(value, true)),
  toUpper: fn1(text, toUpper),
  toLower: fn1(text, toLower),
  graphLink: links(0),
  tableLink: links(1),
  stripPort: fn1(text, stripPort),
  stripDomain: fn1(text, stripDomain),
  urlQueryEscape: fn1(text, escapeQuery),
};

const ofNumbers: Readonly<Record<string, TemplateFunction>> = {
  humanize: fn1(anything, humanize),
  humanize1024: fn1(anything, humanize1024),
  humanizeDuration: fn1(anything, humanizeDuration),
  humanizePercentage: fn1(anything, humanizePercentage),
  humanizeTimestamp: fn1(anything, humanizeTimestamp),
  toTime: fn1(anything, (value) => pointer(toTime(value))),
  toDuration: fn1(anything, (value) => pointer(duration(toDurationNs(value)))),
  parseDuration: fn1(text, parseDuration),
};

function pathOf(url: string): string {
  try {
    return decodeURIComponent(
      url.endsWith('/') ? new URL(url).pathname : new URL(url).pathname.replace(/\/$/, ''),
    );
  } catch {
    return '';
  }
}

/** Those that need no edge. `tmpl` is not among them: in Prometheus only console pages have it. */
const fixedFunctions: Readonly<Record<string, TemplateFunction>> = { ...ofSamples, ...ofText, ...ofNumbers };

const edgeFunctions = (edges: PrometheusEdges): Readonly<Record<string, TemplateFunction>> => ({
  query: fn1(text, (expression) => {
    const samples = edges.query(expression);
    return samples instanceof Promise ? samples.then(resultList) : resultList(samples);
  }),
  now: fn0(() => edges.now() / 1000),
  externalURL: fn0(() => goString(edges.externalUrl)),
  pathPrefix: fn0(() => pathOf(edges.externalUrl)),
});

/** The functions of Prometheus 3's alert templates. */
export function prometheusFunctions(edges: PrometheusEdges): Readonly<Record<string, TemplateFunction>> {
  return { ...fixedFunctions, ...edgeFunctions(edges) };
}

const fixedTable = functionTable(fixedFunctions);

/** The whole table for one rendering, of which there may be thousands in an evaluation. */
export function prometheusTable(edges: PrometheusEdges): Functions {
  const own = new Map(Object.entries(edgeFunctions(edges)));
  return {
    get: (name) => own.get(name) ?? fixedTable.get(name),
    has: (name) => own.has(name) || fixedTable.has(name),
  };
}
