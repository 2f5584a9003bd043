import { prometheusTable, type PrometheusEdges, type TemplateQuery } from './functions.ts';
import { TemplateError, type TemplateProblem } from '#template/error';
import type { Functions } from '#template/execute/function';
import { TemplateSet, type TemplateOptions } from '#template/template-set';
import { goString } from '#template/value/bytes';
import { anyType, stringMapType, stringType, type GoType } from '#template/value/type';
import { GoStruct, stringMap } from '#template/value/value';

/** What Prometheus puts before every template of a rule. */
const preamble =
  '{{$labels := .Labels}}{{$externalLabels := .ExternalLabels}}{{$externalURL := .ExternalURL}}{{$value := .Value}}';

export interface PrometheusTemplateInput {
  /** Of the query's result, not those that the rule adds. */
  readonly labels: Readonly<Record<string, string>>;
  readonly externalLabels: Readonly<Record<string, string>>;
  readonly externalUrl: string;
  /** The text of a native histogram. */
  readonly value: number | string;
  /** The time of the evaluation, epoch milliseconds. */
  readonly now: number;
  readonly query: TemplateQuery;
  /** The alert's name, which messages mention. */
  readonly alertName: string;
}

const DataType: GoType = {
  name: 'struct { Labels map[string]string; ExternalLabels map[string]string; ExternalURL string; Value interface {} }',
  kind: 'struct',
  fields: [
    { name: 'Labels', type: stringMapType },
    { name: 'ExternalLabels', type: stringMapType },
    { name: 'ExternalURL', type: stringType },
    { name: 'Value', type: anyType },
  ],
};

const noEdges: PrometheusEdges = { now: () => 0, externalUrl: '', query: () => [] };
const names = prometheusTable(noEdges);

const templateName = (alertName: string): string => `__alert_${alertName}`;

/** Places in messages are those of the text without the preamble, which stands on its first line. */
function withoutPreamble(problem: TemplateError, text: string): TemplateError {
  const column = problem.line === 1 ? Math.max(1, problem.column - preamble.length) : problem.column;
  const { stage, template, line, goText, remedy } = problem;
  return new TemplateError({ stage, template, line: text === '' ? 1 : line, column, goText, remedy });
}

function guarded<T>(text: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw error instanceof TemplateError ? withoutPreamble(error, text) : error;
  }
}

/** A label's or annotation's template of a rule, parsed once and rendered for each alert. */
export class PrometheusTemplate {
  private readonly text: string;
  private readonly name: string;
  private readonly set: TemplateSet;
  /** Whether rendering may have to wait: the text names the function `query`. */
  readonly mayWait: boolean;

  /** Throws TemplateError when the text does not parse. */
  constructor(text: string, alertName: string, limits: TemplateOptions['limits'] = {}) {
    this.text = text;
    this.name = templateName(alertName);
    this.mayWait = /\bquery\b/.test(text);
    this.set = guarded(
      text,
      () => new TemplateSet([{ name: this.name, text: preamble + text }], names, { limits }),
    );
  }

  private data(input: PrometheusTemplateInput): GoStruct {
    const labels = [stringMap(input.labels), stringMap(input.externalLabels)];
    const value = typeof input.value === 'string' ? goString(input.value) : input.value;
    return new GoStruct(DataType, [...labels, goString(input.externalUrl), value]);
  }

  private functions(input: PrometheusTemplateInput): Functions {
    const { externalUrl, query, now } = input;
    return prometheusTable({ externalUrl, query, now: () => now });
  }

  /** Throws TemplateError, also when `query` gives a promise. */
  render(input: PrometheusTemplateInput): string {
    // Most texts are plain words.
    if (!this.text.includes('{{')) return goString(this.text);
    return guarded(this.text, () => this.set.execute(this.name, this.data(input), this.functions(input)));
  }

  async renderAsync(input: PrometheusTemplateInput): Promise<string> {
    if (!this.mayWait) return this.render(input);
    try {
      return await this.set.executeAsync(this.name, this.data(input), this.functions(input));
    } catch (error) {
      throw error instanceof TemplateError ? withoutPreamble(error, this.text) : error;
    }
  }
}

/** Renders a text of a rule once. Throws TemplateError. */
export async function renderPrometheus(text: string, input: PrometheusTemplateInput): Promise<string> {
  return new PrometheusTemplate(text, input.alertName).renderAsync(input);
}

/** Like renderPrometheus for a `query` that does not wait. */
export function renderPrometheusSync(text: string, input: PrometheusTemplateInput): string {
  return new PrometheusTemplate(text, input.alertName).render(input);
}

/** What is wrong with a text of a rule, without rendering it; for the loading of rule files. */
export function checkPrometheusTemplate(text: string, alertName = ''): readonly TemplateProblem[] {
  try {
    return [new PrometheusTemplate(text, alertName)].flatMap(() => []);
  } catch (error) {
    if (error instanceof TemplateError) return [error];
    throw error;
  }
}

/** The text that Prometheus puts into a label or annotation whose template failed. */
export function failedExpansion(error: TemplateError, alertName: string): string {
  const stage = error.stage === 'parse' ? 'parsing' : 'executing';
  return `<error expanding template: error ${stage} template ${templateName(alertName)}: ${error.goText}>`;
}
