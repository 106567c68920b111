import { createHash } from "node:crypto"
import type { Judgement } from "@justesse/work/decisions/judgement"
import { expect, test } from "vitest"
import { besideSha256, besideText } from "./judgements.ts"
import { parseWords, putWords, takeWords } from "./words.ts"

const region = { type: "region", box: { x: 1, y: 2, width: 3, height: 4 } } as const
const diff = { type: "diff", partId: "a", referenceId: "ref:b", answered: "0.50", expected: "0,50" } as const

const ACTS: readonly Judgement["act"][] = [
  { kind: "submit" },
  { kind: "return", clause: "2.1", note: "look at the point again" },
  { kind: "propose", reason: "transcript_error", clause: "2.1", evidence: [region, diff, { ...diff, partId: "c" }] },
  { kind: "reply", text: "a point stands there" },
  { kind: "appeal", text: "see the board", evidence: [diff] },
  { kind: "appeal", text: "", evidence: [] },
  { kind: "answer", answer: "both", clause: "2.1", text: "both may stand" },
  { kind: "add", text: "and so does clause 3" },
  { kind: "assign", adjudicatorId: 3, authorIsFirst: true },
]

test.each(ACTS)("the words of %o are put back as they were", (act) => {
  const taken = takeWords(act)
  expect(putWords(taken.act, taken.words ?? {})).toEqual(act)
  const bare = JSON.stringify(taken.act)
  for (const word of ["0.50", "0,50", "point", "board", "may stand", "clause 3"]) expect(bare).not.toContain(word)
})

test("an act without words has none beside it", () => {
  for (const act of [ACTS[0], ACTS[5], ACTS[8]]) expect(act && takeWords(act).words).toBeNull()
})

test("what was emptied with its picture leaves the act that it was of", () => {
  const act = ACTS[2]
  if (act?.kind !== "propose") throw new Error("a proposal expected")
  const emptied = putWords(takeWords(act).act, parseWords("{}"))
  expect(emptied).toEqual({
    ...act,
    evidence: [region, { ...diff, answered: "", expected: "" }, { ...diff, partId: "c", answered: "", expected: "" }],
  })
})

test("what is stored beside an act is read strictly", () => {
  expect(parseWords('{"text":"a","quotes":{"1":["b","c"]}}')).toEqual({ text: "a", quotes: { 1: ["b", "c"] } })
  for (const text of ['{"more":1}', '{"text":1}', '{"quotes":{"1":["b"]}}', "[]"])
    expect(() => parseWords(text)).toThrow()
})

test("the hash is of the words and of what the answer was compared with, whatever the order of their members", () => {
  const reference = { regions: [], nothingHere: true }
  const text = besideText({ text: "a" }, reference)
  expect(text).toBe('{"reference":{"nothingHere":true,"regions":[]},"words":{"text":"a"}}')
  expect(besideSha256(text)).toBe(createHash("sha256").update(text).digest("hex"))
  expect(besideText({ text: "a" }, null)).not.toBe(text)
})
