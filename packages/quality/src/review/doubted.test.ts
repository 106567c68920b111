import { boxOf, boxShape, type Label, type Region } from "@justesse/types"
import { expect, test } from "vitest"
import { similarityOf } from "../similar/similarity.ts"
import { doubtedOf } from "./doubted.ts"

const at = (x: number, y: number, width: number, height: number) => boxShape({ x, y, width, height })

// Ids are branded texts.
const region = (more: object) => ({ id: "r1", geometry: at(10, 20, 30, 40), ...more }) as Region
const kept = region({
  label: "crate",
  attributes: { full: true, lid: "open" },
  transcript: { value: "N° 7" },
})
const own = region({ id: "model-3", label: "sack", geometry: at(12, 23, 27, 35) })
const sack = { attributes: [{ id: "full" }] } as unknown as Label

test("a doubted label changes the label alone; the model's box is a choice of its own", () => {
  const { says, withItsBox } = doubtedOf("label", kept, own, sack)
  expect(says).toEqual({ ...kept, label: "sack", attributes: { full: true } })
  expect(withItsBox).toEqual({ ...says, geometry: own.geometry })
})

test("a doubted place changes the box alone: label, text and answers stay", () => {
  const { says, withItsBox } = doubtedOf("place", kept, { ...own, label: kept.label })
  expect(says).toEqual({ ...kept, geometry: own.geometry })
  expect(withItsBox).toBeNull()
})

test("what nobody had is the model's own; what it did not find is proposed to go; the same box is no choice", () => {
  expect(doubtedOf("missing", null, own)).toEqual({ says: own, withItsBox: null })
  expect(doubtedOf("extra", kept, null)).toEqual({ says: null, withItsBox: null })
  expect(doubtedOf("label", kept, { ...kept, label: own.label }, sack).withItsBox).toBeNull()
})

test("doubted labels are one question together, however far the model's own boxes lie", () => {
  const far = { ...own, geometry: at(22, 23, 18, 35) }
  const { says, withItsBox } = doubtedOf("label", kept, far, sack)
  const sure = { place: boxOf(kept), proposal: says, confidence: 0.9, id: "r1", kind: "label" }
  const candidates = [
    { letters: ["A", "B"], region: { ...kept, attributes: undefined }, share: 0.4 },
    { letters: ["C"], region: { ...says, attributes: undefined }, share: 0.6 },
    { letters: ["D"], region: { ...withItsBox, attributes: undefined }, share: 0 },
  ]
  const disagreement = { ...sure, candidates } as unknown as Parameters<typeof similarityOf>[0]
  const same = similarityOf(disagreement, { matchIou: 0.4, settleIou: 0.75, text: "exact" })
  expect(same).toMatchObject({ key: 'label:["crate","sack"]', proposed: "b", b: { take: "C" } })
})
