/** Where Tocsin differs from Alertmanager on purpose; each is named in docs/beyond-alertmanager.md. */
export interface Rules {
  /** #226, #2896, #2205: what was told as firing is told as resolved, whatever mutes or refuses in between. */
  readonly everyFiringGetsItsResolved: boolean;
  /** #3817: sibling routes that print alike have keys of their own. */
  readonly uniqueGroupKeys: boolean;
  /** Every firing source inhibits, not only the one that upstream's index points to. */
  readonly everySourceInhibits: boolean;
  /** A reload brings no ended alert back, and a resolve that is sent again is no news. */
  readonly endedStaysEnded: boolean;
}

export const upstreamRules: Rules = {
  everyFiringGetsItsResolved: false,
  uniqueGroupKeys: false,
  everySourceInhibits: false,
  endedStaysEnded: false,
};

export const tocsinRules: Rules = {
  everyFiringGetsItsResolved: true,
  uniqueGroupKeys: true,
  everySourceInhibits: true,
  endedStaysEnded: true,
};
