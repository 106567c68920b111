import { type DrawWays, type EditedStep, FLAG_OPEN, findLabel, scoreOf, waysFor } from "@justesse/editor"
import { boxOf, inLanguage, Language, missingAttributes, type RegionId, type TextMark } from "@justesse/types"
import type { Guide } from "@justesse/types/wire/work"
import i18next from "i18next"
import { formatRatio } from "../../../locale/numbers.ts"
import { mark } from "../../canvas/counters.ts"
import type { CanvasEngine } from "../../canvas/engine.ts"
import { drawMarks } from "../parts/drawMarks.ts"
import { followScene } from "./scene.ts"
import type { TaskModel } from "./task.ts"

/** Put a task on the canvas: its regions at once, and what is done there comes to the task. */
export function showOnCanvas(engine: CanvasEngine, model: TaskModel, guide: Guide, boxClicks: DrawWays["box"]): void {
  const styles = guide.ontology.labels.map(({ name, color }) => ({
    // Asked for at each drawing: the language may come, or be changed, after the picture.
    get name() {
      return inLanguage(name, languageNow())
    },
    color,
  }))
  const document = model.kind === "transcription"
  engine.setOptions({
    editable: model.snapshot.readOnly !== "sent",
    mode: document ? "document" : "objects",
    minSidePx: model.limits.minSidePx,
    opening: document ? "width" : guide.opening,
    hooks: hooksOf(model),
  })
  engine.open(model.size, model.scene, styles)
  engine.setStyle({
    captionText: document
      ? (slot, short) => lineText(model, styles, slot, short === true)
      : (slot, short) =>
          captionText(model, styles, slot) + (short ? "" : proposedText(model, slot) + askedText(model, slot)),
    tagText: document ? (slot) => tagText(model, slot) : null,
    edgeName: (edge) => i18next.t(`task:chip.edge.${edge}`),
    isLocked: (id) => !model.editable || model.snapshot.locked.has(id),
    drawColor: model.label(model.snapshot.session.label)?.color ?? engine.drawColor,
  })
  engine.setStyle({ ways: waysFor(model.snapshot.shapes, boxClicks) })
  engine.drawOver = (ctx, view, screen) => drawMarks(ctx, model, view, screen)
  engine.setTool(model.snapshot.session.tool)
  engine.select(model.snapshot.session.selected)
  if (document) firstLine(engine, model)
}

/** The canvas after an act: what changed is drawn anew, and what is selected, the tool and the colour are those of the task. */
export function followOnCanvas(engine: CanvasEngine, model: TaskModel, step: EditedStep): void {
  const { before, after } = step
  for (const { slots, before: were } of followScene(model.scene, step, model.solidFrom.getState()))
    engine.changed(slots, were)
  const { session } = after
  engine.select(session.selected, session.part, session.also)
  if (after.warnings !== before.warnings || after.kept !== before.kept) engine.painter.redraw("active")
  if (session.tool !== before.session.tool) engine.setTool(session.tool)
  if (session.label === before.session.label) return
  const label = findLabel(after, session.label)
  if (label) engine.setStyle({ drawColor: label.color })
}

function hooksOf(model: TaskModel) {
  return {
    created: (shape: Parameters<TaskModel["created"]>[0]) => {
      mark("commit")
      model.created(shape)
    },
    selected: (id: Parameters<TaskModel["select"]>[0]) => {
      mark("select")
      model.select(id)
      if (id !== null && model.snapshot.session.tool === "text") model.enterText(id)
    },
    selectedMany: (ids: readonly RegionId[], adds: boolean) => model.selectMany(ids, adds),
    moved: (moved: Parameters<TaskModel["moved"]>[0]) => {
      mark("commit")
      model.moved(moved)
    },
    part: (part: Parameters<TaskModel["setPart"]>[0]) => model.setPart(part),
    inHand: (what: Parameters<TaskModel["setInHand"]>[0]) => model.setInHand(what),
  }
}

/** A document begins with its first line that is not read yet. */
function firstLine(engine: CanvasEngine, model: TaskModel): void {
  const { order, regions } = model.document
  const open = order.find((id) => !regions.get(id)?.transcript) ?? order[0]
  if (open === undefined || model.snapshot.readOnly === "sent") return
  model.select(open)
  model.enterText(open)
  const region = regions.get(open)
  if (region) engine.revealLine(boxOf(region))
}

/** The text behind a label that says that a model put the box there: how sure it is, where it says so. */
function proposedText(model: TaskModel, slot: number): string {
  const proposed = model.kind !== "transcription" && ((model.scene.flags[slot] ?? 0) & FLAG_OPEN) !== 0
  if (!proposed) return ""
  const id = model.scene.ids[slot]
  const region = id === undefined ? undefined : model.document.regions.get(id)
  const score = region ? scoreOf(region) : null
  return score === null ? i18next.t("task:chip.proposed") : ` ${formatRatio(score, languageNow())}`
}

/** Behind a label, what the region must say and does not yet: nobody has to send an answer to learn it. */
function askedText(model: TaskModel, slot: number): string {
  const id = model.scene.ids[slot]
  const region = id && model.document.regions.get(id)
  const label = region && model.label(region.label)
  if (!label || region.proposed || !model.editable) return ""
  const language = languageNow()
  return missingAttributes(region, label)
    .map(({ name }) => i18next.t("task:chip.asked", { what: inLanguage(name, language) }))
    .join("")
}

const languageNow = (): Language => Language.safeParse(i18next.language).data ?? "en"

type Names = readonly { readonly name: string }[]

function captionText({ scene }: TaskModel, styles: Names, slot: number): string {
  return `${scene.numbers[slot] ?? 0} ${styles[scene.style[slot] ?? -1]?.name ?? "?"}`
}

/** A line: its number, and with room its label and marks in words. */
function lineText(model: TaskModel, styles: Names, slot: number, short: boolean): string {
  if (short) return String(model.scene.numbers[slot] ?? 0)
  const marks = marksAt(model, slot).map((mark) => i18next.t(`task:marks.${mark}`))
  return [captionText(model, styles, slot), ...marks].join(", ")
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

const MARK_SIGNS: Readonly<Record<TextMark, string>> = { illegible: "…", unsure: "?", struck: "–" }

function marksAt(model: TaskModel, slot: number): readonly TextMark[] {
  const id = model.scene.ids[slot]
  return (id && model.document.regions.get(id)?.transcript?.marks) || []
}
