import type { Evidence, MetricName, RejectionReason } from "@justesse/types/decisions/judgement"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { checkEvidence, findEvidenceFault, type JudgedAnswer } from "./evidence.ts"

const BOX = { x: 10, y: 10, width: 40, height: 20 }
const BOUNDS: Partial<Record<MetricName, number>> = {
  iou: 0.7,
  edge_px: 12,
  cer: 0.1,
  boundary_ms: 200,
  chance_p: 0.05,
  replayed: 0,
}

/** An answer with one region at `BOX` unless said otherwise, and figures as they are computed. */
function answer(values: Partial<Record<MetricName, number>>, rest: Partial<JudgedAnswer> = {}): JudgedAnswer {
  return {
    parts: 1,
    measure: (name, _part, reference) => (reference === "k" ? (values[name] ?? null) : null),
    tolerance: (name) => BOUNDS[name] ?? null,
    cover: () => 0,
    coverTime: () => 0,
    contradictsGold: (goldId) => goldId === 3,
    read: (id) => ({ r1: "Cafe", k: "Café", same: "Cafe" })[id] ?? null,
    ...rest,
  }
}

const metric = (name: MetricName, value: number, more: object = {}): Evidence =>
  ({ type: "metric", name, partId: "r1", referenceId: "k", value, threshold: BOUNDS[name] ?? 0, ...more }) as Evidence // one of its types

describe("ACC-2: a figure is computed again", () => {
  test.each<[string, RejectionReason, MetricName, number]>([
    ["too little IoU", "geometry_out_of_tolerance", "iou", 0.69],
    ["an edge too far away", "geometry_out_of_tolerance", "edge_px", 12.5],
    ["too many wrong characters", "transcript_error", "cer", 0.3],
    ["a boundary too late", "timestamp_out_of_tolerance", "boundary_ms", 450],
    ["as good as chance", "empty_or_random", "chance_p", 0.4],
    ["a copy", "fraud", "replayed", 2],
  ])("%s shows %s", (_name, reason, name, value) => {
    expect(checkEvidence(reason, metric(name, value), answer({ [name]: value }))).toBeNull()
    expect(checkEvidence(reason, metric(name, value + 1e-7), answer({ [name]: value }))).toBeNull()
    expect(checkEvidence(reason, metric(name, value + 1e-5), answer({ [name]: value }))).toBe("value_differs")
    const bound = BOUNDS[name] ?? 0
    expect(checkEvidence(reason, metric(name, bound), answer({ [name]: bound }))).toBe("within_tolerance")
    expect(checkEvidence(reason, metric(name, value, { threshold: bound + 1 }), answer({ [name]: value }))).toBe(
      "bound_differs",
    )
    expect(checkEvidence(reason, metric(name, value, { referenceId: "x" }), answer({ [name]: value }))).toBe(
      "no_such_reference",
    )
    expect(checkEvidence("wrong_label", metric(name, value), answer({ [name]: value }))).toBe("not_for_reason")
  })

  test("and holds only when it is stated as it is and beyond what the guideline allows, whatever is claimed", () => {
    const real = fc.double({ min: 0, max: 1, noNaN: true })
    const holds = fc.property(real, real, (computed, stated) => {
      const fault = checkEvidence("geometry_out_of_tolerance", metric("iou", stated), answer({ iou: computed }))
      expect(fault === null).toBe(Math.abs(computed - stated) <= 1e-6 && computed < 0.7)
    })
    fc.assert(holds)
  })

  test("a guideline without a bound cannot be broken", () => {
    const free = answer({ iou: 0.1 }, { tolerance: () => null })
    expect(checkEvidence("geometry_out_of_tolerance", metric("iou", 0.1), free)).toBe("bound_differs")
  })
})

describe("a place", () => {
  const at = (mine: number, reference: number) =>
    answer(
      {},
      { cover: (of) => (of === "answer" ? mine : reference), coverTime: (of) => (of === "answer" ? mine : reference) },
    )
  const region: Evidence = { type: "region", box: BOX }
  const segment: Evidence = { type: "segment", startMs: 0, endMs: 900 }
  test.each([
    ["is missing where the reference has it and the answer does not", "missing_object", 0.1, 0.9, null],
    ["is not missing where the answer covers it", "missing_object", 0.8, 0.9, "within_tolerance"],
    ["is not missing where nothing is", "missing_object", 0, 0, "no_such_reference"],
    ["is spurious where only the answer has it", "spurious_object", 0.9, 0.1, null],
    ["is not spurious where the reference has it too", "spurious_object", 0.9, 0.9, "within_tolerance"],
    ["is not spurious where the answer has nothing", "spurious_object", 0, 0.9, "no_such_reference"],
    ["says nothing about a label", "wrong_label", 0.1, 0.9, "not_for_reason"],
  ] as const)("%s", (_name, reason, mine, reference, fault) => {
    expect(checkEvidence(reason, region, at(mine, reference))).toBe(fault)
    expect(checkEvidence(reason, segment, at(mine, reference))).toBe(fault)
  })
})

describe("a known answer and a difference of texts", () => {
  const diff = (more: object = {}): Evidence =>
    ({ type: "diff", partId: "r1", referenceId: "k", answered: "Cafe", expected: "Café", ...more }) as Evidence // one of its types
  test("hold when they are as stated", () => {
    expect(checkEvidence("wrong_label", { type: "gold", goldId: 3 }, answer({}))).toBeNull()
    expect(checkEvidence("wrong_label", { type: "gold", goldId: 4 }, answer({}))).toBe("within_tolerance")
    expect(checkEvidence("fraud", { type: "gold", goldId: 3 }, answer({}))).toBe("not_for_reason")
    expect(checkEvidence("transcript_error", diff(), answer({}))).toBeNull()
    expect(checkEvidence("transcript_error", diff({ answered: "Kaffee" }), answer({}))).toBe("value_differs")
    expect(checkEvidence("transcript_error", diff({ referenceId: "none" }), answer({}))).toBe("no_such_reference")
    expect(checkEvidence("transcript_error", diff({ referenceId: "same", expected: "Cafe" }), answer({}))).toBe(
      "within_tolerance",
    )
    expect(checkEvidence("geometry_out_of_tolerance", diff(), answer({}))).toBe("not_for_reason")
  })
})

test("each piece has to hold, there has to be one, and an answer with nothing in it is empty by itself", () => {
  const good = metric("iou", 0.5)
  const bad = metric("iou", 0.4)
  const judged = answer({ iou: 0.5 })
  expect(findEvidenceFault("geometry_out_of_tolerance", [good], judged)).toBeNull()
  expect(findEvidenceFault("geometry_out_of_tolerance", [good, bad], judged)).toBe("value_differs")
  expect(findEvidenceFault("geometry_out_of_tolerance", [], judged)).toBe("no_such_reference")
  expect(findEvidenceFault("empty_or_random", [good], answer({}, { parts: 0 }))).toBeNull()
  expect(findEvidenceFault("empty_or_random", [], answer({}, { parts: 0 }))).toBe("no_such_reference")
  expect(findEvidenceFault("empty_or_random", [good], judged)).toBe("not_for_reason")
})
