import type { Actor } from '#core/input';
import { objectsIn } from '#core/on-call/directory';
import type { Caller } from '../door.ts';
import type { TocsinContext } from './context.ts';

/** Who acts: the name that the door proved, and the person of the directory who signs in under it. */
export function actorOf({ engine }: TocsinContext, { person: { name } }: Caller): Actor {
  const person = objectsIn(engine.state().directory, 'person').find(({ login }) => login === name);
  return { by: person?.name ?? name, ...(person && { person: person.id }), via: 'app' };
}
