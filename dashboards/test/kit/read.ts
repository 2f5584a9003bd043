import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';

export const root = join(import.meta.dirname, '..', '..', '..');
const folder = join(root, 'dashboards');

export interface Target {
  readonly refId: string;
  readonly expr: string;
  readonly datasource?: { readonly uid?: string };
}

export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: { readonly type?: string; readonly uid?: string };
  readonly targets?: readonly Target[];
  readonly fieldConfig?: {
    readonly defaults: {
      readonly unit?: string;
      readonly noValue?: string;
      readonly thresholds?: {
        readonly steps: readonly { readonly color: string; readonly value: number | null }[];
      };
      readonly links?: readonly { readonly url: string }[];
    };
  };
}

export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly schemaVersion: number;
  readonly tags: readonly string[];
  readonly links: readonly {
    readonly type: 'link' | 'dashboards';
    readonly title: string;
    /** Absent of a list of dashboards, which has tags. */
    readonly url?: string;
    readonly tags: readonly string[];
    readonly icon: string;
  }[];
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly type: string; readonly query: string }[];
  };
  readonly panels: readonly Panel[];
}

export interface DashboardFile {
  readonly name: string;
  readonly text: string;
  readonly dashboard: Dashboard;
}

/** What is said of their shape here is held by the test of types. */
export const dashboardFiles: readonly DashboardFile[] = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    return { name: basename(name, '.json'), text, dashboard: JSON.parse(text) as Dashboard };
  });

/** Those of our app, which ask the app itself; the status of services is drawn from any query. */
export const isOfApp = ({ type }: Panel): boolean =>
  type.startsWith('tocsin-') && type !== 'tocsin-servicestatus-panel';

export const shownPanels = ({ panels }: Dashboard): Panel[] => panels.filter(({ type }) => type !== 'row');
export const askingPanels = (dashboard: Dashboard): Panel[] =>
  shownPanels(dashboard).filter((panel) => !isOfApp(panel));

export interface Rule {
  readonly file: string;
  readonly alert: string;
  readonly expr: string;
  readonly annotations: Readonly<Record<string, string>>;
}

interface RuleFile {
  readonly groups: readonly { readonly rules: readonly Rule[] }[];
}

export const rulesFolder = join(root, 'provisioning', 'prometheus', 'rules');

export const rules: readonly Rule[] = readdirSync(rulesFolder).flatMap((file) =>
  (parse(readFileSync(join(rulesFolder, file), 'utf8')) as RuleFile).groups
    .flatMap((group) => group.rules)
    .map((rule) => ({ ...rule, file })),
);

export const provisioned = <T>(path: string): T =>
  parse(readFileSync(join(root, 'provisioning', path), 'utf8')) as T;
