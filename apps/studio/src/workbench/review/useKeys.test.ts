import { type KeyPress, resolveKey } from "@justesse/editor"
import { describe, expect, it } from "vitest"
import type { CommandContext } from "./runCommand.ts"
import { createReviewUi } from "./ui.ts"
import { frameOf } from "./useKeys.ts"

type Shown = Partial<ReturnType<ReturnType<typeof createReviewUi>["getState"]>>

/** What a press means while the page shows this: a command, nothing, or that nobody has the keys. */
function meaning(shown: Shown, key: string, inText = false, shift = false): string | null | "asleep" {
  const ui = createReviewUi()
  ui.setState(shown)
  const frame = frameOf({ ui } as CommandContext) // frames are chosen by what is shown alone
  if (!frame) return "asleep"
  const code = /^[a-z]$/.test(key) ? `Key${key.toUpperCase()}` : key
  const press: KeyPress = {
    ...{ key, code, ctrl: false, meta: false, alt: false, shift },
    ...{ altGraph: false, repeat: false },
  }
  const { resolved } = resolveKey(press, frame.commands, { ...frame.context, inText })
  return resolved?.command.id ?? null
}

describe("while differences are decided", () => {
  it("each key that the page shows acts, J among them", () => {
    const keys = ["a", " ", "m", "x", "e", "u", "t", "r", "k", "j", "n", "p", "v", "h", "z", "g", "Enter", "Backspace"]
    expect(keys.filter((key) => meaning({}, key) === null)).toEqual([])
    expect([meaning({}, "j"), meaning({}, "a")]).toEqual(["review.alike", "review.take"])
  })

  it("Shift and a letter is about all of that answer, and nothing while one's own is written", () => {
    for (const key of "abcdf") expect(meaning({}, key, false, true)).toBe("review.takeAll")
    expect(meaning({}, "e", false, true)).toBeNull()
  })

  it("letters of the task page mean nothing of theirs here", () => {
    for (const key of ["b", "d"]) expect(meaning({}, key)).toBe("review.take")
    for (const key of ["w", "o", "l", "s"]) expect(meaning({}, key)).toBeNull()
  })

  it("a text that has the caret keeps its letters", () => {
    for (const key of ["a", "j", " ", "Enter"]) expect(meaning({}, key, true)).toBeNull()
    expect(meaning({}, "Escape", true)).toBe("escape")
  })
})

describe("over the page", () => {
  it("the overlay of keys has all of them", () => {
    expect(meaning({ panel: "keys" }, "a")).toBe("asleep")
  })

  it("the reviewer's own answer leaves only what does not decide", () => {
    const edit = { id: "r" } as never // any region
    for (const key of ["a", " ", "j", "x", "r", "Enter", "Backspace"]) expect(meaning({ edit }, key)).toBeNull()
    expect([meaning({ edit }, "Escape"), meaning({ edit }, "g"), meaning({ edit }, "z")]).toEqual([
      ...["escape", "review.guideline", "review.fit"],
    ])
  })
})
