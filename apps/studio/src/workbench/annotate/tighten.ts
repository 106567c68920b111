import { allSelected } from "@justesse/editor"
import { tightenShape } from "@justesse/editor/edges/tighten"
import { boundsOfShape, type RegionId, type Shape, type Size } from "@justesse/types"
import { EdgeMaps } from "../magnet/maps.ts"
import type { TaskModel } from "./model/task.ts"
import type { TaskContext } from "./ui.ts"

/** How far edges are looked for at least. */
const REACH_SCREEN_PX = 16
/** Of what is larger than so many samples a sample is more than a pixel of the picture. */
const MOST_SAMPLES = 2_048

/** All that is selected and not locked tightened to the edges of the picture, as one step; what became of it is said. */
export function tightenSelected({
  engine,
  ui,
  model,
}: Pick<TaskContext, "engine" | "ui"> & { model: TaskModel }): void {
  const { document, locked, session } = model.snapshot
  if (!model.editable || engine.busy) return
  const maps = new EdgeMaps()
  const shapes = new Map<RegionId, Shape>()
  for (const id of allSelected(session)) {
    const region = document.regions.get(id)
    const map = region && maps.of(engine.picture, engine.size, samplePxOf(boundsOfShape(region.geometry)))
    if (!region || !map || locked.has(id)) continue
    const tight = tightenShape(map, region.geometry, REACH_SCREEN_PX / engine.view.scale, model.limits)
    if (tight !== region.geometry) shapes.set(id, tight)
  }
  maps.clear()
  model.tighten(shapes)
  const key = shapes.size === 0 ? "notice.notTightened" : "notice.tightened"
  ui.setState({ notice: { key, values: { count: shapes.size } } })
}

function samplePxOf({ width, height }: Size): number {
  return Math.max(width, height) / MOST_SAMPLES
}
