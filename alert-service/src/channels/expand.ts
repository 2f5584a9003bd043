import { alertmanagerData, alertmanagerFunctions, functionTable, TemplateSet } from '#template/index';
import type { Expand, Message } from './channel.ts';
import { groupData } from './group-data.ts';

/** A user's template of a message, in Go's text language with Alertmanager's functions and data. */
export function createExpand(now: () => number): Expand {
  const set = new TemplateSet([], functionTable(alertmanagerFunctions({ now })));
  /** One message has a dozen templates, and may have 100,000 alerts. */
  const seen = new WeakMap<Message, ReturnType<typeof alertmanagerData>>();
  const dataOf = (message: Message): ReturnType<typeof alertmanagerData> => {
    const known = seen.get(message) ?? alertmanagerData(groupData(message).data);
    seen.set(message, known);
    return known;
  };
  return (text, message) => {
    if (!text.includes('{{')) return text;
    const routeLabel = (name: string): string => message.routeLabels[name] ?? '';
    return set.executeText(text, dataOf(message), functionTable(alertmanagerFunctions({ now, routeLabel })));
  };
}
