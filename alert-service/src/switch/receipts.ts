import type { Receipt } from '@tocsin/model';

/** Slack's `update_message` keeps where it posted under other names in Alertmanager (notify/slack/slack.go). */
const slackNames: readonly (readonly [ours: string, theirs: string])[] = [
  ['channel', 'channelId'],
  ['ts', 'threadTs'],
];

const renamed = (receipt: Receipt, names: readonly (readonly [from: string, to: string])[]): Receipt =>
  Object.fromEntries(names.flatMap(([from, to]) => (receipt[from] ? [[to, receipt[from]]] : [])));

const isSlack = (integration: string): boolean => /\/slack\[\d+\]$/.test(integration);

export const receiptFromData = (integration: string, data: Receipt): Receipt =>
  isSlack(integration)
    ? renamed(
        data,
        slackNames.map(([ours, theirs]) => [theirs, ours]),
      )
    : {};

export const dataFromReceipt = (integration: string, receipt: Receipt): Receipt =>
  isSlack(integration) ? renamed(receipt, slackNames) : {};
