import { type AppPlugin, type AppPluginMeta, PanelPlugin, type PanelPluginMeta } from '@grafana/data';
import { app, appMeta, type PluginFile, panelMeta, panels } from './plugin-meta.ts';

const loadedPanels = new Map<string, PanelPlugin>();

export async function loadApp(): Promise<{ plugin: AppPlugin; meta: AppPluginMeta }> {
  const meta = appMeta();
  const module: unknown = await System.import(absolute(meta.module));
  const plugin = exportedPlugin(module);
  if (!isAppPlugin(plugin)) throw new Error(`${app.name}: ${meta.module} exports no app named "plugin"`);
  plugin.meta = meta;
  plugin.init(meta);
  return { plugin, meta };
}

export async function loadPanel(id: string): Promise<PanelPlugin> {
  const known = loadedPanels.get(id);
  if (known) return known;
  const file = panels.find((panel) => panel.id === id);
  if (!file) throw new Error(`No panel ${id} here. There is ${panels.map((panel) => panel.id).join(', ')}.`);
  const plugin = await importPanel(file, panelMeta(file));
  loadedPanels.set(id, plugin);
  return plugin;
}

export const loadedPanel = (id: string): PanelPlugin | undefined => loadedPanels.get(id);

async function importPanel(file: PluginFile, meta: PanelPluginMeta): Promise<PanelPlugin> {
  const module: unknown = await System.import(absolute(meta.module));
  const plugin = exportedPlugin(module);
  if (!(plugin instanceof PanelPlugin)) throw new Error(`${file.name}: ${meta.module} exports no panel`);
  plugin.meta = meta;
  return plugin;
}

function exportedPlugin(module: unknown): unknown {
  return typeof module === 'object' && module !== null && 'plugin' in module ? module.plugin : undefined;
}

function isAppPlugin(value: unknown): value is AppPlugin {
  return typeof value === 'object' && value !== null && 'root' in value && 'init' in value;
}

const absolute = (path: string): string => new URL(path, window.location.origin).href;
