import { ProjectKind } from "@justesse/types"
import { ProjectDraft } from "@justesse/types/wire/project"
import { describe, expect, test } from "vitest"
import { IN_WIZARD } from "../pages/wizard/kinds/list.ts"
import { unitOf } from "../workbench/review/kinds/list.ts"
import enCommon from "./en/common.json" with { type: "json" }
import enOrder from "./en/order.json" with { type: "json" }
import enReview from "./en/review.json" with { type: "json" }
import enWizard from "./en/wizard.json" with { type: "json" }
import frCommon from "./fr/common.json" with { type: "json" }
import frOrder from "./fr/order.json" with { type: "json" }
import frReview from "./fr/review.json" with { type: "json" }
import frWizard from "./fr/wizard.json" with { type: "json" }

// Keys that pages make of a kind's name: the compiler does not see that one is missing.
describe.each([
  ["English", enCommon, enReview, enWizard, enOrder],
  ["French", frCommon, frReview, frWizard, frOrder],
])("%s", (_, common, review, wizard, order) => {
  const said = (area: Readonly<Record<string, string>>, key: string) => area[key]?.trim() ?? ""
  const lines: Readonly<Record<string, Readonly<Record<string, string>>>> = wizard.kinds

  test.each(ProjectKind.options)("says what %s is, how far a reviewer of it is, and what ends a task", (kind) => {
    const unit = unitOf(kind)
    expect(said(common.kind, kind)).not.toBe("")
    expect(said(review.foot, unit)).not.toBe("")
    for (const many of ["zero", "one", "other"]) expect(said(review.say, `${unit}_${many}`)).not.toBe("")
    for (const many of ["one", "other"]) expect(said(review.list, `${unit}_${many}`)).not.toBe("")
  })

  test.each(ProjectKind.options)("says of each tile of %s what it is and what an hour gives", (kind) => {
    for (const { template } of IN_WIZARD[kind].tiles)
      for (const key of ["line", "hour_one", "hour_other", "source", "model"])
        expect([template, key, said(lines[template] ?? {}, key)]).not.toContain("")
  })

  test.each(ProjectDraft.shape.template.options)("names the template %s", (template) => {
    expect(said(wizard.template, template)).not.toBe("")
  })

  test("says nothing of pictures alone where recordings are compared, or asked about, as well", () => {
    const texts = [order, wizard.pairs, wizard.about].flatMap((area) => Object.entries(area))
    expect(texts.filter(([key, text]) => key !== "assetText" && /\b(pictures?|images?)\b/i.test(text))).toEqual([])
    expect(wizard.about.assetText).toMatch(/recordings|enregistrements/)
  })
})
