import { KINDS, type Label, Ontology } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { isOneKey } from "./oneKey.ts"

const label = (id: string): Label =>
  Ontology.parse({
    labels: [{ id, name: { en: id }, color: "#0072b2", key: null, hasText: false, attributes: [], retired: false }],
  }).labels[0] as Label // the only one that was just parsed

const ontology = (answers: object, labels = [label("good"), label("bad")]) =>
  Ontology.parse({ labels, answers: { of: "whole", several: false, ...answers } })

describe("one key is the whole answer", () => {
  test("of a class, a rating and a comparison of which nothing else is asked", () => {
    for (const kind of ["classification", "rating", "comparison"] as const)
      expect(isOneKey({ kind, ontology: ontology({}) })).toBe(true)
  })

  test("not where several labels hold, reasons are asked, or by how much", () => {
    const tags = [{ id: "long", name: { en: "long" } }]
    expect(isOneKey({ kind: "classification", ontology: ontology({ several: true }) })).toBe(false)
    expect(isOneKey({ kind: "rating", ontology: ontology({ tags }) })).toBe(false)
    const withHowMuch = ontology({}, [...(KINDS.comparison.verdicts ?? [])])
    expect(isOneKey({ kind: "comparison", ontology: withHowMuch })).toBe(false)
  })

  test("never where things are placed or fields are filled", () => {
    expect(isOneKey({ kind: "boxes", ontology: ontology({}) })).toBe(false)
    expect(isOneKey({ kind: "form", ontology: ontology({}) })).toBe(false)
  })
})
