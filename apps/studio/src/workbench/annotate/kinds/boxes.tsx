import { FLAG_OPEN, scoreOf } from "@justesse/editor"
import { DEFAULT_PROPOSALS, inLanguage, missingAttributes } from "@justesse/types"
import { languageNow, sentencesNow } from "../../../i18n/useT.ts"
import { formatRatio } from "../../../locale/numbers.ts"
import styles from "../../parts/frame.module.css"
import { CanvasFrame } from "../frames/Canvas.tsx"
import type { TaskModel } from "../model/task.ts"
import type { KindOnPage, RowLine } from "./contract.ts"
import { CANVAS_KEYS } from "./keys.ts"

/** Things on a picture: each with its number, its label, and what it does not say yet. */
export const boxes: KindOnPage = {
  Frame: CanvasFrame,
  keys: CANVAS_KEYS,
  mode: "objects",
  opening: ({ opening }) => opening,
  caption: (model, names, slot, short) =>
    model.caption(slot, names) + (short ? "" : proposedText(model, slot) + askedText(model, slot)),
  tag: null,
  begin: () => {},
  reveal: (engine, box) => engine.reveal(box),
  fit: (engine) => engine.fit(),
  solidFrom: ({ proposals }) => (proposals ?? DEFAULT_PROPOSALS).solidFrom,
  Row: NameOf,
  Strip: null,
}

function NameOf({ region, visit, name, t }: RowLine) {
  const text = visit?.value ?? region.transcript?.value ?? ""
  return (
    <span className={styles.cut}>
      {name}
      {text !== "" && <span className={styles.quote}> {t("list.quoted", { text })}</span>}
    </span>
  )
}

/** The text behind a label that says that a model put the box there: how sure it is, where it says so. */
function proposedText(model: TaskModel, slot: number): string {
  if (((model.scene.flags[slot] ?? 0) & FLAG_OPEN) === 0) return ""
  const id = model.scene.ids[slot]
  const region = id === undefined ? undefined : model.document.regions.get(id)
  const score = region ? scoreOf(region) : null
  return score === null ? sentencesNow("task")("chip.proposed") : ` ${formatRatio(score, languageNow())}`
}

/** Behind a label, what the region must say and does not yet: nobody has to send an answer to learn it. */
function askedText(model: TaskModel, slot: number): string {
  const id = model.scene.ids[slot]
  const region = id && model.document.regions.get(id)
  const label = region && model.label(region.label)
  if (!label || region.proposed || !model.editable) return ""
  const language = languageNow()
  const t = sentencesNow("task")
  return missingAttributes(region, label)
    .map(({ name }) => t("chip.asked", { what: inLanguage(name, language) }))
    .join("")
}
