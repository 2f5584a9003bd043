import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What Grafana's validator asks of plugin.json, as far as it can be asked here. */
interface PluginJson {
  [key: string]: unknown;
  id: string;
  type: string;
  info: Record<string, unknown> & {
    logos: Record<string, string>;
    keywords: string[];
    version: string;
    updated: string;
  };
  includes?: Array<{ type: string; path: string; name: string; icon?: string; defaultNav?: boolean }>;
  routes?: Array<{ path: string; url: string; headers: Array<{ name: string; content: string }> }>;
  dependencies: { grafanaDependency: string };
}

const read = (file: string): PluginJson => JSON.parse(readFileSync(path.join(__dirname, file), 'utf8'));
const panels = readdirSync(path.join(__dirname, 'panels')).map((name) => `panels/${name}/plugin.json`);

const topKeys = ['$schema', 'type', 'name', 'id', 'skipDataQuery', 'info', 'includes', 'routes', 'dependencies'];
const infoKeys = ['keywords', 'description', 'author', 'logos', 'links', 'screenshots', 'version', 'updated'];

describe.each(['plugin.json', ...panels])('%s', (file) => {
  const json = read(file);

  test('has what is required and nothing the schema does not know', () => {
    expect(topKeys).toEqual(expect.arrayContaining(Object.keys(json)));
    expect(infoKeys).toEqual(expect.arrayContaining(Object.keys(json.info)));
    expect(Object.keys(json)).toEqual(expect.arrayContaining(['type', 'name', 'id', 'info', 'dependencies']));
    expect(Object.keys(json.info)).toEqual(expect.arrayContaining(['logos', 'version', 'updated', 'keywords']));
    expect(json.info.keywords.length).toBeGreaterThan(0);
  });

  test('has an id that ends in its type', () => {
    expect(json.id).toMatch(/^[0-9a-z]+-([0-9a-z]+-)?(app|panel)$/);
    expect(json.id.endsWith(`-${json.type}`)).toBe(true);
  });

  test('names logos that are there', () => {
    for (const logo of Object.values(json.info.logos)) {
      expect(existsSync(path.join(__dirname, path.dirname(file), logo))).toBe(true);
    }
  });

  test('asks for the Grafana that has React 19', () => {
    expect(json.dependencies.grafanaDependency).toBe('>=13.2.0');
    expect([json.info.version, json.info.updated]).toEqual(['%VERSION%', '%TODAY%']);
  });
});

describe('the app', () => {
  const { includes = [], routes = [] } = read('plugin.json');

  test('includes each nested panel by the path of its plugin.json', () => {
    expect(includes.filter(({ type }) => type === 'panel').map((include) => include.path)).toEqual(panels);
  });

  test('has one page that opens first, and only icons that have a file', () => {
    expect(includes.filter(({ defaultNav }) => defaultNav).map(({ name }) => name)).toEqual(['Overview']);
    const icons = path.join(path.dirname(require.resolve('@grafana/ui/package.json')), 'dist/public/img/icons/unicons');
    for (const { icon } of includes) {
      expect(icon === undefined || existsSync(path.join(icons, `${icon}.svg`))).toBe(true);
    }
  });

  test('reaches the service through the proxy, with a star, and with a token that stays on the server', () => {
    expect(routes).toEqual([
      {
        path: 'tocsin/*',
        url: '{{ .JsonData.apiUrl }}',
        headers: [{ name: 'Authorization', content: 'Bearer {{ .SecureJsonData.apiToken }}' }],
      },
    ]);
  });
});
