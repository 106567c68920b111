import { expect, test } from "vitest"
import { findMisfit, mediaOf, takes } from "./fitting.ts"

const file = (name: string, type = "") => ({ name, type })
const RECORDING = file("call.mp3", "audio/mpeg")
const PICTURE = file("a.jpg", "image/jpeg")
const LABELS = file("labels.json", "application/json")

test("what a file is, is told by the computer's word for it", () => {
  expect([RECORDING, PICTURE, file("a.pdf", "application/pdf"), file("a.mp4", "video/mp4")].map(mediaOf)).toEqual([
    "audio",
    "image",
    "image",
    "video",
  ])
  expect(mediaOf(file("notes.md"))).toBe("text")
  expect([LABELS, file("a.zip", "application/zip"), file("unknown")].map(mediaOf)).toEqual([null, null, null])
})

test("files of which a kind takes none do not fit it; labels alone, and a mixture, do", () => {
  expect(findMisfit("boxes", [LABELS, RECORDING])).toBe("audio")
  expect(findMisfit("audio", [PICTURE])).toBe("image")
  expect(findMisfit("audio", [RECORDING, LABELS])).toBeNull()
  expect(findMisfit("boxes", [RECORDING, PICTURE])).toBeNull()
  expect(findMisfit("boxes", [LABELS])).toBeNull()
  expect(findMisfit("boxes", [])).toBeNull()
  expect([takes("boxes", "image"), takes("boxes", "audio")]).toEqual([true, false])
})
