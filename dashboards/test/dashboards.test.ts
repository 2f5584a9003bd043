import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { metricNames, threshold } from '../../alert-service/src/prometheus/promql.ts';
import { tidy } from '../tidy.ts';
import { complaints } from './kit/grafana-types.ts';
import {
  askingPanels,
  type Dashboard,
  dashboardFiles,
  type Panel,
  root,
  rules,
  shownPanels,
} from './kit/read.ts';

const dashboards = dashboardFiles.map(({ dashboard }) => dashboard);
const each = dashboardFiles.map(({ name, dashboard }) => [name, dashboard] as const);

/** Asked of the Grafana libraries that the plugin is built with, in a Node of their own. */
const grafana = JSON.parse(
  execFileSync(
    process.execPath,
    [
      '-e',
      `const { createTheme, getValueFormats } = require('@grafana/data');
       const { defaultDashboard } = require('@grafana/schema');
       const { visualization } = createTheme();
       console.log(JSON.stringify({
         units: getValueFormats().flatMap(({ submenu }) => submenu.map(({ value }) => value)),
         colors: ['text', ...visualization.hues.flatMap(({ shades }) => shades.map(({ name }) => name))],
         schemaVersion: defaultDashboard.schemaVersion,
       }));`,
    ],
    { cwd: join(root, 'plugin'), encoding: 'utf8' },
  ),
) as { units: string[]; colors: string[]; schemaVersion: number };

const duplicates = <T>(values: readonly T[]): T[] =>
  values.filter((value, at) => values.indexOf(value) !== at);

test('each is a dashboard by Grafana’s published types, and what is not is refused with its line', () => {
  const wrong = `{ "uid": "x", "title": "X", "schemaVersion": 42, "panels": [
    { "id": 1, "type": "stat", "title": "T", "description": "D", "datasource": { "type": "prometheus", "uid": "u" },
      "targets": [{ "refId": "A", "expr": "up" }],
      "options": { "graphMode": "nowhere" }, "fieldConfig": { "defaults": {}, "overrides": [] } }] }`;
  const found = complaints(
    new Map([...dashboardFiles.map(({ name, text }) => [name, text] as const), ['wrong', wrong]]),
  );
  expect(found.filter((complaint) => !complaint.startsWith('wrong.json'))).toEqual([]);
  expect(found).toEqual([expect.stringMatching(/^wrong\.json:4: .*nowhere/)]);
}, 60_000);

test.each(dashboardFiles.map(({ name, text }) => [name, text]))(
  '%s.json is as `npx node dashboards/tidy.ts` leaves it',
  async (_, text) => {
    expect(text).toBe(await tidy(text));
  },
);

test('tidy takes away what an export from Grafana adds, and nothing else', async () => {
  const [file] = dashboardFiles;
  const exported = JSON.parse(file!.text) as Record<string, unknown> & { panels: Record<string, unknown>[] };
  const noisy = {
    annotations: { list: [{ builtIn: 1 }] },
    editable: true,
    ...exported,
    id: 7,
    version: 3,
    panels: exported.panels.map((panel) => ({ pluginVersion: '13.2.2', transformations: [], ...panel })),
  };
  expect(await tidy(JSON.stringify(noisy))).toBe(file!.text);
});

test('each has a uid, a title and a schema version of its own Grafana', () => {
  expect(dashboards.length).toBeGreaterThanOrEqual(2);
  expect(duplicates(dashboards.map(({ uid }) => uid))).toEqual([]);
  expect(duplicates(dashboards.map(({ title }) => title))).toEqual([]);
  for (const { uid, description, schemaVersion } of dashboards) {
    expect(uid).toMatch(/^tocsin-[a-z-]{1,33}$/);
    expect(description).toMatch(/\w.*\.$/);
    expect(schemaVersion).toBe(grafana.schemaVersion);
  }
});

