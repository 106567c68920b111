import { describe, expect, it } from "vitest"
import { type Act, commandRunner } from "./runner.ts"

/** A page that writes down what was done to it. */
function page() {
  const done: string[] = []
  const acts: Record<string, Act<string[]>> = {
    "label.choose": (list, { digit }) => void list.push(`label ${digit}`),
    "review.take": (list, { letter }) => void list.push(`take ${letter}`),
  }
  const run = commandRunner(acts, (list, dx, dy) => void list.push(`by ${dx} ${dy}`))
  return { done, run: (id: string, pressed?: { digit?: number; letter?: string }) => run(done, id, pressed) }
}

describe("a command", () => {
  it("is told its digit or its letter, and nothing where there was none", () => {
    const { done, run } = page()
    run("label.choose", { digit: 3 })
    run("label.choose")
    run("review.take", { letter: "b" })
    expect(done).toEqual(["label 3", "label 0", "take b"])
  })

  it("of the arrows is one act, ten times as far with Shift", () => {
    const { done, run } = page()
    for (const id of ["nudge.left", "nudge.down10", "nudge.right10", "nudge.up"]) run(id)
    expect(done).toEqual(["by -1 0", "by 0 10", "by 10 0", "by 0 -1"])
  })

  it("that the page does not know does nothing", () => {
    const { done, run } = page()
    for (const id of ["review.undo", "nudge", "nudge.sideways2", "toString"]) run(id)
    expect(done).toEqual([])
  })
})
