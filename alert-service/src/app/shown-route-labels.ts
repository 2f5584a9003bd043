import type { Alert, Labels } from '@tocsin/model';
import type { Group } from '#core/state';
import type { Foundation } from './parts.ts';

/** A route's labels as a message about these alerts would have them: most are no templates, and are as they are written. */
export const shownRouteLabels =
  ({ engine, inForce, where, parts }: Foundation) =>
  (group: Group, alerts: readonly Alert[]): Labels => {
    const routeLabels = engine.policy().router.route(group.route)?.labels ?? {};
    if (!Object.values(routeLabels).some((value) => value.includes('{{'))) return routeLabels;
    const now = parts.clock.now();
    return inForce.current().renderRouteLabels({
      externalUrl: where.externalUrl,
      timeZone: parts.timeZone,
      now,
      routeLabels,
      notice: {
        id: '',
        why: 'repeat-interval',
        at: now,
        group: group.key,
        groupLabels: group.labels,
        receiver: group.receiver,
        integration: '',
        firing: alerts.filter(({ endsAt }) => endsAt > now),
        resolved: alerts.filter(({ endsAt }) => endsAt <= now),
      },
    });
  };
