import path from 'node:path';
import { Secret } from '#lib/secret';

/** Where `*_file` secrets are read, when they are used. */
export interface SecretFiles {
  /** Upstream resolves some relative paths from the folder of the configuration file … */
  besideConfig(file: string): Secret;
  /** … and the others from the folder the service was started in. */
  fromHere(file: string): Secret;
}

export const createSecretFiles = (configFile: string, readFile: (file: string) => string): SecretFiles => ({
  besideConfig: (file) => Secret.fromFile(path.resolve(path.dirname(configFile), file), readFile),
  fromHere: (file) => Secret.fromFile(file, readFile),
});
