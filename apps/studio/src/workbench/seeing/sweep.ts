import { type Coverage, centreView, nextUnseen, seeMore, startCoverage } from "@justesse/editor"
import { createStore } from "zustand/vanilla"
import type { CanvasEngine } from "../canvas/engine.ts"

/** Whether the map is shown while a picture is seen in part: one choice for this tab. */
export const mapShown = createStore<boolean>(() => true)

/** What was looked at closely of each task that the page still holds; never sent. */
const swept = new WeakMap<object, Coverage>()

/** What was looked at closely of a task's picture, with what is in sight now. */
export function lookCloser({ size, view, screen }: CanvasEngine, task: object): Coverage {
  const before = swept.get(task) ?? startCoverage(size)
  const after = screen.width > 0 ? seeMore(before, size, view, screen) : before
  swept.set(task, after)
  return after
}

/** Goes to the nearest place that was not looked at closely yet, at 100 % or closer. False when all of it was. */
export function goToUnseen(engine: CanvasEngine, task: object): boolean {
  const { size, view, screen } = engine
  const next = nextUnseen(lookCloser(engine, task), size, view, screen)
  if (!next) return false
  const scale = Math.max(1, view.scale)
  engine.setView(centreView({ ...view, scale }, next, size, screen))
  return true
}
