import path from 'node:path';
import type { z } from 'zod';
import type { ConfigError } from '../config-error.ts';
import { fields, given, listOf, required, text } from '../fields.ts';
import { suggestion } from '../nearest.ts';
import type { Reading } from '../reading.ts';
import type { Path } from '../yaml-file.ts';

/** `on_call:` of tocsin.yml. */
export const onCallFiles = given(fields({ files: given(listOf(text, 'files')) }));

const EscalationFields = fields({ receiver: required('receiver'), policy: required('policy') });
/** `escalations:` of tocsin.yml: whose incidents call people too. */
export const escalations = given(listOf(EscalationFields, 'escalations'));

export interface OnCallSettings {
  /** Paths and globs, from the folder that the service was started in. */
  readonly files: readonly { readonly pattern: string; readonly place: ConfigError }[];
  /** By receiver; the policy may be one of the app, which nobody knows yet. */
  readonly escalations: readonly {
    readonly receiver: string;
    readonly policy: string;
    readonly place: ConfigError;
  }[];
}

interface Written {
  readonly on_call?: z.output<typeof onCallFiles>;
  readonly escalations?: z.output<typeof escalations>;
}

interface Context {
  readonly file: string;
  readonly reading: Pick<Reading, 'problem'>;
  readonly receivers: ReadonlyMap<string, unknown>;
  readonly errorAt: (path: Path, message: string) => ConfigError;
}

/** Throws nothing: what is wrong is told to the reading. */
export function onCallSettings(written: Written, context: Context): OnCallSettings {
  const listed = written.escalations ?? [];
  const { reading, errorAt } = context;
  const receivers = [...context.receivers.keys()];
  const seen = new Set<string>();
  for (const [index, { receiver }] of listed.entries()) {
    const at = ['escalations', index, 'receiver'];
    if (!receivers.includes(receiver))
      reading.problem(at, `there is no receiver "${receiver}"${suggestion(receiver, receivers)}`);
    if (seen.has(receiver))
      reading.problem(at, `the receiver "${receiver}" has a policy already: keep one of the two`);
    seen.add(receiver);
  }
  return {
    files: (written.on_call?.files ?? []).map((pattern, index) => ({
      pattern: path.isAbsolute(pattern) ? pattern : path.join(path.dirname(context.file), pattern),
      place: errorAt(['on_call', 'files', index], ''),
    })),
    escalations: listed.map((each, index) => ({
      ...each,
      place: errorAt(['escalations', index, 'policy'], ''),
    })),
  };
}
