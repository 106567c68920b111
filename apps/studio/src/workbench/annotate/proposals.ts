import { boxAt, type Editing, proposalsIn, splitProposals } from "@justesse/editor"
import { boxOf, type RegionId, type WorkRegion } from "@justesse/types"
import { keepHere } from "../../shell/browserKeeps.ts"
import type { CanvasEngine } from "../canvas/engine.ts"
import type { TaskModel } from "./model/task.ts"
import { type TaskUi, ZOOM_KEY } from "./ui.ts"

/** How much of its surroundings is seen around a proposal that is zoomed to, in its own sizes on each side. */
export const PROPOSAL_MARGIN = 1.5

/** True where this region is zoomed to when it comes under the hands. */
export function zoomsTo(ui: TaskUi, { proposed }: WorkRegion): boolean {
  return proposed === true && ui.getState().zoomToEach
}

/** Switches the zoom to each proposal, and goes to the one to be decided now. */
export function switchZoom({ ui, engine, model }: Shown): void {
  const zoomToEach = !ui.getState().zoomToEach
  ui.setState({ zoomToEach })
  keepHere(ZOOM_KEY, zoomToEach ? "1" : null)
  const open = proposalsIn(model.document)
  const { selected } = model.snapshot.session
  const id = open.find((one) => one === selected) ?? open[0]
  const region = id === undefined ? undefined : model.document.regions.get(id)
  if (!zoomToEach) return engine.fit()
  if (!region) return
  model.select(region.id)
  engine.focus(boxOf(region), PROPOSAL_MARGIN)
}

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
