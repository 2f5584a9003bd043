import type { Functions } from '#template/execute/function';
import { functionTable } from '#template/functions/builtin';
import type { Source } from '#template/parse/node';
import { type TemplateOptions, TemplateSet } from '#template/template-set';
import { defaultTemplates } from './defaults.ts';
import { alertmanagerFunctions, type AlertmanagerEdges } from './functions.ts';

/** One parse for both languages, as in Alertmanager: a file's definitions serve texts and HTML alike. */
export interface NotificationTemplates {
  text(template: string, data: unknown, functions?: Functions): string;
  html(template: string, data: unknown, functions?: Functions): string;
}

/** The default templates and the user's files, of which a later definition wins. Throws TemplateError. */
export function notificationTemplates(
  files: readonly Source[],
  edges: AlertmanagerEdges,
  limits: TemplateOptions['limits'] = {},
): NotificationTemplates {
  const sources = [...defaultTemplates, ...files];
  const functions = functionTable(alertmanagerFunctions(edges));
  const text = new TemplateSet(sources, functions, { limits });
  const html = new TemplateSet(sources, functions, { limits, html: true });
  return {
    text: (template, data, own) => text.executeText(template, data, own),
    html: (template, data, own) => html.executeText(template, data, own),
  };
}

/** The names that a file defines. Throws the TemplateError of one that does not parse. */
export function checkTemplateFile(file: Source): readonly string[] {
  return new TemplateSet([file], functionTable(alertmanagerFunctions({ now: () => 0 }))).names;
}
