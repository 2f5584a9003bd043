import type { ObjectiveSettings, ServiceSettings } from '#config/services/settings';

/** An objective with the service that it is of. */
export interface Listed {
  /** `payments/availability`. */
  readonly id: string;
  readonly service: ServiceSettings;
  readonly settings: ObjectiveSettings;
}

export const objectiveId = (service: string, name: string): string => `${service}/${name}`;

export const listedObjectives = (services: readonly ServiceSettings[]): readonly Listed[] =>
  services.flatMap((service) =>
    service.objectives.map((settings) => ({
      id: objectiveId(service.name, settings.name),
      service,
      settings,
    })),
  );

const dayMs = 86_400_000;
const calendarMs = { month: 30 * dayMs, quarter: 91 * dayMs, year: 365 * dayMs } as const;

/** How long the period is; months count as 30 days, so that limits do not change with the calendar. */
export const periodMsOf = ({ window }: ObjectiveSettings): number =>
  'rollingMs' in window ? window.rollingMs : calendarMs[window.calendar];
