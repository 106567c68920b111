import { setFlagsFromString } from "node:v8"

/** How much more than what is in use a heap may hold before it is collected whole, percent. */
const MOST_GARBAGE_PERCENT = 50

/**
 * Has what is no longer used collected sooner, in this thread and those that begin later. Left to itself a heap on a large machine grows
 * to three times what it holds; with 10,000 answers coming in the server took 464 MB, of which 100 were in use, and takes 375 so.
 */
export function collectSooner(): void {
  setFlagsFromString(`--heap-growing-percent=${MOST_GARBAGE_PERCENT}`)
}
