import { expect, test } from "vitest"
import { ProjectSettings } from "../project.ts"
import { KINDS, ProjectKind } from "./list.ts"

test("the kinds that are stored and sent are those of the list, in the order in which they are offered", () => {
  expect(Object.keys(KINDS)).toEqual(ProjectKind.options)
  // What is stored is read for ever.
  expect(ProjectKind.options.slice(0, 2)).toEqual(["boxes", "transcription"])
  expect(ProjectKind.safeParse("constructor").success).toBe(false)
})

test.each(ProjectKind.options)("a project of %s opens its pictures as its settings may say", (kind) => {
  expect(ProjectSettings.shape.opening.parse(KINDS[kind].opening)).toBe(KINDS[kind].opening)
})

test("lines are read at the width of their page, things are looked for in the whole picture", () => {
  for (const { readsLines, opening } of Object.values(KINDS)) expect(opening).toBe(readsLines ? "width" : "fit")
})
