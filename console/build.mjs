/**
 * Bundles the host, copies fonts, icons and the built plugin beside it: dist/ is all that the alert service serves.
 *   node console/build.mjs [--out FOLDER]
 */
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const here = import.meta.dirname;
const require = createRequire(import.meta.url);
const { values } = parseArgs({ options: { out: { type: 'string', default: path.join(here, 'dist') } } });
const out = path.resolve(values.out);
/** Built beside and swapped in whole: who is being served meanwhile sees the old or the new. */
const dist = `${out}.${process.pid}`;
const pluginDist = path.join(here, '..', 'plugin', 'dist');
const packageFolder = (name) => path.dirname(require.resolve(`${name}/package.json`));

const plugins = await findPlugins(pluginDist);
await checkSharedModules(plugins);
const [boot, main] = await Promise.all([buildBoot(), buildMain()]);
await writePage(boot, main);
await Promise.all([copyFonts(), copyIcons(), copyPlugins(plugins), buildWorker(), copyManifest()]);
await swap();
await reportSize(main);

/** The app and the panels nested in it, each with the folder it was built into. */
async function findPlugins(folder) {
  const app = await readPlugin(folder).catch(() => {
    throw new Error(`${folder} holds no built plugin: run "npm run build -w plugin" first`);
  });
  const nested = (app.file.includes ?? []).filter((entry) => entry.type === 'panel');
  return [
    app,
    ...(await Promise.all(nested.map((entry) => readPlugin(path.join(folder, path.dirname(entry.path)))))),
  ];
}

async function readPlugin(folder) {
  const file = JSON.parse(await readFile(path.join(folder, 'plugin.json'), 'utf8'));
  const code = await readFile(path.join(folder, 'module.js'));
  return {
    folder,
    file: { ...file, moduleHash: createHash('sha256').update(code).digest('hex').slice(0, 12) },
  };
}

/** A name that a plugin takes from its host and the host does not share would fail in the browser only. */
async function checkSharedModules(all) {
  const source = await readFile(path.join(here, 'src/host/shared-modules.ts'), 'utf8');
  for (const { folder, file } of all) {
    const code = await readFile(path.join(folder, 'module.js'), 'utf8');
    const wanted = JSON.parse(/define\((\[[^\]]*\])/.exec(code)?.[1] ?? '[]');
    const missing = wanted.filter(
      (name) => name !== 'module' && !new RegExp(`^ {2}'?${name}'?[:,]`, 'm').test(source),
    );
    if (missing.length > 0) {
      throw new Error(
        `${file.id} takes ${missing.join(', ')} from its host: add it to src/host/shared-modules.ts`,
      );
    }
  }
}

function buildBoot() {
  return build({
    ...common(),
    entryPoints: [path.join(here, 'src/boot.ts'), path.join(here, 'src/boot.css')],
    format: 'iife',
  });
}

function buildMain() {
  return build({
    ...common(),
    entryPoints: [path.join(here, 'src/main.tsx')],
    chunkNames: 'chunk-[hash]',
    format: 'esm',
    splitting: true,
    jsx: 'automatic',
    mainFields: ['browser', 'module', 'main'],
    conditions: ['browser'],
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis', define: 'undefined' },
    alias: {
      // @grafana/ui names the bridge for react-router 5; plugins bring 6, and both must read one context.
      'react-router-dom-v5-compat': packageFolder('react-router-dom'),
      'grafana-runtime-plugin-page': runtimeComponent('PluginPage'),
      'grafana-runtime-panel-renderer': runtimeComponent('PanelRenderer'),
    },
    plugins: [builtPlugins()],
  });
}

/** Its name never changes: the browser asks for it again by itself, and takes what differs. */
function buildWorker() {
  return build({
    ...common(),
    entryPoints: [path.join(here, 'worker/push-worker.ts')],
    outdir: path.join(dist, 'public'),
    entryNames: '[name]',
    format: 'iife',
  });
}

/** What makes the page one that can be installed on a phone. */
async function copyManifest() {
  const name = 'manifest.webmanifest';
  await mkdir(path.join(dist, 'public'), { recursive: true });
  await cp(path.join(here, name), path.join(dist, 'public', name));
}

