import { isRead } from "@justesse/editor"
import { TEXT_COMMANDS } from "@justesse/editor/commands/text"
import { linesInOrder } from "@justesse/editor/writing/order"
import { boxOf, type TextMark } from "@justesse/types"
import { sentencesNow } from "../../../i18n/useT.ts"
import type { CanvasEngine } from "../../canvas/engine.ts"
import styles from "../../parts/frame.module.css"
import { TaskIcon } from "../../parts/icons.tsx"
import { CanvasFrame } from "../frames/Canvas.tsx"
import type { TaskModel } from "../model/task.ts"
import { Strip } from "../parts/Strip.tsx"
import { runWriting } from "../writing/acts.ts"
import { Marked } from "../writing/Marked.tsx"
import type { KindOnPage, LabelNames, RowLine } from "./contract.ts"
import { CANVAS_KEYS } from "./keys.ts"

/** Lines of a document: each with its text, its marks and its label, and the next one always in the hand. */
export const transcription: KindOnPage = {
  Frame: CanvasFrame,
  keys: { ...CANVAS_KEYS, commands: [...CANVAS_KEYS.commands, ...TEXT_COMMANDS] },
  run: runWriting,
  arrange: (body, { writing }) => ({ ...body, regions: linesInOrder(body.regions, writing?.direction) }),
  mode: "document",
  opening: () => "width",
  caption: lineText,
  tag: tagText,
  begin: beginLine,
  reveal: (engine, box) => engine.revealLine(box),
  fit: (engine) => engine.fitWidth(),
  // Lines are what the page is about: none of them is faint until somebody says so.
  solidFrom: () => 0,
  Row: LineOf,
  Strip,
}

/** A document begins with its first line that is not read yet; where all are, with none. */
function beginLine(engine: CanvasEngine, model: TaskModel): void {
  const { order, regions } = model.document
  const open = order.find((id) => regions.get(id)?.proposed || !isRead(regions.get(id)?.transcript))
  if (open === undefined || model.snapshot.readOnly === "sent") return
  model.select(open)
  model.enterText(open)
  const region = regions.get(open)
  if (region) engine.revealLine(boxOf(region))
}

/** A line: its number, and with room its label and marks in words. */
function lineText(model: TaskModel, names: LabelNames, slot: number, short: boolean): string {
  if (short) return String(model.scene.numbers[slot] ?? 0)
  const t = sentencesNow("task")
  const marks = marksAt(model, slot).map((mark) => t(`marks.${mark}`))
  return [model.caption(slot, names), ...marks].join(", ")
}

/** The digit of a line's label, as in the list of labels, and a sign for each mark. */
function tagText(model: TaskModel, slot: number): { label: string; marks: string } {
  const id = model.scene.ids[slot]
  const label = model.label((id && model.document.regions.get(id)?.label) ?? null)
  const position = label ? model.labels.indexOf(label) + 1 : 0
  const digit = label?.key ?? (position > 0 && position <= 9 ? String(position) : "")
  return {
    label: digit,
    marks: marksAt(model, slot)
      .map((mark) => MARK_SIGNS[mark])
      .join(""),
  }
}

const MARK_SIGNS: Readonly<Record<TextMark, string>> = { illegible: "…", unsure: "?", struck: "–", foreign: "«»" }

function marksAt(model: TaskModel, slot: number): readonly TextMark[] {
  const id = model.scene.ids[slot]
  return (id && model.document.regions.get(id)?.transcript?.marks) || []
}

/** A line of a document: whether it was read, its text, and what it is said to be. */
function LineOf(props: RowLine) {
  const { region, selected, visit } = props
  const text = visit?.value ?? region.transcript?.value ?? ""
  const unsure = region.transcript?.marks?.includes("unsure") === true
  const struck = region.transcript?.marks?.includes("struck") === true
  return (
    <>
      <span className={styles.ok}>
        {selected ? (
          <TaskIcon name="pen" small />
        ) : unsure ? (
          "?"
        ) : isRead(region.transcript) ? (
          <TaskIcon name="check" small />
        ) : (
          ""
        )}
      </span>
      <span className={`${styles.mono} ${styles.cut}${struck ? ` ${styles.struck}` : ""}`} dir="auto">
        <Marked parts={visit ? visit.parts : region.transcript?.parts} value={text} />
      </span>
      <MarksAndLabel {...props} />
    </>
  )
}

/** What a line is said to be: its marks and its label, in words. */
function MarksAndLabel({ region, visit, name, t }: RowLine) {
  const marks = visit?.marks ?? region.transcript?.marks ?? []
  return (
    <span className={styles.said}>
      {marks.map((mark) => (
        <span className={styles.mark} key={mark}>
          {t(`marks.${mark}`)}
        </span>
      ))}
      <span className={styles.cut}>{name}</span>
    </span>
  )
}
