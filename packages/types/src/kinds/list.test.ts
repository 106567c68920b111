import { expect, test } from "vitest"
import { ProjectSettings } from "../project.ts"
import { isDrawn, isOpinion, KINDS, ProjectKind } from "./list.ts"

test("the kinds that are stored and sent are those of the list, in the order in which they are offered", () => {
  expect(Object.keys(KINDS)).toEqual(ProjectKind.options)
  // What is stored is read for ever.
  expect(ProjectKind.options.slice(0, 2)).toEqual(["boxes", "transcription"])
  expect(ProjectKind.safeParse("constructor").success).toBe(false)
})

test.each(ProjectKind.options)("a project of %s opens its pictures as its settings may say", (kind) => {
  expect(ProjectSettings.shape.opening.parse(KINDS[kind].opening)).toBe(KINDS[kind].opening)
})

test.each(ProjectKind.options)("an answer of %s is rejected for what can be shown, each reason once", (kind) => {
  const { reasons, readsLines, parts } = KINDS[kind]
  expect(new Set(reasons).size).toBe(reasons.length)
  expect(reasons).not.toContain("fraud")
  for (const reason of ["transcript_omission", "transcript_error"] as const)
    expect(reasons.includes(reason)).toBe(readsLines || parts === "span")
  expect(isOpinion(kind)).toBe(reasons.length === 0)
  if (isOpinion(kind)) return
  // Its digit is learnt: what is common to all kinds comes first.
  expect(reasons.slice(0, 3)).toEqual(["missing_object", "spurious_object", "wrong_label"])
})

test("regions and segments can be checked one by one, what is said of the whole cannot", () => {
  expect(ProjectKind.options.filter(isDrawn)).toEqual(["boxes", "transcription", "audio"])
})

test("lines are read at the width of their page, things are looked for in the whole picture", () => {
  for (const { readsLines, opening } of Object.values(KINDS)) expect(opening).toBe(readsLines ? "width" : "fit")
})

test.each(ProjectKind.options)("a project of %s says once what its tasks are about", (kind) => {
  const { assets, readsLines } = KINDS[kind]
  expect(new Set(assets).size).toBe(assets.length)
  // Lines are places on a picture.
  if (readsLines) expect(assets).toEqual(["image"])
})
