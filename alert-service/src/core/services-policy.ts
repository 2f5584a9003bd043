/** What tocsin.yml says about services, as far as something is decided with it. */
export interface ServicesPolicy {
  /** Service to those that it depends on, as the files declare. */
  readonly dependsOn: ReadonlyMap<string, readonly string[]>;
  /** Incidents of one cause become one. Absent: never by themselves. */
  readonly relate?: { readonly withinMs: number; readonly hops: number };
  /** Worse than this raises an alert of its own; absent: the health of services is shown and raises none. */
  readonly alertOn?: 'degraded' | 'failing';
}

export const noServices: ServicesPolicy = { dependsOn: new Map() };
