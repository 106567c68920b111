import { createStore } from "zustand/vanilla"

/** The palette is open. */
export const paletteOpen = createStore(() => false)
/** The session ended under an open page: sign-in lies over it, and the page keeps what it has. */
export const signedOut = createStore(() => false)
/** The server serves another build of the studio than this page is of. */
export const newVersion = createStore(() => false)
/** How many parts that somebody asked for on this page did not come. */
export const missed = createStore(() => 0)
/** Name of the page, for the bar of a phone. */
export const pageName = createStore(() => "")
