import fc from "fast-check"
import { expect, test } from "vitest"
import { PAIRED, pairDataset, throughPair } from "./testing/pairs.ts"

/** Draws a pair here; `npm run bench -- formatPairs` draws hundreds. */
const DRAWS = 1

test.each(PAIRED)(
  "$name and every other form after it: equal, or exactly what the reports say (R6)",
  async (first) => {
    for (const second of PAIRED)
      await fc.assert(
        fc.asyncProperty(pairDataset, async (drawn) => {
          expect(await throughPair(first, second, drawn), `${first.name} → ${second.name}`).toEqual([])
        }),
        { numRuns: DRAWS },
      )
  },
  60_000,
)
