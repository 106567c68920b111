import { EVERYWHERE_COMMANDS, isOneKey, PAIR_COMMANDS, ZOOM_STEP } from "@justesse/editor"
import { findSaid } from "@justesse/editor/checking"
import { HOW_MUCH, inLanguage } from "@justesse/types"
import { languageNow, sentencesNow } from "../../../i18n/useT.ts"
import { PairFrame } from "../../pairs/Frame.tsx"
import { HEARING } from "../../pairs/hearing.ts"
import { smallPair } from "../../pairs/Pane.tsx"
import { shownAs, verdictFor } from "../../pairs/sides.ts"
import { fitPair, pairView, zoomed } from "../../pairs/view.ts"
import { rememberSeen } from "../frames/lastAnswers.ts"
import type { TaskModel } from "../model/task.ts"
import { classification } from "./classification.tsx"
import type { Chosen, KindOnPage } from "./contract.ts"

const near = (by: number) => pairView.setState(zoomed(pairView.getState(), by), true)

/** What looks at both pictures alike, by command. */
const VIEW: Readonly<Record<string, () => void>> = {
  "view.fit": fitPair,
  "view.actual": () => near(2),
  "view.zoomIn": () => near(ZOOM_STEP),
  "view.zoomOut": () => near(1 / ZOOM_STEP),
}

/** Which of two is better: an arrow says it and sends; where it is asked, a digit says by how much, and Enter sends. What is stored never says on which side it stood. */
export const comparison: KindOnPage = {
  ...classification,
  Frame: PairFrame,
  keys: { scope: "pair", commands: [...EVERYWHERE_COMMANDS, ...PAIR_COMMANDS] },
  choose: () => undefined,
  saidNothing: () => undefined,
  run({ chosen }, model, id, { digit }) {
    const look = VIEW[id]
    const hear = HEARING[id]
    if (look ?? hear) {
      ;(look ?? hear)?.()
      return true
    }
    if (id === "pair.much") sayMuch(model, digit)
    else if (id.startsWith("pair.")) say(chosen(), model, id.slice("pair.".length))
    else {
      if ((id === "task.submit" || id === "task.submitAnywhere") && model.editable) remember(chosen(), model)
      return false
    }
    return true
  },
}

function say({ send }: Chosen, model: TaskModel, act: string): void {
  const verdict = verdictFor(model.about, act)
  const label = model.labels.find((one) => one.id === verdict)
  if (!label || !model.editable) return
  model.answerWhole(label)
  if (isOneKey(model.snapshot)) send()
}

/** By how much, of one that was said to be better; the same again takes it back. */
function sayMuch(model: TaskModel, digit: number): void {
  const said = findSaid(model.document)
  const much = model.label(said?.label ?? null)?.attributes.find(({ id }) => id === HOW_MUCH)
  const option = much?.options[digit - 1]
  if (!said || !much || !option || !model.editable) return
  const isSame = said.attributes?.[HOW_MUCH] === option.id
  model.setAttribute(said.id, HOW_MUCH, isSame && !much.required ? null : option.id)
}

function remember({ assignment }: Chosen, model: TaskModel): void {
  const said = findSaid(model.document)
  const shown = shownAs(model.about, said?.label ?? null)
  if (!said || !shown || assignment === null) return
  const label = model.label(said.label)
  const isSide = shown === "left" || shown === "right"
  const words = isSide ? sentencesNow("pair")(shown) : label ? inLanguage(label.name, languageNow()) : ""
  rememberSeen(assignment, smallPair(), words, "wave")
}
