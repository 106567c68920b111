import { EVERYWHERE_COMMANDS, LOOK_COMMANDS, TASK_COMMANDS } from "@justesse/editor"
import type { KindOnPage } from "./contract.ts"

/** The keys of kinds whose regions are worked on on a picture. */
export const CANVAS_KEYS: KindOnPage["keys"] = {
  scope: "task",
  commands: [...EVERYWHERE_COMMANDS, ...TASK_COMMANDS, ...LOOK_COMMANDS],
}
