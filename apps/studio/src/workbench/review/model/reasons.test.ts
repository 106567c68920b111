import { clausesOf, Disagreement as DifferenceSchema, type Disagreement, Label } from "@justesse/types"
import { describe, expect, it } from "vitest"
import { answerRows, keptBy } from "./answers.ts"
import { clauseFor, reasonCodeFor, reasonCodesFor } from "./reasons.ts"

const box = { geometry: { type: "box", x: 10, y: 10, width: 90, height: 20 }, label: "tax" }
const said = (value: string, letters: string[], share: number) => ({
  letters,
  region: { id: "r", ...box, transcript: { value } },
  share,
})
const disagreement = (over: object): Disagreement =>
  DifferenceSchema.parse({
    id: "d",
    kind: "text",
    place: { x: 10, y: 10, width: 90, height: 20 },
    candidates: [said("TVA 18 %", ["C", "A"], 0.7), said("TVA 18%", ["B"], 0.3)],
    proposal: { id: "r", ...box, transcript: { value: "TVA 18 %" } },
    confidence: 0.7,
    ...over,
  })

const label = Label.parse({
  id: "crate",
  name: { en: "crate", fr: "cagette" },
  color: "#e69f00",
  key: "1",
  hasText: false,
  attributes: [],
  retired: false,
})
const clauses = clausesOf(
  "# G\n## 1.1 Tight around what is drawn\nThe box touches.\n## 2.1 Whole crates\nA crate is one box.\n## 3.2 Spaces and signs\nAs printed.",
)

describe("answers to a difference", () => {
  it("stand in one row when they are equal, in the order of their letters", () => {
    const rows = answerRows(disagreement({}))
    expect(rows.map((row) => [row.proposed, row.letters, row.key])).toEqual([
      [true, ["C", "A"], "C"],
      [false, ["B"], "B"],
    ])
  })

  it("propose nothing beside those who have nothing there", () => {
    const one = disagreement({
      kind: "one_person",
      proposal: null,
      candidates: [said("X", ["E"], 0.3), { letters: ["A", "B"], region: null, share: 0.7 }],
    })
    const rows = answerRows(one)
    expect(rows[0]).toMatchObject({ proposed: true, region: null, letters: ["A", "B"] })
    expect(rows[1]?.key).toBeNull()
  })

  it("stand in one row when their boxes are the same to half a pixel, as what is proposed is computed", () => {
    const place = (id: string, by: number) => ({ id, ...box, geometry: { ...box.geometry, x: 10 + by } })
    const rowsOf = (by: number) =>
      answerRows(
        disagreement({
          kind: "place",
          proposal: place("r", 0),
          candidates: [
            { letters: ["A"], region: place("r", by), share: 0.5 },
            { letters: ["B"], region: place("r", 9), share: 0.5 },
          ],
        }),
      ).length
    expect(rowsOf(0.25)).toBe(2)
    expect(rowsOf(2)).toBe(3)
  })

  it("differ by place only where the place is the question", () => {
    const moved = {
      ...said("TVA 18 %", ["A"], 0.5),
      region: { id: "r", ...box, geometry: { ...box.geometry, y: 14 }, transcript: { value: "TVA 18 %" } },
    }
    expect(answerRows(disagreement({ candidates: [moved] }))[0]?.letters).toEqual(["A"])
    expect(answerRows(disagreement({ kind: "place", candidates: [moved] })).map(({ letters }) => letters)).toEqual([
      ["A"],
      [],
    ])
  })
})

describe("the reason of a decision", () => {
  it("is spaces when the texts differ in nothing else", () => {
    expect(reasonCodeFor(disagreement({}), disagreement({}).proposal)).toBe("spaces")
    const other = disagreement({ candidates: [said("TVA 16 %", ["A"], 1)] })
    expect(reasonCodeFor(other, other.proposal)).toBe("text")
  })

  it("follows what is kept where one person has something", () => {
    const one = disagreement({ kind: "one_person" })
    expect(
      reasonCodeFor(one, keptBy(one, { outcome: "proposal", reason: { code: "other", clause: null, note: "" } })),
    ).toBe("missed")
    expect(reasonCodeFor(one, null)).toBe("extra")
    expect(reasonCodeFor(disagreement({ kind: "place" }), one.proposal)).toBe("edges")
  })

  it("is offered only where it can fit", () => {
    const task: Parameters<typeof reasonCodesFor>[0] = { kind: "boxes", ontology: { labels: [label] }, differences: [] }
    expect(reasonCodesFor(task)).toEqual(["edges", "missed", "extra", "twice", "other"])
    const read = { ...label, hasText: true }
    expect(reasonCodesFor({ ...task, kind: "transcription", ontology: { labels: [read, label] } })).toEqual([
      ...["text", "spaces", "edges", "label", "missed", "extra", "twice", "other"],
    ])
    expect(reasonCodesFor({ ...task, kind: "classification", ontology: { labels: [label, label] } })).toEqual([
      ...["label", "missed", "extra", "other"],
    ])
    expect(reasonCodesFor({ ...task, kind: "form" })).toEqual(["attribute", "missed", "extra", "other"])
  })

  it("finds the clause whose title speaks of it, and none where none does", () => {
    expect(clauseFor("edges", label, clauses)).toBe("1.1")
    expect(clauseFor("spaces", label, clauses)).toBe("3.2")
    expect(clauseFor("label", label, clauses)).toBeNull()
    expect(clauseFor("other", label, clauses)).toBeNull()
  })
})
