import { ProjectDraft } from "@justesse/types/wire/project"
import { describe, expect, it } from "vitest"
import { changeTemplate, draftFrom } from "./templates.ts"

describe("templates", () => {
  it("are complete drafts in both languages", () => {
    for (const template of ["boxes", "receipts", "empty"] as const) {
      for (const language of ["en", "fr"] as const)
        expect(ProjectDraft.parse(draftFrom(template, language))).toBeTruthy()
    }
  })

  it("give way to each other while nothing of them was changed", () => {
    const receipts = changeTemplate({ ...draftFrom("boxes", "en"), name: "Shop" }, "receipts", "en")
    expect(receipts).toEqual({ ...draftFrom("receipts", "en"), name: "Shop" })
  })

  it("leave alone what somebody wrote", () => {
    const own = { ...draftFrom("boxes", "en"), guideline: "## 1 Mine" }
    expect(changeTemplate(own, "receipts", "en").guideline).toBe("## 1 Mine")
    const labels = { labels: own.ontology.labels.slice(1) }
    expect(changeTemplate({ ...own, ontology: labels }, "receipts", "en").ontology).toEqual(labels)
  })
})
