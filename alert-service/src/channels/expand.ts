import {
  alertmanagerData,
  alertmanagerFunctions,
  functionTable,
  notificationTemplates,
  type TemplateSource,
} from '#template/index';
import type { Expand, Message } from './channel.ts';
import { groupData } from './group-data.ts';

/**
 * A user's template of a message, in Go's language with Alertmanager's functions and data; it sees the default templates and
 * those of the user's files, of which a later one replaces an earlier one of the same name.
 */
export function createExpand(now: () => number, files: readonly TemplateSource[] = []): Expand {
  const templates = notificationTemplates(files, { now });
  /** One message has a dozen templates, and may have 100,000 alerts. */
  const seen = new WeakMap<Message, ReturnType<typeof alertmanagerData>>();
  const dataOf = (message: Message): ReturnType<typeof alertmanagerData> => {
    const known = seen.get(message) ?? alertmanagerData(groupData(message).data);
    seen.set(message, known);
    return known;
  };
  return (text, message, language = 'text') => {
    if (!text.includes('{{') && language === 'text') return text;
    const routeLabel = (name: string): string => message.routeLabels[name] ?? '';
    const functions = functionTable(alertmanagerFunctions({ now, routeLabel }));
    return templates[language](text, dataOf(message), functions);
  };
}
