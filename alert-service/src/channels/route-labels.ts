import type { Labels } from '@tocsin/model';
import type { Log } from '#lib/log';
import { notificationTemplates, renderRouteLabels, type TemplateSource } from '#template/index';
import type { Message } from './channel.ts';
import { groupData } from './group-data.ts';

/** The route labels of a message that still holds them as they are written. */
export type RouteLabels = (message: Message) => Labels;

/** Rendered with the alerts that the message tells of; why they are told is not known to them, as upstream has it. */
export function createRouteLabels(
  now: () => number,
  log: Log,
  files: readonly TemplateSource[] = [],
): RouteLabels {
  const templates = notificationTemplates(files, { now });
  return (message) => {
    const { data } = groupData(message);
    return renderRouteLabels(
      templates,
      { ...data, notificationReason: 'unknown' },
      {
        now,
        failed: (label, error) =>
          log.warn('a route label cannot be rendered: mend its template in the route', {
            label,
            err: error instanceof Error ? error.message : String(error),
          }),
      },
    );
  };
}
