import fc from "fast-check"
import { expect, test } from "vitest"
import { JudgementAct, RejectionReason } from "./judgement.ts"

const EVIDENCE = { type: "region", box: { x: 1, y: 2, width: 3, height: 4 } }
const PROPOSAL = { kind: "propose", reason: "missing_object", clause: "2.1", evidence: [EVIDENCE] }

test("ACC-1: a rejection with reason, clause and evidence is an act", () => {
  expect(JudgementAct.parse(PROPOSAL)).toEqual(PROPOSAL)
})

test.each([
  ["no reason", { ...PROPOSAL, reason: undefined }],
  ["a reason outside the list", { ...PROPOSAL, reason: "other" }],
  ["speed as the reason", { ...PROPOSAL, reason: "too_slow" }],
  ["no clause", { ...PROPOSAL, clause: undefined }],
  ["an empty clause", { ...PROPOSAL, clause: "" }],
  ["a clause that is no number", { ...PROPOSAL, clause: "see above" }],
  ["no evidence", { ...PROPOSAL, evidence: [] }],
  ["evidence of no type", { ...PROPOSAL, evidence: [{ box: EVIDENCE.box }] }],
  ["a place without a size", { ...PROPOSAL, evidence: [{ type: "region", box: { ...EVIDENCE.box, width: 0 } }] }],
  ["a figure that is no number", { ...PROPOSAL, evidence: [{ type: "metric", name: "iou", value: Number.NaN }] }],
  ["a field more", { ...PROPOSAL, secondId: 12 }],
  ["a second person in the same act", { ...PROPOSAL, kind: "reject" }],
])("ACC-1: %s is no act", (_name, act) => expect(JudgementAct.safeParse(act).success).toBe(false))

test("no act has the word that would reject by itself, and none takes pay", () => {
  const kinds = JudgementAct.options.map(({ shape }) => shape.kind.value)
  expect(kinds).not.toContain("reject")
  expect(kinds.filter((kind) => /pay|ban|charge|fine/.test(kind))).toEqual([])
  expect(RejectionReason.options).toHaveLength(9)
})

test("ACC-1: of payloads that anybody could make up, those that pass have everything that a rejection needs", () => {
  const field = fc.oneof(
    fc.constantFrom("propose", "reject", "concur", "accept", "missing_object", "other", "2.1", "", null),
    fc.array(fc.oneof(fc.constant(EVIDENCE), fc.constant({}), fc.string()), { maxLength: 3 }),
    fc.string(),
    fc.integer(),
  )
  const payload = fc.dictionary(fc.constantFrom("kind", "reason", "clause", "evidence", "by", "force"), field)
  let rejections = 0
  const holds = fc.property(payload, (drawn) => {
    const parsed = JudgementAct.safeParse(drawn).data
    if (parsed?.kind !== "propose") return
    rejections++
    expect(RejectionReason.options).toContain(parsed.reason)
    expect(parsed.clause).toMatch(/^\d/)
    expect(parsed.evidence.length).toBeGreaterThan(0)
  })
  fc.assert(holds, { numRuns: 5_000 })
  // It would say nothing if all were refused for another fault: one changed field of a sound one is.
  const broken = fc.property(fc.constantFrom("reason", "clause", "evidence"), field, (name, value) => {
    const parsed = JudgementAct.safeParse({ ...PROPOSAL, [name]: value })
    if (parsed.success) rejections++
    expect(parsed.success).toBe(isSound(name, value))
  })
  fc.assert(broken, { numRuns: 2_000 })
  expect(rejections).toBeGreaterThan(0)
})

function isSound(name: "reason" | "clause" | "evidence", value: unknown): boolean {
  if (name === "reason") return RejectionReason.safeParse(value).success
  if (name === "clause") return typeof value === "string" && /^\d{1,4}(\.\d{1,4}){0,5}$/.test(value)
  return Array.isArray(value) && value.length > 0 && value.every((one) => one === EVIDENCE)
}
