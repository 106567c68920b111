import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { changed, heard, linesOf, recordingOf, segmentId, speech } from "../testing/recording.ts"
import { snapped } from "./borders.ts"
import { drawSegment, proposeSegments } from "./draw.ts"
import { overlapsOf, overlapsWith, segmentAt, segmentsOf, stepSegment } from "./segments.ts"
import { freeNumber, speakerOfDigit } from "./speakers.ts"

const talk = recordingOf(
  heard("c", 2_000, 4_000, { speaker: "2" }),
  heard("a", 0, 1_000),
  heard("b", 1_000, 2_500),
  heard("d", 2_200, 2_300, { speaker: "3" }),
)
const segments = segmentsOf(talk)

test("segments stand as they are heard, whatever the order of the answer", () => {
  expect(segments.map(({ id }) => id)).toEqual(["a", "b", "c", "d"])
})

test("a region that is no stretch of time is none", () => {
  const box = { id: segmentId("x"), label: speech, geometry: { type: "box", x: 0, y: 0, width: 1, height: 1 } as const }
  expect(segmentsOf(recordingOf(box))).toEqual([])
})

test.each([
  { from: null, by: 1, is: "a" },
  { from: null, by: -1, is: "d" },
  { from: "a", by: 1, is: "b" },
  { from: "d", by: 1, is: undefined },
  { from: "a", by: -1, is: undefined },
] as const)("from $from by $by: $is", ({ from, by, is }) => {
  expect(stepSegment(segments, from && segmentId(from), by)?.id).toBe(is)
})

test.each([
  [0, "a"],
  [999, "a"],
  [1_000, "b"],
  [2_100, "c"],
  [2_250, "d"],
  [2_400, "c"],
  [4_000, undefined],
])("at %d ms the one that began last is heard: %s", (ms, is) => expect(segmentAt(segments, ms)?.id).toBe(is))

test("where two speak is told once, and touching is no overlap", () => {
  expect(overlapsOf(segments)).toEqual([{ startMs: 2_000, endMs: 2_500 }])
  expect(overlapsOf(segmentsOf(recordingOf(heard("a", 0, 10), heard("b", 10, 20))))).toEqual([])
})

test("a segment knows whom it speaks over", () => {
  expect(segments.map((segment) => overlapsWith(segments, segment))).toEqual([-1, 2, 1, 1])
})

test("a moment lies in an overlap exactly when two segments at least have it", () => {
  const span = fc.tuple(fc.nat(50), fc.integer({ min: 1, max: 20 }), fc.constantFrom("1", "2", "3"))
  fc.assert(
    fc.property(fc.array(span, { maxLength: 8 }), (spans) => {
      const all = segmentsOf(
        recordingOf(...spans.map(([from, length, speaker], i) => heard(`s${i}`, from, from + length, { speaker }))),
      )
      const overlaps = overlapsOf(all)
      for (let at = 0; at < 75; at++) {
        const held = all.filter(({ startMs, endMs }) => startMs <= at && at < endMs).length
        expect(overlaps.some(({ startMs, endMs }) => startMs <= at && at < endMs)).toBe(held > 1)
      }
    }),
  )
})

describe("a new segment", () => {
  const wanted = { id: segmentId("n"), speaker: "1", label: speech, startMs: 5_000.4, endMs: 6_000.6 }
  test("has whole milliseconds, stands where it is heard, and takes no speech back", () => {
    const empty = { ...recordingOf(), nothingHere: true }
    const drawn = changed(empty, drawSegment(empty, wanted, 9_000))
    expect(linesOf(drawn)).toEqual(["n 1 5000-6001"])
    expect(drawn.nothingHere).toBe(false)
    const early = changed(talk, drawSegment(talk, { ...wanted, speaker: "4", startMs: 500, endMs: 900 }, 9_000))
    expect(early.order.indexOf(segmentId("n"))).toBe(talk.order.indexOf(segmentId("a")) + 1)
  })
  test("that nobody says has no speaker", () => {
    const drawn = changed(talk, drawSegment(talk, { ...wanted, speaker: "" }, 9_000))
    expect("speaker" in (drawn.regions.get(segmentId("n")) ?? {})).toBe(false)
  })
  test("drawn backwards is the same one", () => {
    const back = { ...wanted, startMs: wanted.endMs, endMs: wanted.startMs }
    expect(drawSegment(talk, back, 9_000)).toEqual(drawSegment(talk, wanted, 9_000))
  })
})

describe("proposed segments", () => {
  const offer = (name: string, startMs: number, endMs: number) => {
    return { id: segmentId(name), speaker: "1", label: speech, startMs, endMs }
  }
  test("are dashed, in order, and none lies over what is there", () => {
    const offered = [offer("p", 3_900, 5_000), offer("q", 4_000, 5_000), offer("r", 6_000, 7_000)]
    const proposed = changed(talk, proposeSegments(talk, offered))
    const open = segmentsOf(proposed).filter(({ region }) => region.proposed)
    expect(open.map(({ id }) => id)).toEqual(["q", "r"])
    expect(open[0]?.region.origin).toEqual({ source: "pauses", score: null })
    expect(proposed.order.slice(-2)).toEqual(["q", "r"])
  })
  test("are none where all is there", () => {
    expect(proposeSegments(talk, [offer("p", 0, 500)])).toBeNull()
    expect(proposeSegments(talk, [])).toBeNull()
  })
  test("take no speech back", () => {
    const empty = { ...recordingOf(), nothingHere: true }
    expect(changed(empty, proposeSegments(empty, [offer("p", 0, 500)])).nothingHere).toBe(false)
  })
})

test("a border goes to the nearest moment that is near enough", () => {
  expect(snapped(1_000, [900, 1_040, 1_500], 50)).toBe(1_040)
  expect(snapped(1_000, [900, 1_060], 50)).toBe(1_000)
  expect(snapped(1_000, [], 50)).toBe(1_000)
})

test("numbers of speakers are free ones", () => {
  expect(freeNumber(["1", "Ann", "3"])).toBe("2")
  expect(speakerOfDigit(["Ann", "2"], 3)).toBe("1")
  expect(speakerOfDigit(["Ann"], 0)).toBeNull()
  expect(speakerOfDigit(["Ann"], 4)).toBeNull()
})
