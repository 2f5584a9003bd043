import { z } from 'zod';
import { fields, flag, given, length, listOf, required, strictFlag, text, whole } from '../fields.ts';
import { PlainScalar } from '../yaml-file.ts';
import { type HealthSettings, usualHealth } from './settings.ts';
import { addressNamed, type At, headerFiles, headersOf, headerTexts, lengthWithin } from './written.ts';

const labelName = required('label').refine(
  (name) => name !== '__name__' && !/["{}\s]/.test(name),
  'this is no name of a label',
);

const LokiFields = fields({
  url: addressNamed('url'),
  label: given(labelName),
  headers: given(headerTexts),
  headers_file: given(headerFiles),
  datasource: given(required('datasource')),
});

const HealthFields = fields({
  interval: given(lengthWithin('interval', { least: '1s', most: '5m' })),
  better_after: given(length),
  worse_after: given(length),
  alert_on: given(
    z.enum(['degraded', 'failing'], 'alert_on is degraded or failing; without it nobody is told'),
  ),
  relate: given(z.unknown()),
  ignore: given(listOf(text, 'names of services')),
  discover: given(flag),
  labels: given(
    listOf(labelName, 'names of labels').refine((names) => names.length > 0, 'name a label at least'),
  ),
  loki: given(LokiFields),
  explore: given(fields({ url: addressNamed('url'), datasource: required('datasource') })),
});

/** For the field `health`. */
export const health = given(HealthFields);

const RelateFields = fields({
  within: given(lengthWithin('within', { least: '1m', most: '1d' })),
  hops: given(whole.refine((hops) => hops >= 1 && hops <= 10, 'hops is a number from 1 to 10')),
});

const usualRelate = { withinMs: 600_000, hops: 2 };

/** `false`, `true`, or how. */
function relateOf(written: unknown, { path, reading }: At): HealthSettings['relate'] {
  if (written === undefined) return usualRelate;
  const at = [...path, 'relate'];
  if (written instanceof PlainScalar)
    return reading.check(strictFlag, written, at) === true ? usualRelate : undefined;
  const read = reading.check(RelateFields, written, at);
  return { withinMs: read?.within?.ms ?? usualRelate.withinMs, hops: read?.hops ?? usualRelate.hops };
}

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');

function lokiOf(written: z.output<typeof LokiFields>, at: At): HealthSettings['loki'] {
  const { url, label = 'service_name', datasource } = written;
  return {
    url: withoutSlash(url),
    headers: headersOf(written, { ...at, path: [...at.path, 'loki'] }),
    label,
    ...(datasource !== undefined && { datasource }),
  };
}

/** `health:` as it is written; `isAsked`: services or health stand in the file, even if this is empty. */
export function healthOf(
  written: z.output<typeof health>,
  at: At & { readonly isAsked: boolean },
): HealthSettings {
  const relate = at.isAsked ? relateOf(written?.relate, at) : undefined;
  const loki = written?.loki && lokiOf(written.loki, at);
  return {
    intervalMs: written?.interval?.ms ?? usualHealth.intervalMs,
    betterAfterMs: written?.better_after?.ms ?? usualHealth.betterAfterMs,
    worseAfterMs: written?.worse_after?.ms ?? usualHealth.worseAfterMs,
    ...(written?.alert_on && { alertOn: written.alert_on }),
    ...(relate && { relate }),
    ignore: written?.ignore ?? usualHealth.ignore,
    labels: written?.labels ?? usualHealth.labels,
    discover: written?.discover ?? usualHealth.discover,
    ...(loki && { loki }),
    ...(written?.explore && {
      explore: { url: withoutSlash(written.explore.url), datasource: written.explore.datasource },
    }),
  };
}
