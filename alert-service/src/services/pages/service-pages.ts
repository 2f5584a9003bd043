import type { ServiceDetail, ServiceGraph } from '@tocsin/api';
import type { KnownService } from '#services/catalogue/catalogue';
import type { LiveHealth } from '#services/health/health-view';

export type ServiceLink = ServiceDetail['links'][number];
export type Availability = NonNullable<ServiceDetail['availability']>;

/** Lines of its logs around a moment, oldest first. */
export interface ServiceLogs {
  readonly configured: boolean;
  readonly lines: readonly {
    /** Epoch ms. */
    readonly at: number;
    readonly line: string;
    readonly labels: Readonly<Record<string, string>>;
  }[];
  /** Why there are none, for people; holds no secret. */
  readonly error?: string;
  readonly explore?: string;
}

/** What the page of a service shows beside its health. */
export interface ServicePages {
  graphs(service: KnownService, live: LiveHealth | undefined): Promise<readonly ServiceGraph[]>;
  /** Undefined: its requests are not counted, or not known now. */
  availability(service: KnownService): Promise<Availability | undefined>;
  links(service: KnownService): readonly ServiceLink[];
  logs(service: KnownService, at: number): Promise<ServiceLogs>;
}
