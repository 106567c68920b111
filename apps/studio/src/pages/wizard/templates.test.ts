import { KINDS, ProjectKind } from "@justesse/types"
import { ProjectDraft } from "@justesse/types/wire/project"
import { describe, expect, it } from "vitest"
import { changeTemplate, draftFrom, firstDraft, TEMPLATES, templateLeftovers } from "./templates.ts"

/** Found O10: a blood-cell project kept "vehicle, person, sign" beside the labels of its files. */
describe("labels of a template beside those of files", () => {
  const { labels } = draftFrom("boxes", "en").ontology
  const fresh = { choice: { to: "new" as const } }
  const names = (mapping: Parameters<typeof templateLeftovers>[1], of = labels) =>
    templateLeftovers(of, mapping).map(({ id }) => id)

  it("are named when the files bring their own", () => {
    expect(names([fresh])).toEqual(["vehicle", "person", "sign"])
  })

  it("stay when a label of the files means one of them, when somebody renamed one, and when the files bring none", () => {
    const person = labels.find(({ id }) => id === "person")?.id
    if (!person) throw new Error("no person")
    expect(names([fresh, { choice: { to: "existing", label: person } }])).toEqual(["vehicle", "sign"])
    const renamed = labels.map((label) => (label.id === "sign" ? { ...label, name: { en: "cell" } } : label))
    expect(names([fresh], renamed)).toEqual(["vehicle", "person"])
    expect(names([])).toEqual([])
    expect(names([{ choice: { to: "out" } }])).toEqual([])
  })
})

describe("templates", () => {
  it("are offered in their order, each of one kind that opens pictures as it works on them, and no kind is without", () => {
    expect(TEMPLATES).toEqual([
      "boxes",
      "outlines",
      "receipts",
      "speech",
      "sorting",
      "checking",
      "rating",
      "comparison",
      "form",
      "empty",
    ])
    const drafts = TEMPLATES.map((template) => draftFrom(template, "en"))
    for (const { kind, settings } of drafts) expect(settings.opening).toBe(KINDS[kind].opening)
    expect(new Set(drafts.map(({ kind }) => kind))).toEqual(new Set(ProjectKind.options))
    for (const { ontology, kind } of drafts) {
      const { readsLines, parts } = KINDS[kind]
      // What is heard is words, or music and noise without any.
      const texts = new Set(ontology.labels.map(({ hasText }) => hasText))
      expect([...texts]).toEqual(texts.size === 0 ? [] : parts === "span" ? [true, false] : [readsLines])
    }
    expect(firstDraft("fr")).toEqual(draftFrom("boxes", "fr"))
  })

  it("are complete drafts in both languages", () => {
    for (const template of TEMPLATES) {
      for (const language of ["en", "fr"] as const)
        expect(ProjectDraft.parse(draftFrom(template, language))).toBeTruthy()
    }
  })

  it("give way to each other while nothing of them was changed", () => {
    const receipts = changeTemplate({ ...draftFrom("boxes", "en"), name: "Shop" }, "receipts", "en")
    expect(receipts).toEqual({ ...draftFrom("receipts", "en"), name: "Shop" })
  })

  it("have texts of recordings agree in their words, until somebody chose otherwise", () => {
    const speech = changeTemplate(draftFrom("boxes", "en"), "speech", "en")
    expect(speech.settings.settle.rules).toEqual(["case", "punctuation", "apostrophes"])
    expect(changeTemplate(speech, "boxes", "en").settings.settle.rules).toBeUndefined()
    const own = { ...speech.settings, settle: { ...speech.settings.settle, settleIou: 0.5 } }
    expect(changeTemplate({ ...speech, settings: own }, "receipts", "en").settings.settle).toEqual(own.settle)
  })

  it("leave alone what somebody wrote", () => {
    const own = { ...draftFrom("boxes", "en"), guideline: "## 1 Mine" }
    expect(changeTemplate(own, "receipts", "en").guideline).toBe("## 1 Mine")
    const labels = { labels: own.ontology.labels.slice(1) }
    expect(changeTemplate({ ...own, ontology: labels }, "receipts", "en").ontology).toEqual(labels)
  })
})
