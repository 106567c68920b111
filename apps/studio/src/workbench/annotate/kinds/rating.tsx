import { EVERYWHERE_COMMANDS, isOneKey, LOOK_COMMANDS, ONE_BY_ONE_COMMANDS } from "@justesse/editor"
import { runOnMedia } from "../../media/hand.ts"
import { hasEarlyWords, sayEarlyWords, toggleTag, WORDS } from "../frames/Why.tsx"
import { classification, rememberSent } from "./classification.tsx"
import type { KindOnPage } from "./contract.ts"

/** A grade of a whole asset, with what made somebody say so: a digit chooses it, and sends where no reasons are asked, else Enter does. */
export const rating: KindOnPage = {
  ...classification,
  keys: { scope: "oneByOne", commands: [...EVERYWHERE_COMMANDS, ...ONE_BY_ONE_COMMANDS, ...LOOK_COMMANDS] },
  choose: (context, model, label) => {
    // Words that were written first go with the grade: nothing is sent before Enter then.
    if (isOneKey(model.snapshot) && !hasEarlyWords(model)) return classification.choose?.(context, model, label)
    model.answerWhole(label)
    sayEarlyWords(model)
  },
  saidNothing: () => undefined,
  isWorded: true,
  run({ say, isCovered, chosen }, model, id, { digit }) {
    rememberSent(id, chosen, model)
    if (id === "attribute.step") {
      if (!toggleTag(model, digit)) say("oneByOne:firstTheGrade")
      return true
    }
    if (id === "answer.words") {
      const field = document.getElementById(WORDS)
      if (!(field instanceof HTMLTextAreaElement)) return true
      field.focus()
      field.setSelectionRange(field.value.length, field.value.length)
      return true
    }
    if (id === "escape" && !isCovered && document.activeElement?.id === WORDS) {
      ;(document.activeElement as HTMLElement).blur() // found by its id: it is the field
      return true
    }
    return runOnMedia(id)
  },
}
