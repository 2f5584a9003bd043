/** Where in a template's own text something is wrong; line and column count from 1, columns in characters. */
export interface TemplatePlace {
  readonly template: string;
  readonly line: number;
  readonly column: number;
}

export interface TemplateProblem extends TemplatePlace {
  readonly stage: 'parse' | 'execute';
  /** The sentence Go's text/template would have given, for places that must read the same as upstream. */
  readonly goText: string;
  /** What the author of the template should change. */
  readonly remedy: string;
}

/** The only error that parsing or executing a template gives. */
export class TemplateError extends Error implements TemplateProblem {
  override readonly name = 'TemplateError';
  readonly stage: 'parse' | 'execute';
  readonly template: string;
  readonly line: number;
  readonly column: number;
  readonly goText: string;
  readonly remedy: string;

  constructor(problem: TemplateProblem) {
    super(problem.remedy === '' ? problem.goText : `${problem.goText} (${problem.remedy})`);
    this.stage = problem.stage;
    this.template = problem.template;
    this.line = problem.line;
    this.column = problem.column;
    this.goText = problem.goText;
    this.remedy = problem.remedy;
  }
}

/** What a template function throws to stop the execution; the evaluator adds the place. */
export class FunctionError extends Error {
  override readonly name = 'FunctionError';
}
