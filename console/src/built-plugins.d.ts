/** Written by build.mjs from the plugin.json files of plugin/dist. */
declare module 'tocsin:plugins' {
  export const plugins: unknown;
}
declare module 'systemjs/dist/system.js';
declare module 'systemjs/dist/extras/amd.js';
declare module '*.css';
