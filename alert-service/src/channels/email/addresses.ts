import type { EmailSettings } from '#config/settings';
import type { Edge, Message } from '../channel.ts';
import { messageOf, Refusal } from '../outcome.ts';
import { oneLine } from '#lib/plain-text';

export interface Addresses {
  /** The header lines. */
  readonly from: string;
  readonly to: string;
  /** The bare addresses of the envelope. */
  readonly sender: string;
  readonly recipients: string[];
}

interface Source {
  readonly settings: EmailSettings;
  readonly edge: Pick<Edge, 'expand'>;
}

/** Whom it goes to is what the templates say; an address that is none stops the mail, and says which. */
export async function addressesOf(message: Message, { settings, edge }: Source): Promise<Addresses> {
  const say = (name: 'from' | 'to'): string => {
    try {
      const template = settings[name];
      return oneLine(template.includes('{{') ? edge.expand(template, message) : template, 4000);
    } catch (error) {
      throw new Refusal(`the template of its ${name} address fails: ${messageOf(error)}`);
    }
  };
  const [from, to] = [say('from'), say('to')];
  const [senders, recipients] = [await bare(from, 'from'), await bare(to, 'to')];
  const [sender] = senders;
  if (!sender || senders.length > 1)
    throw new Refusal(`there must be one from address, not ${senders.length}: check from (smtp_from)`);
  if (recipients.length === 0) throw new Refusal('there is no address in to: check to of this receiver');
  return { from, to, sender, recipients };
}

async function bare(list: string, name: 'from' | 'to'): Promise<string[]> {
  const { default: parse } = await import('nodemailer/lib/addressparser');
  const addresses = parse(list, { flatten: true }).map(({ address }) => address);
  const wrong = addresses.find((address) => !/^[^\s@<>,;]+@[^\s@<>,;]+$/u.test(address));
  if (wrong !== undefined)
    throw new Refusal(
      `"${oneLine(wrong || list, 80)}" is not an email address: check ${name} of this receiver`,
    );
  return addresses;
}
