import { type Decision, LabelId, type Region, RegionId } from "@justesse/types"
import { describe, expect, test } from "vitest"
import type { ConsensusInput } from "../consensus/index.ts"
import { applyDecisions } from "../review/apply.ts"
import { isTied } from "../review/tie.ts"
import { RULE } from "../testing/regions.ts"
import { audio } from "./audio.ts"

type Said = readonly [speaker: string, startMs: number, endMs: number, text: string]

const regionOf = ([speaker, startMs, endMs, value]: Said, i: number): Region => ({
  id: RegionId.parse(`r${i}`),
  geometry: { type: "span", startMs, endMs },
  label: LabelId.parse("speech"),
  speaker,
  transcript: { value },
})
const inputOf = (...answers: (readonly Said[])[]): ConsensusInput => ({
  answers: answers.map((said, i) => ({
    submission: `s${i}`,
    person: `p${i}`,
    body: { regions: said.map(regionOf), nothingHere: said.length === 0 },
  })),
  settle: RULE,
  size: { width: 1, height: 1 },
  letterSeed: 1,
})
const heard = (...answers: (readonly Said[])[]) => audio.consensus(inputOf(...answers), null)
const lines = (regions: readonly Region[]) =>
  regions.map(({ speaker, geometry, transcript }) =>
    geometry.type === "span" ? `${speaker} ${geometry.startMs}-${geometry.endMs} ${transcript?.value}` : "?",
  )

const ana: Said[] = [
  ["1", 0, 2_000, "good morning"],
  ["2", 2_100, 4_000, "and the women"],
  ["1", 4_200, 5_000, "of course"],
]

describe("what three people heard", () => {
  test("is final where they wrote the same, whoever they call speaker one, at the median of their borders", () => {
    const ben = ana.map(([who, from, to, text]): Said => [who === "1" ? "b" : "a", from + 120, to + 90, text])
    const zoe = ana.map(([who, from, to, text]): Said => [who, from - (from === 0 ? 0 : 60), to + 30, text])
    const { disputed, settled, agreement } = heard(ana, ben, zoe)
    expect(disputed).toBe(false)
    expect(lines(settled.map(({ region }) => region))).toEqual([
      "1 0-2030 good morning",
      "2 2100-4030 and the women",
      "1 4200-5030 of course",
    ])
    expect(agreement.cer).toBe(0)
  })

  test("differs in a word, in a border and in who has it, each as one difference with its kind", () => {
    const word = ana.map((said, i): Said => (i === 0 ? ["1", 0, 2_000, "good mourning"] : said))
    expect(heard(ana, ana, word).differences).toMatchObject([
      { kind: "text", proposal: { transcript: { value: "good morning" } } },
    ])
    const border = ana.map((said, i): Said => (i === 1 ? ["2", 2_100, 3_300, "and the women"] : said))
    expect(heard(ana, ana, border).differences).toMatchObject([
      { kind: "place", proposal: { geometry: { startMs: 2_100, endMs: 4_000 } } },
    ])
    expect(heard(ana, ana, ana.slice(0, 2)).differences).toMatchObject([{ kind: "one_person" }])
  })

  test("differs in who speaks as one difference, not as two that somebody missed", () => {
    const other = ana.map((said, i): Said => (i === 2 ? ["2", 4_200, 5_000, "of course"] : said))
    const { differences } = heard(ana, ana, other)
    expect(differences).toHaveLength(1)
    expect(differences[0]).toMatchObject({ kind: "label", proposal: { speaker: "1" } })
    expect(differences[0]?.candidates.map(({ region }) => region?.speaker)).toEqual(["1", "2"])
  })

  test("keeps two who speak at once apart", () => {
    const both: Said[] = [
      ["1", 0, 2_000, "yes"],
      ["2", 0, 1_900, "no"],
    ]
    const swapped: Said[] = [
      ["x", 0, 2_000, "yes"],
      ["y", 20, 1_900, "no"],
    ]
    const { disputed, settled } = heard(both, both, swapped)
    expect(disputed).toBe(false)
    expect(settled).toHaveLength(2)
  })

  test("is a short word for all who hear it within a quarter of a second", () => {
    const yes = (from: number): Said[] => [["1", from, from + 200, "yes"]]
    expect(heard(yes(1_000), yes(1_080)).disputed).toBe(false)
    expect(heard(yes(1_000), yes(1_300)).disputed).toBe(true)
  })

  test("is nothing where nobody heard anybody speak", () => {
    expect(heard([], [])).toMatchObject({ nothingHere: true, disputed: false, settled: [] })
  })

  test("is the same whoever answers first, and by whatever names", () => {
    const other = ana.map((said, i): Said => (i === 2 ? ["2", 4_100, 5_300, "of courses"] : said))
    const renamed = other.map(([who, ...rest]): Said => [who === "1" ? "anna" : "zed", ...rest])
    const one = heard(ana, ana, other)
    const two = audio.consensus(
      { ...inputOf(ana, ana, other), answers: [...inputOf(ana, ana, other).answers].reverse() },
      null,
    )
    expect(two).toEqual(one)
    expect(heard(ana, ana, renamed)).toEqual(one)
  })
})

