import { expect, test } from "vitest"
import { kindOfNames } from "./formats.ts"

test("names alone say that recordings are written down; what is asked of videos and texts they do not say", () => {
  const kinds = (...files: readonly string[]) => kindOfNames(files)
  expect([kinds("a.wav", "b/c.MP3"), kinds("notes.pdf"), kinds()]).toEqual(["audio", undefined, undefined])
  expect([kinds("a.wav", "b.mp4"), kinds("a.md"), kinds("a.txt")]).toEqual([null, null, null])
})
