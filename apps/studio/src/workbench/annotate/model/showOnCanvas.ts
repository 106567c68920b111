import { type DrawWays, type EditedStep, findLabel, waysFor } from "@justesse/editor"
import { drawnLabels, inLanguage, type RegionId } from "@justesse/types"
import type { Guide } from "@justesse/types/wire/work"
import i18next from "i18next"
import { languageNow } from "../../../i18n/useT.ts"
import { mark } from "../../canvas/counters.ts"
import type { CanvasEngine } from "../../canvas/engine.ts"
import type { KindOnPage } from "../kinds/contract.ts"
import { drawMarks } from "../parts/drawMarks.ts"
import { followScene } from "./scene.ts"
import type { TaskModel } from "./task.ts"

/** What a task is put on the canvas with. */
interface Showing {
  readonly guide: Guide
  readonly kind: KindOnPage
  readonly boxClicks: DrawWays["box"]
}

/** Put a task on the canvas: its regions at once, and what is done there comes to the task. */
export function showOnCanvas(engine: CanvasEngine, model: TaskModel, { guide, kind, boxClicks }: Showing): void {
  const styles = drawnLabels(guide.ontology).map(({ name, color }) => ({
    // Asked for at each drawing: the language may come, or be changed, after the picture.
    get name() {
      return inLanguage(name, languageNow())
    },
    color,
  }))
  const { tag } = kind
  engine.setOptions({
    editable: model.snapshot.readOnly !== "sent",
    mode: kind.mode,
    minSidePx: model.limits.minSidePx,
    opening: kind.opening(guide),
    hooks: hooksOf(model),
  })
  engine.open(model.size, model.scene, styles)
  engine.setStyle({
    captionText: (slot, short) => kind.caption(model, styles, slot, short === true),
    tagText: tag && ((slot) => tag(model, slot)),
    edgeName: (edge) => i18next.t(`task:chip.edge.${edge}`),
    isLocked: (id) => !model.editable || model.snapshot.locked.has(id),
    drawColor: model.label(model.snapshot.session.label)?.color ?? engine.drawColor,
  })
  engine.setStyle({ ways: waysFor(model.snapshot.shapes, boxClicks) })
  engine.drawOver = (ctx, view, screen) => {
    kind.drawOver?.(ctx, model, view, screen)
    drawMarks(ctx, model, view, screen)
  }
  engine.setTool(model.snapshot.session.tool)
  engine.select(model.snapshot.session.selected)
  kind.begin(engine, model)
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
