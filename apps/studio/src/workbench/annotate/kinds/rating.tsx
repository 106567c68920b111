import { EVERYWHERE_COMMANDS, LOOK_COMMANDS, ONE_BY_ONE_COMMANDS } from "@justesse/editor"
import { classification } from "./classification.tsx"
import type { KindOnPage } from "./contract.ts"

/** A grade of a whole asset, with what made somebody say so: a digit chooses it, and Enter sends. */
export const rating: KindOnPage = {
  ...classification,
  keys: { scope: "oneByOne", commands: [...EVERYWHERE_COMMANDS, ...ONE_BY_ONE_COMMANDS, ...LOOK_COMMANDS] },
  choose: (_, model, label) => model.answerWhole(label),
  saidNothing: () => undefined,
}
