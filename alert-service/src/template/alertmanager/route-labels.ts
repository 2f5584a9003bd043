import { FunctionError } from '#template/error';
import { functionTable } from '#template/functions/builtin';
import { alertmanagerData, type NotificationData } from './data.ts';
import { alertmanagerFunctions, type AlertmanagerEdges } from './functions.ts';
import type { NotificationTemplates } from './notification-templates.ts';

type Labels = NotificationData['routeLabels'];

interface RouteLabelEdges extends AlertmanagerEdges {
  /** A label that cannot be rendered is left out of the message, as upstream has it. */
  readonly failed: (label: string, error: unknown) => void;
}

/**
 * A route's labels with their templates carried out: `data` holds them as they are written. One may ask for another by
 * `routeLabels`, each is rendered once, and a circle is an error of all that are in it.
 */
export function renderRouteLabels(
  templates: NotificationTemplates,
  data: NotificationData,
  { now, failed }: RouteLabelEdges,
): Labels {
  const written = data.routeLabels;
  if (!Object.values(written).some((value) => value.includes('{{'))) return written;
  const seen = alertmanagerData(data);
  const rendered = new Map<string, string>();
  const busy: string[] = [];
  const render = (name: string): string => {
    const known = rendered.get(name) ?? (Object.hasOwn(written, name) ? undefined : '');
    if (known !== undefined) return known;
    if (busy.includes(name))
      throw new FunctionError(`route label cycle detected: ${[...busy, name].join(' -> ')}`);
    busy.push(name);
    try {
      const value = templates.text(written[name] ?? '', seen, functions);
      rendered.set(name, value);
      return value;
    } finally {
      busy.pop();
    }
  };
  const functions = functionTable(alertmanagerFunctions({ now, routeLabel: render }));
  return Object.fromEntries(
    Object.keys(written).flatMap((name): [string, string][] => {
      try {
        return [[name, render(name)]];
      } catch (error) {
        failed(name, error);
        return [];
      }
    }),
  );
}
