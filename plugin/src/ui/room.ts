import { css } from '@emotion/css';

/** Around a page's columns: how they stand depends on the room they have, whatever navigation stands beside them. */
export const room = css({ containerType: 'inline-size' });

/** Room enough for a second column; with less, it goes under the first. */
export const besides = '@container (min-width: 1080px)';
