export type Headers = Readonly<Record<string, string | string[]>>;

/** A request as it goes out: names of headers in small letters. */
export interface Outgoing {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  readonly body: Uint8Array | undefined;
  readonly signal: AbortSignal | undefined;
  /** To be asked twice does no harm, whatever the method. */
  readonly repeatable?: boolean;
}
