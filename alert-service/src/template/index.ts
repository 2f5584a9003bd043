/**
 * Go's text/template as Prometheus (rules) and Alertmanager (notifications) use it.
 * Everything outside this room imports from here.
 */
export { TemplateError, type TemplateProblem } from './error.ts';
export { TemplateSet, type TemplateOptions } from './template-set.ts';
export { functionTable } from './functions/builtin.ts';
export { parseTemplates } from './parse-templates.ts';
export { histogramText, type PrintedHistogram } from './format/histogram-text.ts';
export type { TemplateFunction, Functions } from './execute/function.ts';
export { alertmanagerFunctions, type AlertmanagerEdges } from './alertmanager/functions.ts';
export {
  checkTemplateFile,
  notificationTemplates,
  type NotificationTemplates,
} from './alertmanager/notification-templates.ts';
export { renderRouteLabels } from './alertmanager/route-labels.ts';
export type { Source as TemplateSource } from './parse/node.ts';
export { alertmanagerData, type NotificationData, type TemplateAlert } from './alertmanager/data.ts';
export {
  prometheusFunctions,
  type PrometheusEdges,
  type QuerySample,
  type TemplateQuery,
} from './prometheus/functions.ts';
export {
  checkPrometheusTemplate,
  failedExpansion,
  PrometheusTemplate,
  renderPrometheus,
  renderPrometheusSync,
  type PrometheusTemplateInput,
} from './prometheus/template.ts';
