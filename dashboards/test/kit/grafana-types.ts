import { join } from 'node:path';
import ts from 'typescript';
import { root } from './read.ts';

/**
 * What is wrong with a dashboard by Grafana's own published types, those the plugin is built with. An imported JSON
 * file loses its literals ("dashed" becomes string), so the text itself stands as an expression in a file of memory.
 */
export function complaints(dashboards: ReadonlyMap<string, string>): string[] {
  const files = new Map([...dashboards].map(([name, text]) => [fileOf(name), checked(text)]));
  files.set(fileOf('shape'), shape);
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (path) => files.has(path) || disk.fileExists(path),
    readFile: (path) => files.get(path) ?? disk.readFile(path),
    getSourceFile: (path, ...rest) => {
      const text = files.get(path);
      if (text === undefined) return disk.getSourceFile(path, ...rest);
      return ts.createSourceFile(path, text, ts.ScriptTarget.ESNext);
    },
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return ts.getPreEmitDiagnostics(program).map(told);
}

const options: ts.CompilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  skipLibCheck: true,
  types: [],
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
};

/** In plugin/, so that @grafana/schema is the plugin's. */
const fileOf = (name: string): string => join(root, 'plugin', `${name}.dashboard-check.ts`);

/** One line in front of the text: a complaint of line 12 is of line 11 of the JSON file. */
const checked = (text: string): string =>
  `import type { Checked } from './shape.dashboard-check'; export const dashboard = (\n${text}) satisfies Checked;\n`;

function told({ file, start, messageText }: ts.Diagnostic): string {
  const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line : 0;
  const name = file?.fileName.split('/').at(-1)?.replace('.dashboard-check.ts', '.json') ?? '';
  return `${name}:${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
}

const panelTypes = '@grafana/schema/dist/esm/raw/composable';

/** Enums become the words that stand in JSON; options may be left out, as Grafana fills them in. */
const shape = `
import type { Dashboard, FieldConfig, GraphFieldConfig, Panel, RowPanel } from '@grafana/schema';
import type * as Stat from '${panelTypes}/stat/panelcfg/x/StatPanelCfg_types.gen';
import type * as Timeline from '${panelTypes}/statetimeline/panelcfg/x/StateTimelinePanelCfg_types.gen';
import type * as Bars from '${panelTypes}/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen';
import type * as Table from '${panelTypes}/table/panelcfg/x/TablePanelCfg_types.gen';
import type * as Lines from '${panelTypes}/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';
import type { ActiveAlertsOptions } from './src/panels/active-alerts/options';
import type { AlertFrequencyOptions } from './src/panels/alert-frequency/options';
import type { DependencyMapOptions } from './src/panels/dependency-map/options';
import type { ServiceStatusOptions } from './src/panels/service-status/options';
import type { SloBudgetOptions } from './src/panels/slo-budget/options';

type Json<T> = T extends string ? \`\${T}\` : T extends readonly (infer E)[] ? Json<E>[]
  : T extends object ? { [K in keyof T]: Json<T[K]> } : T;
type Part<T> = T extends readonly unknown[] ? T : T extends object ? { [K in keyof T]?: Part<T[K]> } : T;

interface Target { refId: string; expr: string; legendFormat?: string; instant?: true; interval?: string; format?: 'table' }
interface Source { type: 'prometheus'; uid: string }

type Of<Type extends string, Options, Custom> = Json<Omit<Panel, 'type' | 'datasource' | 'targets' | 'options' | 'fieldConfig'>> & {
  type: Type; id: number; title: string; description: string; datasource: Source; targets: Target[];
  options?: Part<Json<Options>>;
  fieldConfig: {
    defaults: Json<Omit<FieldConfig, 'custom'>> & { custom?: Part<Json<Custom>> };
    overrides: Json<NonNullable<Panel['fieldConfig']>['overrides']>;
  };
};

type OfApp<Type extends string, Options> = Json<Omit<Panel, 'type' | 'datasource' | 'targets' | 'options' | 'fieldConfig'>> & {
  type: Type; id: number; title: string; description: string; options: Options;
};

type Known =
  | Of<'bargauge', Bars.Options, never>
  | Of<'table', Table.Options, never>
  | OfApp<'tocsin-activealerts-panel', ActiveAlertsOptions>
  | OfApp<'tocsin-alertfrequency-panel', AlertFrequencyOptions>
  | OfApp<'tocsin-dependencymap-panel', DependencyMapOptions>
  | OfApp<'tocsin-slobudget-panel', SloBudgetOptions>
  | Of<'stat', Stat.Options, never>
  | Of<'timeseries', Lines.Options, GraphFieldConfig>
  | Of<'state-timeline', Timeline.Options, Timeline.FieldConfig>
  | Of<'tocsin-servicestatus-panel', ServiceStatusOptions, never>;

export type Checked = Json<Omit<Dashboard, 'panels'>> & { uid: string; title: string; panels: (Known | Json<RowPanel>)[] };
`;
