import type { TextDirection, WorkRegion } from "@justesse/types"
import type { RuleName } from "../coach/contract.ts"
import type { EditorDocument } from "../document.ts"

/** How a task of each kind comes into the hand and is looked at. One value for each kind, all of them in `list.ts`. */
export interface KindEditing {
  /** What the coach looks for in its regions, in the order in which it is said. */
  readonly coach: readonly RuleName[]
  /** The document of a task that nobody edited yet, as people begin with it; `direction`: which way lines are read in the project. */
  begin(document: EditorDocument, direction: TextDirection | undefined): EditorDocument
  /** Whether a region waits for its person: to be decided, or to be read. It is dashed on the picture. */
  isOpen(region: WorkRegion): boolean
}
