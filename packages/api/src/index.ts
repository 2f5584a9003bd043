export * from './alerts.ts';
export { ApiError, type Carry, type Client, createClient } from './client.ts';
export * from './changes.ts';
export * from './dependencies.ts';
export * from './incident-aliases.ts';
export * from './incident-detail.ts';
export * from './incident-routes.ts';
export * from './incidents.ts';
export * from './live.ts';
export { createLiveClient, type LiveClientOptions, type LiveSocket } from './live-client.ts';
export * from './live-update.ts';
export * from './objectives.ts';
export * from './on-call.ts';
export * from './on-call-document.ts';
export * from './on-call-kept.ts';
export * from './on-call-me.ts';
export * from './on-call-objects.ts';
export {
  isPaged,
  OnCallId,
  PagedSeverity,
  pagedSeverities,
  Weekday,
  WrittenHours,
  WrittenSpan,
} from './on-call-words.ts';
export * from './outside.ts';
export * from './overview.ts';
export * from './page-tests.ts';
export * from './query.ts';
export * from './receivers.ts';
export type { Checked, Request, Response, RouteDefinition } from './route.ts';
export { readAs, route } from './route.ts';
export { type Routes, routes } from './routes.ts';
export * from './rule-groups.ts';
export * from './rules.ts';
export * from './services.ts';
export * from './silences.ts';
export * from './stream.ts';
export * from './templates.ts';
export * from './words.ts';
export * from './workflows.ts';
