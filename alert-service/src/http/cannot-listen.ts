/** The message says what to change. */
export class CannotListen extends Error {}
