import { KINDS, ProjectKind } from "@justesse/types"
import { ProjectDraft } from "@justesse/types/wire/project"
import { describe, expect, test } from "vitest"
import { templateLabels } from "./labels.ts"
import { BEGINNINGS, kindMeantBy } from "./list.ts"

const labels = (...texts: boolean[]) =>
  templateLabels(texts.map((hasText, i) => ({ id: `l${i}`, en: `label ${i}`, fr: `étiquette ${i}`, hasText })))

describe("templates", () => {
  test("each that the wizard may name begins one kind", () => {
    const begun = ProjectKind.options.flatMap((kind) => Object.keys(BEGINNINGS[kind].templates))
    expect([...begun].sort()).toEqual([...ProjectDraft.shape.template.options].sort())
  })

  test.each(ProjectKind.options)(
    "a project of %s begins with labels of its kind, and with a guideline in both languages",
    (kind) => {
      const starts = Object.values(BEGINNINGS[kind].templates)
      expect(starts.length).toBeGreaterThan(0)
      for (const { ontology, guideline } of starts) {
        const { readsLines, parts } = KINDS[kind]
        // What is heard is words, or music and noise without any.
        const texts = new Set(ontology.labels.map(({ hasText }) => hasText))
        expect([...texts]).toEqual(texts.size === 0 ? [] : parts === "span" ? [true, false] : [readsLines])
        // The questions of a form are its owner's; how they are answered is the kind's.
        const isEmpty = ontology.labels.length === 0 && !KINDS[kind].asksFields
        expect(guideline.en === "").toBe(isEmpty)
        expect(guideline.fr === "").toBe(isEmpty)
      }
    },
  )
})

test("what begins a kind that is asked about videos and articles too calls nothing a picture", () => {
  for (const kind of ProjectKind.options.filter((one) => KINDS[one].assets.some((asset) => asset === "text"))) {
    for (const { ontology, guideline } of Object.values(BEGINNINGS[kind].templates)) {
      const { en = "", fr = "" } = ontology.answers?.question ?? {}
      expect([kind, en, guideline.en].join(" ")).not.toMatch(/pictures?\b/i)
      expect([kind, fr, guideline.fr].join(" ")).not.toMatch(/images?\b/i)
    }
  }
})

test("labels that all carry text stand for lines that are read; others may be of any kind", () => {
  const meant = kindMeantBy(labels(true, true))
  expect(meant && KINDS[meant].readsLines).toBe(true)
  expect(kindMeantBy(labels(true, false))).toBeNull()
  const [written, plain] = labels(true, false).labels
  if (!written || !plain) throw new Error("two labels were asked for")
  // What is not used any more says nothing.
  expect(kindMeantBy({ labels: [written, { ...plain, retired: true }] })).toBe(meant)
})

test("labels that files bring to a project about whole assets leave it what it was made as", () => {
  for (const kind of ProjectKind.options) {
    const [start] = Object.values(BEGINNINGS[kind].templates)
    const meant = start?.ontology.answers?.of === "whole" ? kindMeantBy(start.ontology) : null
    expect(meant).toBeNull()
  }
})
