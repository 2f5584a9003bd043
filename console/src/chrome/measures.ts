/** Measures of the frame, in CSS pixels; plugins ask for the header's, to stick below it. */
export const headerHeight = 44;
export const navWidth = 200;
export const railWidth = 56;

/** Below this the navigation is a menu, below the next one a rail of icons. */
export const phoneBelow = 768;
export const narrowBelow = 1100;

export const phone = `@media (max-width: ${phoneBelow - 1}px)`;
export const narrow = `@media (min-width: ${phoneBelow}px) and (max-width: ${narrowBelow - 1}px)`;
export const wide = `@media (min-width: ${narrowBelow}px)`;
