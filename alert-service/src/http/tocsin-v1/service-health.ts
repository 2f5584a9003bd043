import type { HealthStrip, HealthTerm, Response, Routes, SystemHealth, Uptime } from '@tocsin/api';
import { type HealthChanged, healthReasons } from '@tocsin/model';
import { dayMs } from '#core/health/days';
import { cellsOf, historyOf, type Span } from '#core/health/spans';
import { uptimeOf as uptimeOfSpans } from '#core/health/uptime';
import { aboutService } from '#engine/ledger-index';
import type { KnownService } from '#services/catalogue/catalogue';
import type { Term } from '#services/health/health-view';
import { windowsOf } from '#services/health/maintenance';
import type { TocsinContext } from './context.ts';

const iso = (at: number): string => new Date(at).toISOString();
const hourMs = 3_600_000;

export type HistoryRange = '24h' | '7d' | '30d' | '90d';

/** How long, and how long a cell of its strip is. */
const shapes: Readonly<Record<HistoryRange, { readonly lengthMs: number; readonly stepMs: number }>> = {
  '24h': { lengthMs: dayMs, stepMs: hourMs / 4 },
  '7d': { lengthMs: 7 * dayMs, stepMs: 2 * hourMs },
  '30d': { lengthMs: 30 * dayMs, stepMs: 8 * hourMs },
  '90d': { lengthMs: 90 * dayMs, stepMs: dayMs },
};

/** The text of a term says that it is infinite: JSON has no such number. */
export const wireTerm = ({ since, value, ...term }: Term): HealthTerm => ({
  ...term,
  ...(value !== undefined && Number.isFinite(value) && { value }),
  ...(since !== undefined && { since: iso(since) }),
});

/** States of time, oldest first; the last cell is the one that now is in. */
export function stripOf(context: TocsinContext, service: string, range: HistoryRange = '24h'): HealthStrip {
  const { lengthMs, stepMs } = shapes[range];
  const now = context.clock.now();
  const count = lengthMs / stepMs;
  const from = Math.ceil(now / stepMs) * stepMs - lengthMs;
  const { spans, backfilledTo } = historyOf(context.engine.state(), service, { from, to: now });
  const backfilled = backfilledTo === undefined ? 0 : Math.floor((backfilledTo - from) / stepMs);
  return {
    from: iso(from),
    stepSeconds: stepMs / 1000,
    cells: cellsOf(spans, { from, stepMs, count }),
    ...(backfilled > 0 && { backfilled: Math.min(count, backfilled) }),
  };
}

export function uptimeOf(context: TocsinContext, service: string, range: HistoryRange): Uptime {
  const now = context.clock.now();
  const { spans } = historyOf(context.engine.state(), service, {
    from: now - shapes[range].lengthMs,
    to: now,
  });
  return wireUptime(spans);
}

function wireUptime(spans: readonly Span[]): Uptime {
  const { percent, goodMs, badMs, unknownMs, maintenanceMs, arithmetic } = uptimeOfSpans(spans);
  return {
    ...(percent !== undefined && { percent }),
    goodSeconds: goodMs / 1000,
    badSeconds: badMs / 1000,
    unknownSeconds: unknownMs / 1000,
    maintenanceSeconds: maintenanceMs / 1000,
    arithmetic,
  };
}

const mostSpans = 200;
const mostPages = 1_000;

/** Its states over time; what was not healthy with its reason from the ledger, as far as that is kept. */
export async function serviceHistory(
  context: TocsinContext,
  service: string,
  range: HistoryRange = '24h',
): Promise<Response<Routes['getServiceHistory']>> {
  const now = context.clock.now();
  const from = now - shapes[range].lengthMs;
  const { spans, backfilledTo = 0 } = historyOf(context.engine.state(), service, { from, to: now });
  const changes = await changesOf(context, service);
  const bad = spans.filter(({ state }) => state !== 'healthy').toReversed();
  return {
    service,
    strip: stripOf(context, service, range),
    uptime: wireUptime(spans),
    spans: bad.slice(0, mostSpans).map((span) => ({
      ...{ from: iso(span.from), to: iso(span.to), state: span.state },
      ...whyOf(changes.get(span.from)),
      ...(span.from < backfilledTo && { backfilled: true }),
    })),
  };
}

async function changesOf({ ledger }: TocsinContext, service: string): Promise<Map<number, HealthChanged>> {
  const pages = await ledger.pages([aboutService(service)], mostPages);
  return new Map(
    pages.flatMap(({ at, entries }) =>
      entries.flatMap((entry) => (entry.kind === 'health' && entry.service === service ? [[at, entry]] : [])),
    ),
  );
}

const whyOf = (change: HealthChanged | undefined) =>
  change && {
    reason: healthReasons[change.reason],
    ...(change.terms.length > 0 && { text: change.terms.join('; ') }),
  };

/** All services together. */
export function systemHealth({ services }: TocsinContext): SystemHealth {
  const { since, ...system } = services.health.system();
  return { ...system, ...(since !== undefined && { since: iso(since) }) };
}

/** Maintenance that lasts or is to come. */
export function maintenanceOf(context: TocsinContext, { settings }: KnownService) {
  const { timeIntervals } = context.engine.policy();
  return windowsOf(settings?.maintenance ?? [], timeIntervals, context.clock.now()).map(
    ({ from, to, ...window }) => ({ from: iso(from), to: iso(to), ...window }),
  );
}
