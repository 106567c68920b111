import { describe, expect, test } from "vitest"
import { savingWordOf } from "./savingWord.ts"

const QUIET: Parameters<typeof savingWordOf>[0] = {
  ...{ status: "saved", isKept: true, trouble: null, waiting: 0, refused: 0, done: 0, extra: 0 },
  ...{ isLeaving: false, isOld: false },
}

describe("the word about saving", () => {
  test("says that work is kept only where the newest stroke is", () => {
    for (const trouble of ["offline", "signed_out", "busy"] as const) {
      const now = { ...QUIET, trouble, waiting: 2 }
      expect(savingWordOf({ ...now, status: "saving", isKept: false })).toBe("saving")
      // Its draft was never tried: the answer went out before.
      expect(savingWordOf({ ...now, status: "saving" })).toBe(trouble === "signed_out" ? "signedOut" : "waiting")
      expect(savingWordOf({ ...now, status: "kept_here" })).toBe(trouble === "signed_out" ? "signedOut" : "waiting")
    }
    expect(savingWordOf({ ...QUIET, status: "kept_here" })).toBe("here")
    expect(savingWordOf({ ...QUIET, status: "saving" })).toBe("saving")
  })

  test.each([
    ["sendingMany", { waiting: 2 }],
    ["sendingMany", { waiting: 1, done: 1 }],
    ["sending", { waiting: 1, isLeaving: true }],
    ["refused", { refused: 1 }],
    ["extra", { extra: 1 }],
    ["newVersion", { isOld: true }],
    ["saved", {}],
  ] as const)("%s", (word, part) => {
    expect(savingWordOf({ ...QUIET, ...part })).toBe(word)
  })
})