describe("a stretch that people cut differently", () => {
  const whole: Said[] = [ana[0] as Said, ["2", 2_100, 4_000, "and the women of course"]]
  const halves: Said[] = [ana[0] as Said, ["2", 2_100, 3_000, "and the women"], ["2", 3_000, 4_000, "of course"]]

  test("is one difference: one segment or two, with what each is cut into", () => {
    const { differences, settled, nothingHere } = heard(halves, halves, whole)
    expect(settled).toHaveLength(1)
    expect(nothingHere).toBe(false)
    expect(differences).toHaveLength(1)
    expect(differences[0]).toMatchObject({
      kind: "place",
      proposal: { geometry: { startMs: 2_100, endMs: 4_000 }, transcript: { value: "and the women of course" } },
      confidence: 2 / 3,
    })
    const [two, one] = differences[0]?.candidates ?? []
    expect(lines(two?.pieces ?? [])).toEqual(["2 2100-3000 and the women", "2 3000-4000 of course"])
    expect([two?.letters.length, one?.letters.length, one?.pieces]).toEqual([2, 1, undefined])
  })

  test("leaves its pieces, or the one, with names of their own", () => {
    const found = heard(halves, halves, whole)
    const [cut] = found.differences
    if (!cut) return expect.fail("no difference")
    const reason = { code: "other", clause: null, note: "" } as const
    const decide = (decision: Decision) => applyDecisions(found, new Map([[cut.id, decision]])).body.regions
    const two = decide({ outcome: "proposal", reason })
    expect(lines(two)).toEqual(["1 0-2000 good morning", "2 2100-3000 and the women", "2 3000-4000 of course"])
    expect(new Set(two.map(({ id }) => id)).size).toBe(3)
    expect(lines(found.proposed.map(({ region }) => region))).toEqual(lines(two))
    const letter = cut.candidates[1]?.letters[0]
    if (!letter) return expect.fail("no letter")
    expect(lines(decide({ outcome: "take", letter, reason }))).toEqual(lines(whole.map(regionOf)))
  })

  test("says that words differ where they do, and proposes nothing where as many have one as two", () => {
    const other: Said[] = [ana[0] as Said, ["2", 2_100, 4_000, "and the woman of course"]]
    expect(heard(halves, halves, other).differences).toMatchObject([{ kind: "text" }])
    const [tied] = heard(halves, whole).differences
    expect([tied && isTied(tied), tied?.candidates.length]).toEqual([true, 2])
    const [told] = heard(halves, halves, whole).differences
    expect(told && isTied(told)).toBe(false)
  })

  test("somebody who has nothing there lacks one thing, not two", () => {
    const none = [ana[0] as Said]
    expect(heard(halves, whole, none).differences).toMatchObject([{ kind: "one_person" }])
    expect(heard(halves, whole, []).differences.map(({ kind }) => kind)).toEqual(["nothing", "nothing"])
    const sameInBoth = [["3", 9_000, 9_800, "yes"] as Said]
    const kept = heard([...halves, ...sameInBoth], [...whole, ...sameInBoth], []).differences
    // What both wrote the same way is one question; how they cut the rest stays one.
    expect(kept.map(({ kind, candidates }) => [kind, candidates.length])).toEqual([
      ["nothing", 2],
      ["nothing", 3],
    ])
  })

  test("of three pieces or one is one difference, and others beside it stay their own", () => {
    const three: Said[] = [
      ["1", 0, 1_000, "a"],
      ["1", 1_000, 2_000, "b"],
      ["1", 2_000, 3_000, "c"],
      ["1", 5_000, 6_000, "yes"],
    ]
    const one: Said[] = [
      ["1", 0, 3_000, "a b c"],
      ["1", 5_000, 6_000, "yet"],
    ]
    expect(heard(three, one, three).differences.map(({ kind, pieces }) => [kind, pieces?.length])).toEqual([
      ["place", 3],
      ["text", undefined],
    ])
  })

  test("two short words in a long stretch are no pieces of it", () => {
    const short: Said[] = [
      ["1", 100, 400, "a"],
      ["1", 5_000, 5_300, "b"],
    ]
    const long: Said[] = [["1", 0, 10_000, "a b"]]
    expect(heard(short, long).differences.every(({ candidates }) => candidates.every(({ pieces }) => !pieces))).toBe(
      true,
    )
  })

  test("is the same whoever answers first", () => {
    const input = inputOf(halves, whole, halves)
    const backwards = audio.consensus({ ...input, answers: [...input.answers].reverse() }, null)
    expect(backwards).toEqual(audio.consensus(input, null))
  })
})

