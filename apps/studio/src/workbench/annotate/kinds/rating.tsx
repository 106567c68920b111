import { EVERYWHERE_COMMANDS, LOOK_COMMANDS, ONE_BY_ONE_COMMANDS } from "@justesse/editor"
import { runOnMedia } from "../../media/hand.ts"
import { toggleTag, WORDS } from "../frames/Why.tsx"
import { classification } from "./classification.tsx"
import type { KindOnPage } from "./contract.ts"

/** A grade of a whole asset, with what made somebody say so: a digit chooses it, and Enter sends. */
export const rating: KindOnPage = {
  ...classification,
  keys: { scope: "oneByOne", commands: [...EVERYWHERE_COMMANDS, ...ONE_BY_ONE_COMMANDS, ...LOOK_COMMANDS] },
  choose: (_, model, label) => model.answerWhole(label),
  saidNothing: () => undefined,
  isWorded: true,
  run({ say, isCovered }, model, id, { digit }) {
    if (id === "attribute.step") {
      if (!toggleTag(model, digit)) say("oneByOne:firstTheGrade")
      return true
    }
    if (id === "answer.words") {
      const field = document.getElementById(WORDS)
      if (model.document.order.length === 0) say("oneByOne:firstTheGrade")
      else field?.focus()
      return true
    }
    if (id === "escape" && !isCovered && document.activeElement?.id === WORDS) {
      ;(document.activeElement as HTMLElement).blur() // found by its id: it is the field
      return true
    }
    return runOnMedia(id)
  },
}
