import { type AppPluginMeta, type PanelPluginMeta, PluginIncludeType, PluginType } from '@grafana/data';
import { z } from 'zod';
import { plugins } from 'tocsin:plugins';
import { readBase } from '../base.ts';

const Info = z.object({
  description: z.string().default(''),
  author: z.object({ name: z.string() }),
  version: z.string(),
  updated: z.string(),
  keywords: z.array(z.string()).default([]),
  logos: z.object({ small: z.string(), large: z.string() }),
});

const Page = z.object({
  type: z.literal('page'),
  name: z.string(),
  path: z.string(),
  icon: z.string().optional(),
  role: z.string().optional(),
  addToNav: z.boolean().default(false),
  defaultNav: z.boolean().default(false),
});

const PluginFile = z.object({
  id: z.string(),
  name: z.string(),
  type: z.enum(['app', 'panel']),
  /** In the module's address, so that nobody runs yesterday's from a cache. */
  moduleHash: z.string(),
  info: Info,
  includes: z.array(z.union([Page, z.object({ type: z.string(), name: z.string() })])).default([]),
  skipDataQuery: z.boolean().optional(),
});
export type PluginFile = z.output<typeof PluginFile>;
export type PageEntry = z.output<typeof Page>;

const files = z.array(PluginFile).parse(plugins);

/** The console hosts exactly one app, with the panels nested in it. */
export const app: PluginFile = onlyApp();
export const panels: readonly PluginFile[] = files.filter((file) => file.type === 'panel');

export const pages: readonly PageEntry[] = app.includes.flatMap((entry) => Page.safeParse(entry).data ?? []);

/** What only an administrator of Grafana may open has no place here: the service is configured by its files. */
export const navigation: readonly PageEntry[] = pages.filter(
  (page) => page.addToNav && page.role !== 'Admin',
);

export const home = (pages.find((page) => page.defaultNav) ?? navigation[0])?.path ?? `/a/${app.id}`;

/** Where Grafana would serve a plugin's files; a nested panel's under its own id. */
export const addressOf = (id: string): string => `${readBase()}/public/plugins/${id}`;

function meta(file: PluginFile, type: PluginType) {
  const baseUrl = addressOf(file.id);
  return {
    id: file.id,
    name: file.name,
    type,
    enabled: true,
    pinned: true,
    module: `${baseUrl}/module.js?_cache=${file.moduleHash}`,
    baseUrl,
    defaultNavUrl: home,
    jsonData: {},
    secureJsonFields: {},
    info: {
      ...file.info,
      links: [],
      screenshots: [],
      logos: {
        small: `${baseUrl}/${file.info.logos.small}`,
        large: `${baseUrl}/${file.info.logos.large}`,
      },
    },
  };
}

export const appMeta = (): AppPluginMeta => ({
  ...meta(app, PluginType.app),
  includes: pages.map((page) => ({ ...page, type: PluginIncludeType.page })),
});

export const panelMeta = (file: PluginFile): PanelPluginMeta => ({
  ...meta(file, PluginType.panel),
  sort: 1,
  ...(file.skipDataQuery === undefined ? {} : { skipDataQuery: file.skipDataQuery }),
});

function onlyApp(): PluginFile {
  const found = files.find((file) => file.type === 'app');
  if (!found) throw new Error('The console was built without its app: build plugin, then console');
  return found;
}
