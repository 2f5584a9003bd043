import { isUtf8LabelName, type Labels } from '@tocsin/model';
import { given, texts } from './fields.ts';
import type { Reading } from './reading.ts';
import type { Path } from './yaml-file.ts';

/** `external_labels`: whose alerts these are, for whoever gets them from several places. */
export const externalLabels = given(texts);

export type Environment = Readonly<Record<string, string | undefined>>;

interface Context {
  readonly reading: Pick<Reading, 'problem' | 'warn'>;
  readonly environment: Environment;
}

/** `$NAME` and `${NAME}` are the environment's and `$$` is a dollar sign, as in Prometheus' own file. */
export function readExternalLabels(
  written: Readonly<Record<string, string>> | undefined,
  path: Path,
  { reading, environment }: Context,
): Labels {
  const labels: Record<string, string> = {};
  for (const [name, value] of Object.entries(written ?? {})) {
    const at = [...path, name];
    if (!isUtf8LabelName(name) || name === '__name__')
      reading.problem(at, `${JSON.stringify(name)} cannot be an external label’s name: rename it`);
    labels[name] = expanded(value, (variable) => {
      const found = environment[variable];
      if (!found) reading.warn(at, `the environment has no ${variable}: nothing stands in its place`);
      return found ?? '';
    });
  }
  return labels;
}

const expanded = (value: string, valueOf: (variable: string) => string): string =>
  value.replace(/\$(\$|\{[^{}]*\}|\w+)/g, (_, found: string) => {
    const variable = found.replace(/^\{|\}$/g, '');
    return variable === '$' ? '$' : valueOf(variable);
  });
