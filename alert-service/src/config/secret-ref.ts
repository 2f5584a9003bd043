import { text } from './fields.ts';

/** Upstream's library knows secret managers, upstream itself has none: such a field stops it at the start. */
export const noSecretManager = (name: string) =>
  text
    .refine((written) => written === '', {
      message: `there is no secret manager to ask: put it in a file and name it as ${name}_file`,
      params: { at: 'key' },
    })
    .optional();
