import { expect, test } from '@jest/globals';
import type { Report } from '@tocsin/api';
import { type ReportSettings, noReports } from '#config/reports-config';
import type { Engine } from '#engine/engine';
import { silentLog } from '#lib/log';
import { startWorld, type World } from '../../../test/kit/world.ts';
import { createReportSender } from './report-sender.ts';
import { reportCsv, reportMarkdown } from './report-text.ts';

const report: Report = {
  ...{
    id: '2026-10',
    title: 'Report of October 2026',
    complete: true,
    sentence: '1 of 2 promises is broken.',
  },
  ...{ from: '2026-10-01T00:00:00.000Z', to: '2026-11-01T00:00:00.000Z', sent: [] },
  services: [
    {
      service: '=cmd|"/c calc"!A1',
      owner: '@evil, "inc"',
      ...{
        uptime: 99.87,
        uptimeArithmetic: '503 h up / 504 h known = 99.87 %',
        incidents: 1,
        downSeconds: 2400,
      },
      objectives: [
        {
          name: 'availability',
          type: 'sla',
          target: 99.9,
          attained: 99.8649,
          state: 'broken',
          budgetRemaining: -0.35,
        },
        { name: 'latency', type: 'slo', target: 95, attained: 99, state: 'kept', budgetRemaining: 0.8 },
      ],
    },
    {
      service: 'quiet',
      uptimeArithmetic: 'no time of it is known',
      incidents: 0,
      downSeconds: 0,
      objectives: [],
    },
  ],
  incidents: [
    {
      ...{ id: 'INC-4', title: '8.4 % | of <b>requests</b>\nfail', severity: 'critical' },
      ...{ openedAt: '2026-10-07T03:05:00.000Z', services: ['api'] },
    },
  ],
};

test('a table for spreadsheets holds no formula, whatever things are called', () => {
  const [head, first, second, third, end] = reportCsv(report).split('\r\n');
  expect(head).toMatch(/^period,service,owner,/);
  expect(first).toBe(
    `2026-10,"'=cmd|""/c calc""!A1","'@evil, ""inc""",99.87,2400,1,availability,sla,99.9,99.8649,-0.35,broken`,
  );
  expect(second).toContain('latency,slo,95,99,0.8,kept');
  expect(third).toBe('2026-10,quiet,,,0,0,,,,,,');
  expect(end).toBe('');
});

test('as text it is a document whose cells hold no markup', () => {
  const text = reportMarkdown(report);
  expect(text).toContain('| availability | SLA | 99.9 % | 99.86 % | −35 % | broken |');
  expect(text).toContain(
    '| INC-4 | 8.4 % \\| of \\<b\\>requests\\</b\\> fail | critical | 2026-10-07T03:05:00.000Z | open | api |',
  );
  expect(text).toContain('| quiet |  | not known |  | 0 | no time of it is known |');
});

const hour = 3_600_000;
const settings: ReportSettings = { ...noReports, receivers: ['managers'] };

/** A sender whose schedule comes due at `at`, seconds after the world began, and then never. */
function sending(world: World, at: number, answer: (way: string, attempt: number) => boolean) {
  const tried: string[] = [];
  const began = 1_800_000_000_000;
  const sender = createReportSender({
    ...{ engine: world.engine, clock: world.clock, log: silentLog, settings: () => settings },
    plan: () => ({
      next: () => (world.clock.now() < began + at * 1000 ? began + at * 1000 : undefined),
      stop: () => undefined,
    }),
    ways: (receivers) => receivers.flatMap((name) => [`${name}/email[0]`, `${name}/slack[0]`]),
    async send(way, id) {
      tried.push(`${way} ${id}`);
      const ok = answer(way, tried.filter((each) => each.startsWith(way)).length);
      return ok ? { ok } : { ok, error: 'connection refused' };
    },
  });
  return { sender, tried };
}

const notesOf = (engine: Engine): string[] => {
  const notes: string[] = [];
  engine.onCommit(({ page }) => {
    for (const entry of page.entries) if (entry.kind === 'promise') notes.push(entry.change);
  });
  return notes;
};

test('a report goes to each once, through failures and a restart, and what failed is told', async () => {
  const first = await startWorld();
  const before = sending(first, 3600, (way) => way.endsWith('email[0]'));
  const told = notesOf(first.engine);
  before.sender.loop.start();
  await first.at(3500);
  expect(before.tried).toEqual([]);
  await first.at(3700);
  expect(before.tried).toEqual(['managers/email[0] 2026-12', 'managers/slack[0] 2026-12']);
  expect(told).toEqual(['report-sent', 'report-failed']);

  const world = await first.crash();
  const after = sending(world, 3600, (_, attempt) => attempt === 2);
  after.sender.loop.start();
  await world.at(3600 + 6 * 60);
  expect(after.tried).toEqual(['managers/slack[0] 2026-12']);
  await world.at(24 * 3600);
  // It is sent at the next attempt, and never again.
  expect(after.tried).toEqual(['managers/slack[0] 2026-12', 'managers/slack[0] 2026-12']);
  expect(
    world.engine
      .state()
      .reports.get('2026-12')
      ?.sent.map(({ ok }) => ok),
  ).toEqual([true, false, false, true]);
  await after.sender.loop.stop();
  await world.stop();
});

test('what came due while we were down goes out at the start; what is a week old does not', async () => {
  const first = await startWorld();
  const before = sending(first, 3600, () => true);
  before.sender.loop.start();
  await first.at(10);
  const world = await first.crash();
  await world.at(5 * 24 * 3600);
  const after = sending(world, 3600, () => true);
  after.sender.loop.start();
  await world.at(5 * 24 * 3600 + 1);
  expect(after.tried).toHaveLength(2);
  const late = await world.crash();
  await late.engine.submit({
    kind: 'promise',
    reports: [{ id: '2026-11', sent: [], plannedAt: late.clock.now() - 8 * 24 * hour }],
  });
  const again = sending(late, 3600, () => true);
  again.sender.loop.start();
  await late.at(5 * 24 * 3600 + 60);
  expect(again.tried).toEqual([]);
  await again.sender.loop.stop();
  await late.stop();
});

test('by hand it is sent again, and to nobody where nobody is named', async () => {
  const world = await startWorld();
  const { sender, tried } = sending(world, 3600, () => true);
  expect((await sender.sendNow('2026-11', 'Mia'))?.sent).toHaveLength(2);
  await sender.sendNow('2026-11', 'Mia');
  expect(tried).toHaveLength(4);
  const nobody = createReportSender({
    ...{ engine: world.engine, clock: world.clock, log: silentLog, settings: () => noReports },
    ...{ plan: () => ({ next: () => undefined, stop: () => undefined }), ways: () => [] },
    send: () => Promise.resolve({ ok: true }),
  });
  expect(await nobody.sendNow('2026-11', 'Mia')).toBeUndefined();
  await world.stop();
});
