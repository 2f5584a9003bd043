import type { JiraSettings } from '#config/jira-config';
import type { Alert } from '@tocsin/model';
import { bodyOf, faultLine } from '../body.ts';
import type { Edge, Message } from '../channel.ts';
import { type Facts, factsOf } from '../facts.ts';
import { cappedCharacters } from '#lib/plain-text';
import { titleWords } from '../sentences.ts';
import { structured } from '../structured.ts';
import { type Say, worded } from '../wording.ts';
import { isThird } from './address.ts';
import { documentOf, documentStyle } from './document.ts';
import { wikiStyle } from './wiki-style.ts';

const longest = { summary: 255, description: 32_767 };

type Fields = Readonly<Record<string, unknown>>;

interface Parts {
  readonly message: Message;
  readonly settings: JiraSettings;
  readonly edge: Edge;
  readonly label: string;
  readonly project: string;
}

/** The fields of the issue; the user's own go before ours. */
export function fieldsOf({ message, settings, edge, label, project }: Parts): Fields {
  const facts = factsOf(message);
  return worded(message, edge, (say, fault) => {
    const priority = say(settings.priority, priorityOf(message));
    const description = descriptionOf(settings, { facts, say, fault });
    return {
      project: { key: project },
      issuetype: { name: say(settings.issueType) },
      summary: cappedCharacters(say(settings.summary.template, titleWords(facts)), longest.summary),
      ...(description !== '' && { description }),
      labels: [...settings.labels.map((template) => say(template)), label].sort(byCodeUnit),
      ...(priority !== '' && { priority: { name: priority } }),
      ...Object.fromEntries(
        Object.entries(settings.fields).map(([name, value]) => [name, structured(value, say)]),
      ),
    };
  });
}

/** Texts that people edit in Jira are left alone where the user wants that. */
export function forUpdate(fields: Fields, settings: JiraSettings): Fields {
  const stays = (name: string): boolean =>
    (name === 'summary' && !settings.summary.updates) ||
    (name === 'description' && !settings.description.updates);
  return Object.fromEntries(
    Object.entries(fields).filter(([name]) => !stays(name) || Object.hasOwn(settings.fields, name)),
  );
}

interface Words {
  readonly facts: Facts;
  readonly say: Say;
  readonly fault: string | undefined;
}

/** Wiki markup for the second version of the API, a document for the third: the user's, or a text made into one. */
function descriptionOf(settings: JiraSettings, { facts, say, fault }: Words): unknown {
  const third = isThird(settings.apiUrl);
  const style = third ? documentStyle : wikiStyle;
  const fits = (body: string): boolean => body.length <= longest.description - 1000;
  const own = faultLine(fault, style) + bodyOf(facts, { style, fits });
  const text = cappedCharacters(say(settings.description.template, own), longest.description);
  if (!third) return text;
  const trimmed = text.trim();
  return trimmed === '' ? '' : (json(trimmed) ?? documentOf(trimmed));
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const priorities = [
  ['critical', 'High'],
  ['warning', 'Medium'],
  ['info', 'Low'],
] as const;

/** By the worst of those that fire, or of those that did. */
function priorityOf({ notice: { firing, resolved } }: Message): string {
  const worst = (alerts: readonly Alert[]): string =>
    priorities.find(([severity]) => alerts.some(({ labels }) => labels.severity === severity))?.[1] ?? '';
  return worst(firing) || worst(resolved);
}

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
