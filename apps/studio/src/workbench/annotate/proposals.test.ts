import { stepEditing } from "@justesse/editor"
import { id, open, region } from "@justesse/editor/testing/arranging"
import type { WorkRegion } from "@justesse/types"
import { expect, test } from "vitest"
import type { CanvasEngine } from "../canvas/engine.ts"
import { TaskModel } from "./model/task.ts"
import { dropFaint, takeSolid } from "./proposals.ts"
import { createTaskUi } from "./ui.ts"

const proposed = (name: string, x: number, score: number): WorkRegion => ({
  ...region(name, x),
  ...{ proposed: true, origin: { source: "model", score } },
})

/** Solid ones `a` to `c`, faint ones `d` to `f`; of each three one is hidden and one is locked. */
function opened() {
  const names = ["a", "b", "c", "d", "e", "f"]
  const task = open(names.map((name, n) => proposed(name, 60 * n, n < 3 ? 0.9 : 0.2)))
  const model: TaskModel = new TaskModel(task, (act) => model.follow(stepEditing(model.snapshot, act).editing), 0.5)
  model.hide([id("b"), id("e")], true)
  model.lock([id("c"), id("f")], true)
  const ui = createTaskUi({ boxClicks: "corners", labelAfter: false })
  // Neither act draws anything by itself.
  const shown = { model, ui, engine: {} as CanvasEngine }
  const openNow = () => model.document.order.filter((one) => model.document.regions.get(one)?.proposed)
  return { shown, openNow, notice: () => ui.getState().notice }
}

test("all that are solid are taken but what is hidden or locked, and so many are said", () => {
  const { shown, openNow, notice } = opened()
  takeSolid(shown)
  expect(openNow()).toEqual(["b", "c", "d", "e", "f"])
  expect(notice()).toEqual({ key: "notice.solidTaken", values: { count: 1, left: 5 } })
})

test("all that are faint are dropped but what is hidden or locked, and so many are said", () => {
  const { shown, openNow, notice } = opened()
  dropFaint(shown)
  expect(openNow()).toEqual(["a", "b", "c", "e", "f"])
  expect(notice()).toEqual({ key: "notice.faintDropped", values: { count: 1 } })
  dropFaint(shown)
  expect(openNow()).toHaveLength(5)
})
