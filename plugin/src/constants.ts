import pluginJson from './plugin.json';

export const PLUGIN_ID = pluginJson.id;
export const PLUGIN_BASE = `/a/${PLUGIN_ID}`;
/** Grafana's proxy, and in the console the shell, carry what lies below this to the alert service. */
export const SERVICE_BASE = `/api/plugin-proxy/${PLUGIN_ID}/tocsin/api/tocsin/v1`;
