import { describe, expect, test } from "vitest"
import { paragraphsOf, readShare, toLines } from "./article.ts"
import { isPictured } from "./pictured.ts"

describe("a text to read", () => {
  test("ends its lines as everywhere, and shows no mark that an editor put before it", () => {
    expect(toLines("\ufeffone\r\ntwo\rthree\n")).toBe("one\ntwo\nthree\n")
  })

  test("that is no Markdown stands as it was written, in paragraphs", () => {
    expect(paragraphsOf("\n\n  one\ntwo\r\n\r\n \t\n<b>three</b>\n\n")).toEqual(["  one\ntwo", "<b>three</b>"])
    expect(paragraphsOf(" \n \n")).toEqual([])
  })

  test("was read to the end once its last line was on the screen, whatever browsers round", () => {
    expect(readShare({ scrollTop: 0, clientHeight: 400, scrollHeight: 1_600 })).toBeCloseTo(0.25, 2)
    expect(readShare({ scrollTop: 1_199.4, clientHeight: 400, scrollHeight: 1_600 })).toBe(1)
    expect(readShare({ scrollTop: 0, clientHeight: 400, scrollHeight: 0 })).toBe(0)
  })
})

test("what is played or read is no picture", () => {
  const none = { full: "f", preview: "p", thumbnail: "t" }
  expect(isPictured(none)).toBe(true)
  expect(isPictured({ ...none, text: "plain" })).toBe(false)
  expect(isPictured({ ...none, video: { durationMs: 1, size: { width: 1, height: 1 }, bytes: 1 } })).toBe(false)
})
