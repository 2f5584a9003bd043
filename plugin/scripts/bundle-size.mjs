/** What a browser loads of the built app, gzip: run after `npm run build -w plugin`. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

const dist = path.join(import.meta.dirname, '..', 'dist');
const files = readdirSync(dist, { recursive: true }).filter((name) => name.endsWith('.js'));
const sizes = files.map((name) => ({ name, bytes: gzipSync(readFileSync(path.join(dist, name))).length }));
for (const { name, bytes } of sizes.sort((a, b) => b.bytes - a.bytes)) {
  console.log(`${(bytes / 1000).toFixed(1).padStart(7)} kB  ${name}`);
}
const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
console.log(`${(total / 1000).toFixed(1).padStart(7)} kB  all, gzip`);

// A nested panel that loads a chunk asks for it in the app's folder, where it is not.
for (const name of files.filter((file) => file.startsWith('panels'))) {
  if (/\.ensure|webpackChunk|\.f\.j\b/.test(readFileSync(path.join(dist, name), 'utf8'))) {
    console.error(`${name} loads chunks: take the import() or React.lazy out of it`);
    process.exitCode = 1;
  }
}
