import { boxAt, type Editing, proposalsIn, splitProposals } from "@justesse/editor"
import type { RegionId } from "@justesse/types"
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

/** Of these proposals those that one act answers: what is hidden was not looked at, and what is locked stays as it is. */
export function answeredAtOnce(
  ids: readonly RegionId[],
  { hidden, locked }: Pick<Editing, "hidden" | "locked">,
): readonly RegionId[] {
  return ids.filter((id) => !hidden.has(id) && !locked.has(id))
}

/** Everything that is shown solid taken as one step. */
export function takeSolid({ ui, model }: Shown): void {
  const { solid } = splitProposals(model.document, model.solidFrom.getState())
  const taken = answeredAtOnce(solid, model.snapshot)
  model.answerProposals(taken, true)
  const left = proposalsIn(model.document).length
  const key = left > 0 ? "notice.solidTaken" : "notice.allTaken"
  ui.setState({ notice: { key, values: { count: taken.length, left } } })
}

/** Everything that is drawn faint dropped as one step. */
export function dropFaint({ ui, model }: Shown): void {
  const { faint } = splitProposals(model.document, model.solidFrom.getState())
  const dropped = answeredAtOnce(faint, model.snapshot)
  if (dropped.length === 0) return
  model.answerProposals(dropped, false)
  ui.setState({ notice: { key: "notice.faintDropped", values: { count: dropped.length } } })
}
