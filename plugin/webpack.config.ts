import CopyWebpackPlugin from 'copy-webpack-plugin';
import type { Configuration } from 'webpack';
import { merge } from 'webpack-merge';
import grafanaConfig, { type Env } from './.config/webpack/webpack.config.ts';

/** Grafana's own configuration copies only the app's pictures; a nested panel's logo stays behind without this. */
const config = async (env: Env): Promise<Configuration> => {
  const base = await grafanaConfig(env);
  return merge(base, {
    plugins: [new CopyWebpackPlugin({ patterns: [{ from: 'panels/*/img/**/*', to: '.' }] })],
  });
};

export default config;
