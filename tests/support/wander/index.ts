import { mixSeeds } from "@justesse/fixtures/random"
import type { Browser } from "playwright-core"
import { type Fault, type Walk, type Wanderer, walk } from "./walker.ts"

/** Contexts of one browser that walk at once. */
const AT_ONCE = 3

/** Lets everybody walk `steps` steps in all, each by a seed of their own. */
export async function wander(
  browser: Browser,
  wanderers: readonly Wanderer[],
  { seed, steps }: { readonly seed: number; readonly steps: number },
): Promise<Walk[]> {
  const waiting = wanderers.map((who, at) => ({ who, seed: mixSeeds(seed, at) }))
  const walks: Walk[] = []
  const share = Math.ceil(steps / wanderers.length)
  const one = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift())
      walks.push(await walk(browser, next.who, next.seed, share))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, one))
  return walks
}

/** One line a fault, with its way there. */
export const describeFault = (fault: Fault): string =>
  `${fault.role} (seed ${fault.seed}), step ${fault.step}, ${fault.kind} at ${fault.url}: ${fault.what}\n    ${fault.trail.join("\n    ")}`
