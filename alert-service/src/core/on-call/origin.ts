/** Where an object was imported from, so that a later import finds it again. */
export interface Origin {
  readonly importedFrom?: string;
  readonly externalId?: string;
}
