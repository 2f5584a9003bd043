import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { build } from 'esbuild';

/** zod brings its messages in fifty languages; ours are in English, and a start reads what is in the bundle. */
const englishOnly = {
  name: 'english-only',
  setup({ onLoad }) {
    onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, ({ path }) => ({
      contents: "export { default as en } from './en.js';",
      resolveDir: dirname(path),
    }));
  },
};

/** What ships: an ESM bundle with code splitting; dependencies are in it, so that the image needs nothing else. */
const outdir = new URL('./dist/', import.meta.url).pathname;
await rm(outdir, { recursive: true, force: true });
await build({
  entryPoints: [new URL('./src/tocsin.ts', import.meta.url).pathname],
  outdir,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node26',
  conditions: ['source'],
  sourcemap: true,
  legalComments: 'linked',
  logLevel: 'warning',
  plugins: [englishOnly],
  // CommonJS dependencies call require.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
});
