import type { TocsinConfig } from '#config/tocsin-config';
import { type DoorOptions, sameSecret } from '#http/door';
import type { Log } from '#lib/log';
import type { Secret } from '#lib/secret';

/** Who may come in, as tocsin.yml says. */
export function doorOf({ person, tokens }: TocsinConfig, log: Log): Pick<DoorOptions, 'local' | 'tokens'> {
  return {
    local: person,
    tokens: tokens.map(({ name, kind, role, token }) => {
      const read = readable(name, token, log);
      read();
      return { name, kind, role, matches: (presented) => sameSecret(presented, read()) };
    }),
  };
}

/** The token, or nothing while its file cannot be read, which is told once: it lets nobody in, and stops no other. */
function readable(name: string, token: Secret, log: Log): () => string {
  let told = false;
  return () => {
    try {
      const value = token.reveal();
      told = false;
      return value;
    } catch (error) {
      if (!told)
        log.warn('an API token cannot be read: nobody comes in with it', { token: name, err: error });
      told = true;
      return '';
    }
  };
}
