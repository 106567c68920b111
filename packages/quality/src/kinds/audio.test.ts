import { LabelId, type Region, RegionId } from "@justesse/types"
import { describe, expect, test } from "vitest"
import type { ConsensusInput } from "../consensus/index.ts"
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
    expect(heard(ana, ana, []).differences).toHaveLength(3)
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
