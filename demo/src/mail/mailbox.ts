import { type AddressObject, type ParsedMail, simpleParser } from 'mailparser';

export interface Mail {
  readonly id: number;
  readonly receivedAt: number;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly messageId: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly attachments: readonly { name: string; type: string; bytes: number }[];
  readonly raw: string;
}

const addressesOf = (given: AddressObject | AddressObject[] | undefined): string[] =>
  [given ?? []].flat().flatMap(({ value }) => value.map(({ address }) => address ?? ''));

const headersOf = (parsed: ParsedMail): Record<string, string> =>
  Object.fromEntries(
    parsed.headerLines.map(({ key, line }) => [key, line.slice(line.indexOf(':') + 1).trim()]),
  );

/** Everything that was caught, in memory. */
export class Mailbox {
  readonly #mails: Mail[] = [];
  #lastId = 0;

  mails(): readonly Mail[] {
    return [...this.#mails];
  }

  find(id: number): Mail | undefined {
    return this.#mails.find((mail) => mail.id === id);
  }

  clear(): void {
    this.#mails.length = 0;
  }

  /** `recipients` come from the envelope: Bcc stands nowhere else. */
  async add(raw: Buffer, recipients: readonly string[]): Promise<void> {
    const parsed = await simpleParser(raw);
    this.#mails.push({
      id: ++this.#lastId,
      receivedAt: Date.now(),
      from: addressesOf(parsed.from).join(', '),
      to: recipients.length > 0 ? recipients : addressesOf(parsed.to),
      subject: parsed.subject ?? '',
      messageId: parsed.messageId ?? '',
      text: parsed.text ?? '',
      html: parsed.html || '',
      headers: headersOf(parsed),
      attachments: parsed.attachments.map(({ filename, contentType, size }) => ({
        name: filename ?? '',
        type: contentType,
        bytes: size,
      })),
      raw: raw.toString('utf8'),
    });
  }
}
