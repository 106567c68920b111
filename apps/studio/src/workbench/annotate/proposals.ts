import { boxAt, proposalsIn, splitProposals } from "@justesse/editor"
import type { CanvasEngine } from "../canvas/engine.ts"
import type { TaskModel } from "./model/task.ts"
import type { TaskUi } from "./ui.ts"

interface Shown {
  readonly ui: TaskUi
  readonly engine: CanvasEngine
  readonly model: TaskModel
}

/** Proposals from this score on are drawn solid, in this task and the next ones. */
export function chooseSolidFrom({ ui, engine, model }: Shown, solidFrom: number): void {
  ui.setState({ solidFrom })
  const slots = model.setSolidFrom(solidFrom)
  engine.changed(
    slots,
    slots.map((slot) => boxAt(model.scene, slot)),
  )
}

/** Everything that is shown solid taken as one step. */
export function takeSolid({ ui, model }: Shown): void {
  const { document, snapshot, solidFrom } = model
  const { solid } = splitProposals(document, solidFrom.getState())
  const shown = solid.filter((id) => !snapshot.hidden.has(id))
  model.answerProposals(shown, true)
  const left = proposalsIn(model.document).length
  const key = left > 0 ? "notice.solidTaken" : "notice.allTaken"
  ui.setState({ notice: { key, values: { count: shown.length, left } } })
}

/** Everything that is drawn faint dropped as one step. */
export function dropFaint({ ui, model }: Shown): void {
  const { faint } = splitProposals(model.document, model.solidFrom.getState())
  if (faint.length === 0) return
  model.answerProposals(faint, false)
  ui.setState({ notice: { key: "notice.faintDropped", values: { count: faint.length } } })
}
