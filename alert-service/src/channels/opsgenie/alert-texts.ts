import type { OpsgenieResponder, OpsgenieSettings } from '#config/opsgenie-config';
import { bodyOf, faultLine } from '../body.ts';
import type { Edge, Message } from '../channel.ts';
import { factsOf } from '../facts.ts';
import { groupData } from '../group-data.ts';
import { cappedCharacters } from '#lib/plain-text';
import { titleWords } from '../sentences.ts';
import { plainStyle } from '../text-style.ts';
import { type Say, worded } from '../wording.ts';

/** https://docs.opsgenie.com/docs/alert-api#create-alert */
const longest = { message: 130, description: 15_000, source: 100, entity: 512, note: 25_000, details: 8000 };

export interface AlertTexts {
  readonly message: string;
  readonly description?: string;
  readonly details: Readonly<Record<string, string>>;
  readonly source: string;
  readonly responders?: readonly Readonly<Record<string, string>>[];
  readonly tags?: readonly string[];
  readonly note?: string;
  readonly priority?: string;
  readonly entity?: string;
  readonly actions?: readonly string[];
}

interface Writing {
  readonly settings: OpsgenieSettings;
  readonly edge: Edge;
}

export function alertTexts(message: Message, { settings, edge }: Writing): AlertTexts {
  const facts = factsOf(message);
  return worded(message, edge, (say, fault) => {
    const own = `${faultLine(fault, plainStyle)}${bodyOf(facts, { style: plainStyle, fits })}`;
    return {
      message: cappedCharacters(
        say(settings.message, titleWords(facts)) || titleWords(facts),
        longest.message,
      ),
      ...said('description', cappedCharacters(say(settings.description, own), longest.description)),
      details: detailsOf(message, { settings, say }),
      source: cappedCharacters(say(settings.source, facts.links.main), longest.source),
      ...said('responders', respondersOf(settings.responders, say)),
      ...said('tags', split(say(settings.tags))),
      ...said('note', cappedCharacters(say(settings.note), longest.note)),
      ...said('priority', say(settings.priority)),
      ...said('entity', cappedCharacters(say(settings.entity), longest.entity)),
      ...said('actions', split(say(settings.actions))),
    };
  });
}

const fits = (body: string): boolean => body.length <= longest.description - 500;

/** Common labels, and the user's own over them; Opsgenie takes so much of both together, the user's first. */
function detailsOf(
  message: Message,
  { settings, say }: { settings: OpsgenieSettings; say: Say },
): Record<string, string> {
  const own = Object.entries(settings.details).map(([name, value]): [string, string] => [name, say(value)]);
  const all = {
    ...Object.fromEntries(own),
    ...groupData(message).data.commonLabels,
    ...Object.fromEntries(own),
  };
  let room = longest.details;
  const kept = Object.entries(all).flatMap(([name, value]): [string, string][] => {
    room -= name.length;
    if (room <= 0) return [];
    const short = cappedCharacters(value, room);
    room -= short.length;
    return [[name, short]];
  });
  return Object.fromEntries(kept);
}

/** One whose templates come to nothing is nobody; `teams` are several by their names. */
function respondersOf(responders: readonly OpsgenieResponder[], say: Say): Record<string, string>[] {
  return responders.flatMap((responder) => {
    const { id, name, username, type } = responder;
    const found = { id: say(id), name: say(name), username: say(username), type: say(type) };
    if (found.type === 'teams') return split(found.name).map((team) => ({ name: team, type: 'team' }));
    const said = Object.fromEntries(Object.entries(found).filter(([, value]) => value !== ''));
    return Object.keys(said).length > 0 ? [said] : [];
  });
}

const split = (text: string): string[] => text.trim().split(',').filter(Boolean);

/** Upstream leaves out what is empty. */
const said = <Name extends string, Value extends string | readonly unknown[]>(
  name: Name,
  value: Value,
): Partial<Record<Name, Value>> => {
  const pair: Partial<Record<Name, Value>> = {};
  if (value.length > 0) pair[name] = value;
  return pair;
};
