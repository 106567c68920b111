/** How many tasks somebody has in hand on this computer, the one that is shown included. */
export const AHEAD = 3
