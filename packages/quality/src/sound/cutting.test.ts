import { LabelId, type Region, RegionId } from "@justesse/types"
import { describe, expect, test } from "vitest"
import { seeded } from "../agreement/seeded.ts"
import { clusterHeard } from "./clusters.ts"
import { findCutGroups, joinedSegment } from "./cutting.ts"

const says = (startMs: number, endMs: number, value: string, speaker = "1"): Region => ({
  id: RegionId.parse(`${startMs}-${endMs}`),
  geometry: { type: "span", startMs, endMs },
  label: LabelId.parse("speech"),
  speaker,
  transcript: { value },
})
const short = (groups: ReturnType<typeof findCutGroups>) =>
  groups.map(({ people }) => people.map((pieces) => pieces.map(({ id }) => id).join(" ")))

describe("stretches that people cut differently", () => {
  const whole = says(0, 4_000, "a b")
  const [first, second] = [says(0, 1_900, "a"), says(2_000, 4_000, "b")]

  test("hold what each person has there, and nothing of other speakers", () => {
    const other = says(500, 3_500, "yes", "2")
    expect(short(findCutGroups([[whole], [first, second, other]]))).toEqual([["0-4000", "0-1900 2000-4000"]])
    expect(findCutGroups([[whole], [whole]])).toEqual([])
    expect(
      findCutGroups([
        [first, second],
        [first, second],
      ]),
    ).toEqual([])
  })

  test("hold whoever has one part of it alone where that is most of it, and nothing of whoever has little", () => {
    const most = says(0, 2_500, "a")
    expect(short(findCutGroups([[whole], [first, second], [most]]))).toEqual([["0-4000", "0-1900 2000-4000", "0-2500"]])
    expect(short(findCutGroups([[whole], [first, second], [first]]))).toEqual([["0-4000", "0-1900 2000-4000", ""]])
  })

  test("are as many as there are, each segment in one of them", () => {
    const later = (region: Region): Region =>
      region.geometry.type === "span"
        ? says(region.geometry.startMs + 10_000, region.geometry.endMs + 10_000, "c")
        : region
    const people = [
      [whole, later(first), later(second)],
      [first, second, later(whole)],
    ]
    const groups = findCutGroups(people)
    expect(short(groups).sort()).toEqual([
      ["0-4000", "0-1900 2000-4000"],
      ["10000-11900 12000-14000", "10000-14000"],
    ])
    const all = groups.flatMap((group) => group.people.flat())
    expect(new Set(all).size).toBe(all.length)
  })

  test("are none where the parts leave most of it to nobody", () => {
    expect(findCutGroups([[says(0, 20_000, "a b")], [says(0, 500, "a"), says(19_000, 20_000, "b")]])).toEqual([])
  })
})

describe("segments as one", () => {
  test("last from the first beginning to the last end, with all words and marks", () => {
    const unsure: Region = { ...says(2_000, 4_000, "b"), transcript: { value: "b", marks: ["unsure"] } }
    expect(joinedSegment([says(0, 1_000, "a"), unsure])).toMatchObject({
      geometry: { startMs: 0, endMs: 4_000 },
      transcript: { value: "a b", marks: ["unsure"] },
    })
  })

  test("keep marks of words with their words, past a piece without a text", () => {
    const part = { from: 0, to: 2, mark: "foreign" as const }
    const marked = (region: Region, value: string): Region => ({ ...region, transcript: { value, parts: [part] } })
    const pieces = [
      marked(says(0, 1_000, ""), "ja so"),
      says(1_000, 2_000, ""),
      marked(says(2_000, 3_000, ""), "na ja"),
    ]
    expect(joinedSegment(pieces).transcript).toEqual({
      value: "ja so na ja",
      parts: [part, { from: 6, to: 8, mark: "foreign" }],
    })
  })

  test("are the one where there is one, and say nothing where none does", () => {
    const one = says(0, 1_000, "a")
    expect(joinedSegment([one])).toBe(one)
    const { transcript: _, ...silent } = one
    expect(joinedSegment([silent, { ...silent, id: RegionId.parse("z") }]).transcript).toBeUndefined()
  })
})

test("of three hours of which everybody heard something else a segment is read some hundred times, and each segment is in one group at most", () => {
  const draw = seeded(5)
  let reads = 0
  const people = [1, 2, 3].map(() => {
    let at = 0
    return Array.from({ length: 2_700 }, () => {
      const from = at + Math.floor(draw() * 2_000)
      at = from + 300 + Math.floor(draw() * 4_000)
      const segment = says(from, at, "a", `${1 + Math.floor(draw() * 3)}`)
      const { geometry } = segment
      return Object.defineProperty(segment, "geometry", { enumerable: true, get: () => (reads++, geometry) })
    })
  })
  reads = 0
  const groups = findCutGroups(people)
  const clusters = clusterHeard(people)
  expect(reads).toBeLessThan(200 * 3 * 2_700)
  const grouped = groups.flatMap((group) => group.people.flat())
  expect(new Set(grouped).size).toBe(grouped.length)
  expect(clusters.flat()).toHaveLength(3 * 2_700)
})
