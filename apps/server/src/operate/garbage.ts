import { setFlagsFromString } from "node:v8"

/** How much more than what is in use a heap may hold before it is collected whole, percent. */
const MOST_GARBAGE_PERCENT = 100

/**
 * Has what is no longer used collected sooner, in this thread and those that begin later. Left to itself a heap on a large machine grows
 * to three times what it holds: 375 to 390 MB while 10,000 answers came in, of which 100 were in use, and 295 to 330 so, for the same
 * processor's time. At 50 % it took 3 % more of that, for 295.
 */
export function collectSooner(): void {
  setFlagsFromString(`--heap-growing-percent=${MOST_GARBAGE_PERCENT}`)
}
