import type { WorkRegion } from "@justesse/types"
import type { RuleName } from "../coach/contract.ts"

/** How a task of each kind comes into the hand and is looked at. One value for each kind, all of them in `list.ts`. */
export interface KindEditing {
  /** What the coach looks for in its regions, in the order in which it is said. */
  readonly coach: readonly RuleName[]
  /** Whether a region waits for its person: to be decided, or to be read. It is dashed on the picture. */
  isOpen(region: WorkRegion): boolean
}
