import { FLAG_OPEN } from "@justesse/editor"
import { inLanguage, type Language } from "@justesse/types"
import type { Guide } from "@justesse/types/wire/work"
import i18next from "i18next"
import { mark } from "../../canvas/counters.ts"
import type { CanvasEngine } from "../../canvas/engine.ts"
import type { TaskModel } from "./taskModel.ts"

/** Put a task on the canvas: its regions at once, and both told of each other. `edited` is called after each change. */
export function placeOnCanvas(
  engine: CanvasEngine,
  model: TaskModel,
  guide: Guide,
  language: Language,
  edited: () => void,
): void {
  const styles = guide.ontology.labels.map((label) => ({ name: inLanguage(label.name, language), color: label.color }))
  const document = model.kind === "transcription"
  engine.setOptions({
    editable: model.snapshot.readOnly !== "sent",
    mode: document ? "document" : "objects",
    minSidePx: model.limits.minSidePx,
    opening: document ? "width" : guide.opening,
    hooks: hooksOf(model),
  })
  engine.open(model.size, model.scene, styles)
  engine.dress({
    chipText: (slot, short) => chipText(model, styles, slot, document) + (short ? "" : proposedWord(model, slot)),
    isLocked: (id) => !model.editable || model.snapshot.locked.has(id),
    drawColor: model.label(model.snapshot.session.label)?.color ?? engine.drawColor,
  })
  engine.setTool(model.snapshot.session.tool)
  engine.select(model.snapshot.session.selected)
  model.outlets = {
    changed: (slots, before) => engine.changed(slots, before),
    selected: (id, edge) => engine.select(id, edge),
    tool: (tool) => engine.setTool(tool),
    color: (drawColor) => engine.dress({ drawColor }),
    edited,
  }
  if (document) firstLine(engine, model)
}

function hooksOf(model: TaskModel) {
  return {
    created: (box: Parameters<TaskModel["created"]>[0]) => {
      mark("commit")
      model.created(box)
    },
    selected: (id: Parameters<TaskModel["select"]>[0]) => {
      mark("select")
      model.select(id)
      if (id !== null && model.snapshot.session.tool === "text") model.enterText(id)
    },
    moved: (id: Parameters<TaskModel["moved"]>[0], box: Parameters<TaskModel["moved"]>[1], handle: unknown) => {
      mark("commit")
      model.moved(id, box, handle !== null)
    },
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
  if (region) engine.revealLine(region)
}

/** The word behind a label that says that a model put the box there. */
function proposedWord(model: TaskModel, slot: number): string {
  const proposed = model.kind !== "transcription" && ((model.scene.flags[slot] ?? 0) & FLAG_OPEN) !== 0
  return proposed ? i18next.t("task:chip.proposed") : ""
}

function chipText(model: TaskModel, styles: readonly { name: string }[], slot: number, document: boolean): string {
  const number = model.scene.numbers[slot] ?? 0
  return document ? String(number) : `${number} ${styles[model.scene.style[slot] ?? -1]?.name ?? "?"}`
}