describe.each(each)('%s', (_, dashboard) => {
  const panels = askingPanels(dashboard);

  test('panels have ids of their own, and each says what it shows', () => {
    expect(duplicates(dashboard.panels.map(({ id }) => id))).toEqual([]);
    for (const { description } of shownPanels(dashboard)) expect(description).toMatch(/^[A-Z].*\.$/s);
    for (const panel of panels) {
      expect(panel.targets?.length).toBeGreaterThan(0);
      expect(duplicates((panel.targets ?? []).map(({ refId }) => refId))).toEqual([]);
    }
  });

  test('panels lie in the grid of 24 columns and none on another; a row has panels below it', () => {
    for (const { gridPos } of dashboard.panels) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
    expect(overlaps(dashboard.panels)).toEqual([]);
    dashboard.panels.forEach(({ type }, at) => {
      if (type === 'row') expect(dashboard.panels[at + 1]?.type).toMatch(/^(?!row)/);
    });
  });

  test('numbers have a unit that Grafana knows, and colours are names of its theme', () => {
    for (const { title, fieldConfig } of panels) {
      const { unit, thresholds } = fieldConfig!.defaults;
      expect({ title, known: grafana.units.includes(unit ?? '') || /^suffix: ?\S/.test(unit ?? '') }).toEqual(
        { title, known: true },
      );
      const [first, ...rest] = thresholds?.steps ?? [{ color: 'text', value: null }];
      expect(first!.value).toBeNull();
      expect(rest.map(({ value }) => value)).toEqual(rest.map(({ value }) => value).sort((a, b) => a! - b!));
      for (const { color } of [first!, ...rest]) expect(grafana.colors).toContain(color);
    }
  });

  test('the data source is a variable, of type prometheus, and every target asks it', () => {
    expect(dashboard.templating.list[0]).toMatchObject({
      type: 'datasource',
      name: 'datasource',
      query: 'prometheus',
    });
    for (const { datasource, targets } of panels)
      for (const target of targets!) expect(target.datasource?.uid ?? datasource?.uid).toBe('${datasource}');
  });

  test('it lists the other dashboards and links to the app, and no link leads nowhere', () => {
    const urls = dashboard.links.flatMap(({ url }) => url ?? []);
    const list = dashboard.links.find(({ type }) => type === 'dashboards');
    for (const { tags } of dashboards) expect(tags).toEqual(list?.tags);
    expect(urls.some((url) => url.startsWith(`/a/${app.id}/`))).toBe(true);
    for (const url of [
      ...urls,
      ...panels.flatMap(({ fieldConfig }) => fieldConfig!.defaults.links ?? []).map(({ url }) => url),
    ])
      expect(whyNowhere(url)).toBeUndefined();
    for (const { icon } of dashboard.links) expect(linkIcons).toContain(icon);
  });
});

/** Grafana draws no other beside a dashboard's link. */
const linkIcons = ['external link', 'dashboard', 'question', 'info', 'bolt', 'doc', 'cloud'];

const app = JSON.parse(readFileSync(join(root, 'plugin', 'src', 'plugin.json'), 'utf8')) as {
  id: string;
  includes: { path: string }[];
};
const pages = app.includes.map(({ path }) => path.replace('%PLUGIN_ID%', app.id));

/** Why a link leads nowhere, if it does: an unknown dashboard, variable or page. */
function whyNowhere(url: string): string | undefined {
  const { pathname, searchParams } = new URL(url, 'http://grafana');
  if (pathname.startsWith('/a/'))
    return pages.includes(pathname) ? undefined : `the app has no page ${pathname}`;
  const target = dashboards.find(({ uid }) => pathname === `/d/${uid}`);
  if (!target) return `there is no dashboard ${pathname}`;
  const known = target.templating.list.map(({ name }) => `var-${name}`);
  const unknown = [...searchParams.keys()].find((key) => key.startsWith('var-') && !known.includes(key));
  return unknown && `${target.uid} has no variable ${unknown}`;
}

function overlaps(panels: Dashboard['panels']): string[] {
  const meet = ({ gridPos: a }: Panel, { gridPos: b }: Panel): boolean =>
    a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
  return panels.flatMap((panel, at) =>
    panels
      .slice(at + 1)
      .filter((other) => meet(panel, other))
      .map((other) => `${panel.title} and ${other.title}`),
  );
}

test('where an alert says its dashboard, there is one', () => {
  for (const { alert, annotations } of rules) {
    const { pathname, search } = new URL(annotations['dashboard_url'] ?? 'none:');
    expect({ alert, why: whyNowhere(pathname + search) }).toEqual({ alert, why: undefined });
  }
});

test('the limit of each rule is drawn where its numbers are shown', () => {
  const panels = dashboards.flatMap(askingPanels);
  for (const { alert, expr } of rules) {
    const { op, limit } = threshold(expr) ?? {};
    if (op === '==') continue;
    const names = metricNames(expr).sort();
    const shown = panels.filter(
      ({ targets, fieldConfig }) =>
        targets!.some(
          (target) =>
            metricNames(target.expr.replaceAll('$__rate_interval', '1m')).sort().join() === names.join(),
        ) && fieldConfig!.defaults.thresholds?.steps.some(({ value }) => value === limit),
    );
    expect({ alert, shown: shown.length > 0 }).toEqual({ alert, shown: true });
    for (const { description } of shown.filter(({ type }) => type === 'timeseries'))
      expect(description).toContain(`${alert} fires`);
  }
});
