import { type FinalAnswer, listFinalSince } from "@justesse/db/work/checks"
import type { Deps } from "../../core/deps.ts"
import { tellBack } from "./back.ts"
import { findPairs, type Pair } from "./pairs.ts"
import { passOn } from "./pass.ts"

type Stepping = Pick<Deps, "storage" | "nowMs" | "sha256">

/** Answers that are passed on together. */
const PAGE = 100
/** Answers are stored in another order than their moments say, by so much at most. */
const OUT_OF_ORDER_MS = 5_000

/** How far this process has read the final answers of each pair, either way; it begins anew with each start, and finds what is done. */
const readSoFar = new WeakMap<object, Map<string, number>>()

/**
 * Draw, then check: what became final where things are drawn is passed on to be checked, and what became of it is told there. Several
 * servers may do it at once, and each may be ended in the middle: nothing is made or told twice. Returns how much was done.
 */
export async function stepChecks(deps: Stepping): Promise<number> {
  let done = 0
  for (const pair of await findPairs(deps))
    done += await deps.storage.locks.exclusive(`checks ${pair.to.id}`, () => stepPair(deps, pair))
  return done
}

async function stepPair(deps: Stepping, pair: Pair): Promise<number> {
  const { from, to } = pair
  const passed = await readOn(deps, from.id, `${from.id} ${to.id}`, (some) => passOn(deps, pair, some))
  // Nobody draws in an archived project, so nothing final there is asked again: what was found is told once it is open again.
  if (from.state === "archived") return passed
  return passed + (await readOn(deps, to.id, `${to.id} ${from.id}`, (some) => tellBack(deps, pair, some)))
}

async function readOn(
  { storage }: Stepping,
  projectId: number,
  name: string,
  work: (some: readonly FinalAnswer[]) => Promise<number>,
): Promise<number> {
  const places = readSoFar.get(storage) ?? new Map<string, number>()
  readSoFar.set(storage, places)
  let done = 0
  let after = { atMs: (places.get(name) ?? 0) - OUT_OF_ORDER_MS, taskId: 0 }
  for (;;) {
    const some = await listFinalSince(storage.db, projectId, after, PAGE)
    const last = some.at(-1)
    if (!last) return done
    done += await work(some)
    after = { atMs: last.atMs, taskId: Number(last.taskId) }
    places.set(name, last.atMs)
    if (some.length < PAGE) return done
  }
}