function common() {
  return {
    bundle: true,
    minify: true,
    metafile: true,
    sourcemap: false,
    logLevel: 'warning',
    // systemjs names a module type that only it knows.
    logOverride: { 'package.json': 'silent' },
    legalComments: 'linked',
    target: 'es2023',
    outdir: path.join(dist, 'assets'),
    entryNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    loader: { '.ttf': 'file', '.svg': 'file', '.png': 'file' },
  };
}

/** @grafana/runtime does not export the setters of these two; Grafana itself reaches them by its own source. */
function runtimeComponent(name) {
  return path.join(packageFolder('@grafana/runtime'), 'dist/esm/components', `${name}.mjs`);
}

function builtPlugins() {
  return {
    name: 'built-plugins',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^tocsin:plugins$/ }, () => ({ path: 'plugins', namespace: 'tocsin' }));
      onLoad({ filter: /.*/, namespace: 'tocsin' }, () => ({
        contents: `export const plugins = ${JSON.stringify(plugins.map(({ file }) => file))}`,
      }));
    },
  };
}

async function writePage(bootResult, mainResult) {
  const template = await readFile(path.join(here, 'index.html'), 'utf8');
  const outputs = [...outputsOf(bootResult), ...outputsOf(mainResult)];
  const entry = (source) => outputs.find(({ entryPoint }) => entryPoint?.endsWith(source));
  const main = entry('src/main.tsx');
  const styles = [entry('src/boot.css').file, relative(main.cssBundle)];
  const eager = main.imports
    .filter(({ kind }) => kind === 'import-statement')
    .map((found) => relative(found.path));
  const page = template
    .replace('__BOOT_JS__', entry('src/boot.ts').file)
    .replace('__MAIN_JS__', main.file)
    .replace(
      '<!-- __STYLES__ -->',
      styles.map((file) => `<link rel="stylesheet" href="__TOCSIN_BASE__/${file}" />`).join('\n    '),
    )
    .replace(
      '<!-- __PRELOADS__ -->',
      eager.map((file) => `<link rel="modulepreload" href="__TOCSIN_BASE__/${file}" />`).join('\n    '),
    );
  await writeFile(path.join(dist, 'index.html'), page);
}

function outputsOf({ metafile }) {
  return Object.entries(metafile.outputs).map(([file, output]) => ({ ...output, file: relative(file) }));
}

function relative(file) {
  return path.relative(dist, path.resolve(file)).split(path.sep).join('/');
}

/** Under the names that @grafana/ui's GlobalStyles ask for. */
async function copyFonts() {
  const fonts = path.join(dist, 'public/fonts');
  const inter = path.join(packageFolder('inter-ui'), 'web');
  for (const name of ['Regular', 'Medium', 'Italic', 'MediumItalic']) {
    await cp(path.join(inter, `Inter-${name}.woff2`), path.join(fonts, 'inter', `Inter-${name}.woff2`));
  }
  const mono = path.join(
    packageFolder('@fontsource/roboto-mono'),
    'files/roboto-mono-latin-400-normal.woff2',
  );
  await cp(
    mono,
    path.join(fonts, 'roboto/L0xTDF4xlVMF-BfR8bXMIhJHg45mwgGEFl0_3vrtSM1J-gEPT5Ese6hmHSh0mQ.woff2'),
  );
}

/** Grafana's own, and ours for names that its package lists without a file. */
async function copyIcons() {
  const icons = path.join(dist, 'public/build/img/icons');
  await cp(path.join(packageFolder('@grafana/ui'), 'dist/public/img/icons'), icons, { recursive: true });
  await cp(path.join(here, 'icons'), icons, { recursive: true });
}

async function copyPlugins(all) {
  const target = path.join(dist, 'public/plugins');
  await mkdir(target, { recursive: true });
  for (const { folder, file } of all) await cp(folder, path.join(target, file.id), { recursive: true });
  const { folder, file } = all[0];
  await cp(path.join(folder, file.info.logos.small), path.join(dist, 'public/tocsin.svg'));
}

async function swap() {
  const old = `${dist}.old`;
  await rename(out, old).catch(() => undefined);
  await rename(dist, out);
  await rm(old, { recursive: true, force: true });
}

async function reportSize({ metafile }) {
  const bytes = Object.entries(metafile.outputs).reduce((sum, [, { bytes: size }]) => sum + size, 0);
  const files = await readdir(path.join(out, 'assets'));
  console.log(
    `console: ${plugins.map(({ file }) => file.id).join(', ')}; ${files.length} assets, ${(bytes / 1e6).toFixed(1)} MB`,
  );
}
