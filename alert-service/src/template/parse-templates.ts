import { TemplateError } from './error.ts';
import type { TemplateFunction } from './execute/function.ts';
import type { Source } from './parse/node.ts';
import { functionTable } from './functions/builtin.ts';
import { TemplateSet, type TemplateOptions } from './template-set.ts';

/** Parses template files that see each other; a later definition replaces an earlier one. */
export function parseTemplates(
  sources: readonly Source[],
  functions: Readonly<Record<string, TemplateFunction>>,
  options?: TemplateOptions,
): TemplateSet | TemplateError {
  try {
    return new TemplateSet(sources, functionTable(functions), options);
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
}
