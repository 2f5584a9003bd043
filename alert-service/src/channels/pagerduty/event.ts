import type { PagerdutySettings } from '#config/pagerduty-config';
import type { Edge, Message } from '../channel.ts';
import { alertJson } from '../alert-json.ts';
import { type Facts, factsOf } from '../facts.ts';
import { groupData } from '../group-data.ts';
import { groupHash } from '../group-hash.ts';
import { cappedCharacters } from '#lib/plain-text';
import { jsonText } from '../http-line.ts';
import { linkWords, titleWords } from '../sentences.ts';
import { structured } from '../structured.ts';
import { faultWords, type Say, worded } from '../wording.ts';

/** https://developer.pagerduty.com/docs/send-alert-event */
const longestEvent = 512_000;
const longestSummary = 1024;

type Details = Readonly<Record<string, unknown>>;

interface Parts {
  readonly settings: PagerdutySettings;
  readonly edge: Edge;
  readonly key: string;
}

/** The event as it goes over the wire; details that would make it too large are left out, never the page itself. */
export function eventBody(message: Message, { settings, edge, key }: Parts): string {
  const facts = factsOf(message);
  const { build, details } = worded(message, edge, (say, fault) => {
    const around = { message, settings, facts, say };
    return {
      build: (settings.version === 1 ? firstEvent : event)({ ...around, key }),
      details: detailsOf(around, fault),
    };
  });
  const whole = jsonText(build(details));
  if (Buffer.byteLength(whole) <= longestEvent) return whole;
  edge.log.warn('the details of a PagerDuty event are left out: it is larger than PagerDuty takes', {
    bytes: Buffer.byteLength(whole),
    receiver: message.notice.receiver,
  });
  return jsonText(build({ error: 'The details are left out: with them the event is larger than 512 kB.' }));
}

interface ChangeParts extends Pick<Parts, 'settings' | 'key'> {
  readonly action: 'acknowledge' | 'resolve';
}

/** Of an incident that PagerDuty has already: it reads the key and the action, and nothing else. */
export function changeBody({ notice }: Message, { settings, key, action }: ChangeParts): string {
  const dedup = groupHash(notice.group);
  return jsonText(
    settings.version === 1
      ? { service_key: key, incident_key: dedup, event_type: action }
      : { routing_key: key, dedup_key: dedup, event_action: action },
  );
}

interface Writing {
  readonly message: Message;
  readonly settings: PagerdutySettings;
  readonly facts: Facts;
  readonly say: Say;
}
type Build = (details: Details) => Details;

/** All texts are expanded before anything is built, so that a template that fails is noticed once. */
function event({ message, settings, facts, say, key }: Writing & { readonly key: string }): Build {
  const client = say(settings.client, 'Tocsin');
  const clientUrl = say(settings.clientUrl, facts.links.main);
  const payload = {
    summary: summaryOf(settings, { facts, say }),
    source: settings.source ? say(settings.source, client) : client,
    severity: settings.severity ? say(settings.severity, 'error') : 'error',
  };
  const placed = {
    class: say(settings.class),
    component: say(settings.component),
    group: say(settings.group),
  };
  const images = settings.images
    .map(({ src, alt, href }) => ({ src: say(src), alt: say(alt), href: say(href) }))
    .filter(({ src }) => src !== '');
  const links = linksOf(settings, { facts, say });
  return (details) =>
    said({
      routing_key: key,
      dedup_key: groupHash(message.notice.group),
      event_action: actionOf(message),
      payload: { ...payload, ...said(placed), custom_details: details },
      client,
      client_url: clientUrl,
      images,
      links,
    });
}

function firstEvent({ message, settings, facts, say, key }: Writing & { readonly key: string }): Build {
  const triggers = actionOf(message) === 'trigger';
  const description = summaryOf(settings, { facts, say });
  const client = triggers ? say(settings.client, 'Tocsin') : '';
  const clientUrl = triggers ? say(settings.clientUrl, facts.links.main) : '';
  return (details) =>
    said({
      service_key: key,
      incident_key: groupHash(message.notice.group),
      event_type: actionOf(message),
      description,
      client,
      client_url: clientUrl,
      details,
    });
}

const actionOf = ({ notice }: Message): 'trigger' | 'resolve' =>
  notice.firing.length > 0 ? 'trigger' : 'resolve';

/** PagerDuty refuses an event that says nothing. */
const summaryOf = (settings: PagerdutySettings, { facts, say }: { facts: Facts; say: Say }): string =>
  cappedCharacters(say(settings.description, titleWords(facts)) || titleWords(facts), longestSummary);

function linksOf(
  settings: PagerdutySettings,
  { facts, say }: { facts: Facts; say: Say },
): readonly Details[] {
  if (settings.links.length === 0) return linkWords(facts).map(({ text, url }) => ({ href: url, text }));
  return settings.links
    .map(({ href, text }) => ({ href: say(href), text: say(text) }))
    .filter(({ href }) => href !== '');
}

/** Upstream's own four are there unless the user has others of their names. */
function detailsOf({ message, settings, facts, say }: Writing, fault: string | undefined): Details {
  const { alerts } = groupData(message).data;
  const own = Object.fromEntries(
    Object.entries(settings.details).map(([name, value]) => [name, structured(value, say)]),
  );
  const [firing, resolved] = [
    alerts.filter(({ status }) => status === 'firing'),
    alerts.filter(({ status }) => status === 'resolved'),
  ];
  return {
    firing: firing.map(alertJson),
    resolved: resolved.map(alertJson),
    num_firing: firing.length,
    num_resolved: resolved.length,
    ...(facts.preface === undefined ? {} : { told_here_because: facts.preface }),
    ...own,
    ...(fault === undefined ? {} : { error: faultWords(fault) }),
  };
}

/** Upstream leaves out what is empty. */
const said = (fields: Details): Details =>
  Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) => value !== '' && !(Array.isArray(value) && value.length === 0),
    ),
  );