describe("a recording in which somebody heard nobody speak", () => {
  const reason = { code: "other", clause: null, note: "" } as const

  test("is one question, whose answers are all segments or none", () => {
    const found = heard(ana, [])
    expect(found).toMatchObject({ nothingHere: false, disputed: true, settled: [] })
    const [all, ...others] = found.differences
    if (!all) return expect.fail("no difference")
    expect(others).toEqual([])
    expect(all.kind).toBe("nothing")
    const having = all.candidates.find(({ region }) => region)
    expect(lines(having?.pieces ?? [])).toEqual(lines(ana.map(regionOf)))
    expect(isTied(all)).toBe(true)
    const [letter = "A"] = having?.letters ?? []
    const decide = (decision: Decision) => applyDecisions(found, new Map([[all.id, decision]]))
    const taken = decide({ outcome: "take", letter, reason }).body.regions
    expect(lines(taken)).toEqual(lines(ana.map(regionOf)))
    expect(taken.map(({ label, speaker }) => [label, speaker])).toEqual([
      ["speech", "1"],
      ["speech", "2"],
      ["speech", "1"],
    ])
    expect(new Set(taken.map(({ id }) => id)).size).toBe(3)
    expect(decide({ outcome: "none", reason })).toMatchObject({
      body: { regions: [], nothingHere: true },
      undecided: 0,
    })
  })

  test("has the segments proposed where most have them, and nothing where most have none", () => {
    const [most] = heard(ana, ana, []).differences
    expect([most?.pieces?.length, most?.confidence]).toEqual([3, 2 / 3])
    const [few, ...others] = heard(ana, [], []).differences
    expect([few?.proposal, few?.pieces, others.length]).toEqual([null, undefined, 0])
  })

  test("asks apart about what the others wrote differently", () => {
    const word = ana.map((said, i): Said => (i === 0 ? ["1", 0, 2_000, "good mourning"] : said))
    const found = heard(ana, word, []).differences
    expect(found.map(({ candidates }) => candidates.map(({ pieces }) => pieces?.length ?? 1))).toEqual([
      [1, 1, 1],
      [2, 1],
    ])
  })

  test("takes nothing over that was decided of one segment, and is the same whoever answers first", () => {
    const input = inputOf(ana, [])
    const [all] = audio.consensus(input, null).differences
    expect(ana.map((_, i) => `r${i}`)).not.toContain(all?.id)
    const backwards = audio.consensus({ ...input, answers: [...input.answers].reverse() }, null)
    expect(backwards).toEqual(audio.consensus(input, null))
  })
})
