import { FORMATS } from "@justesse/formats"
import { KINDS } from "@justesse/types"
import { expect, test } from "vitest"
import { kindOfFormat, kindOfNames } from "./formats.ts"

const names = Object.values(FORMATS).map(({ name }) => name)

test("files of documents make a project in which lines are read, and all others one of the usual kind", () => {
  const read = names.filter((name) => KINDS[kindOfFormat(name)].readsLines)
  expect([...read].sort()).toEqual(["alto", "coco-text", "funsd", "hocr", "icdar", "mmocr", "paddleocr", "page"])
  expect(kindOfFormat("coco")).toBe("boxes")
  expect(kindOfFormat("something new")).toBe("boxes")
})

test("names alone say that recordings are written down; what is asked of videos and texts they do not say", () => {
  const kinds = (...files: readonly string[]) => kindOfNames(files)
  expect([kinds("a.wav", "b/c.MP3"), kinds("notes.pdf"), kinds()]).toEqual(["audio", undefined, undefined])
  expect([kinds("a.wav", "b.mp4"), kinds("a.md"), kinds("a.txt")]).toEqual([null, null, null])
})
