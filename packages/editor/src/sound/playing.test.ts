import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { columnsOf, findSpeech, type Levels, levelFor, levelsOf, PAUSE_RULES } from "./levels.ts"
import { courseAt, playFrom, playSegment, resume, stepSpeed } from "./playing.ts"
import {
  followView,
  msAt,
  openingView,
  panView,
  revealView,
  rulerOf,
  spanView,
  type TimeView,
  wholeView,
  xOf,
  zoomView,
} from "./view.ts"

const DURATION = 60_000

describe("what is heard", () => {
  const segment = { startMs: 1_000, endMs: 2_000 }
  test("begins a quarter of a second before a segment, never before the recording, and ends with it", () => {
    expect(playSegment(segment, false)).toEqual({ fromMs: 750, untilMs: 2_000, repeats: false })
    expect(playSegment({ startMs: 100, endMs: 900 }, false).fromMs).toBe(0)
    expect(playSegment(segment, false, 0).fromMs).toBe(1_000)
  })
  test("stops there, or goes back where it repeats, and the rest of a recording just goes on", () => {
    expect(courseAt(playSegment(segment, false), 1_999)).toEqual({ does: "goOn" })
    expect(courseAt(playSegment(segment, false), 2_004)).toEqual({ does: "stop", toMs: 2_000 })
    expect(courseAt(playSegment(segment, true), 2_004)).toEqual({ does: "goBack", toMs: 750 })
    expect(courseAt(playFrom(3), 1e9)).toEqual({ does: "goOn" })
  })
  test.each([
    { name: "nothing was heard", playing: null, at: 500, is: { fromMs: 500, untilMs: null } },
    {
      name: "in the middle of a segment",
      playing: playSegment(segment, false),
      at: 1_500,
      is: { fromMs: 750, untilMs: 2_000 },
    },
    {
      name: "where a segment ended",
      playing: playSegment(segment, false),
      at: 2_000,
      is: { fromMs: 2_000, untilMs: null },
    },
    {
      name: "where a segment that repeats ended",
      playing: playSegment(segment, true),
      at: 2_000,
      is: { fromMs: 750, untilMs: 2_000 },
    },
    { name: "elsewhere", playing: playSegment(segment, false), at: 9_000, is: { fromMs: 9_000, untilMs: null } },
    { name: "at the end of the recording", playing: playFrom(0), at: DURATION, is: { fromMs: 0, untilMs: null } },
  ])("goes on after a pause: $name", ({ playing, at, is }) => expect(resume(playing, at, DURATION)).toMatchObject(is))
  test("has a speed of tenths, from half to two and a half", () => {
    expect(stepSpeed(1, 1)).toBe(1.1)
    expect(stepSpeed(1.1, -1)).toBe(1)
    expect([stepSpeed(0.5, -1), stepSpeed(2.5, 1)]).toEqual([0.5, 2.5])
    let speed = 0.5
    for (let i = 0; i < 20; i++) speed = stepSpeed(speed, 1)
    expect(speed).toBe(2.5)
  })
})

describe("the view", () => {
  const view = fc
    .tuple(fc.nat(DURATION - 1_000), fc.integer({ min: 300, max: 20_000 }))
    .map(([from, length]): TimeView => panView({ fromMs: 0, toMs: length }, from, DURATION))
  const inside = ({ fromMs, toMs }: TimeView) => {
    expect(fromMs).toBeGreaterThanOrEqual(0)
    expect(toMs).toBeLessThanOrEqual(DURATION + 1e-6)
    expect(toMs - fromMs).toBeGreaterThan(0)
  }
  test("stays in the recording, whatever is asked of it", () => {
    fc.assert(
      fc.property(view, fc.nat(DURATION), fc.double({ min: 0.01, max: 100, noNaN: true }), (one, ms, factor) => {
        inside(zoomView(one, factor, ms, DURATION))
        inside(panView(one, ms - DURATION / 2, DURATION))
        inside(followView(one, ms, DURATION))
        inside(revealView(one, { startMs: ms, endMs: ms + 500 }, DURATION))
        inside(spanView({ startMs: ms, endMs: ms + 10 }, DURATION))
      }),
    )
  })
  test("zooms about the moment under the pointer", () => {
    const before = { fromMs: 10_000, toMs: 20_000 }
    const after = zoomView(before, 2, 12_000, DURATION)
    expect(xOf(after, 12_000, 1_000)).toBeCloseTo(xOf(before, 12_000, 1_000))
    expect(after.toMs - after.fromMs).toBe(5_000)
  })
  test("leafs to the page on which the sound is, and stays while it is there", () => {
    const page = { fromMs: 0, toMs: 10_000 }
    expect(followView(page, 9_999, DURATION)).toBe(page)
    expect(followView(page, 10_000, DURATION)).toEqual({ fromMs: 9_000, toMs: 19_000 })
    expect(followView(page, 59_999, DURATION)).toEqual({ fromMs: 50_000, toMs: 60_000 })
  })
  test("shows a segment whole where it fits, else where it begins", () => {
    const page = { fromMs: 0, toMs: 10_000 }
    expect(revealView(page, { startMs: 9_500, endMs: 11_000 }, DURATION)).toEqual({ fromMs: 8_500, toMs: 18_500 })
    expect(revealView(page, { startMs: 1_000, endMs: 2_000 }, DURATION)).toBe(page)
    expect(revealView(page, { startMs: 5_000, endMs: 40_000 }, DURATION)).toBe(page)
  })
  test("of a short recording is all of it", () => {
    expect(openingView(3_000)).toEqual({ fromMs: 0, toMs: 3_000 })
    expect(openingView(DURATION)).toEqual({ fromMs: 0, toMs: 20_000 })
    expect(wholeView(DURATION)).toEqual({ fromMs: 0, toMs: DURATION })
  })
  test("a pixel and its moment are the same place", () => {
    fc.assert(
      fc.property(view, fc.nat(1_400), (one, x) => {
        expect(xOf(one, msAt(one, x, 1_400), 1_400)).toBeCloseTo(x, 6)
      }),
    )
  })
  test("the ruler has numbers that are round and do not touch", () => {
    fc.assert(
      fc.property(view, (one) => {
        const { stepMs, marks } = rulerOf(one, 1_000)
        const numbers = marks.filter(({ isNumbered }) => isNumbered)
        for (const { ms } of numbers) expect(ms / stepMs).toBeCloseTo(Math.round(ms / stepMs), 9)
        for (const [i, { ms }] of numbers.entries())
          if (i > 0)
            expect(xOf(one, ms, 1_000) - xOf(one, numbers[i - 1]?.ms ?? 0, 1_000)).toBeGreaterThanOrEqual(80 - 1e-6)
        expect(marks.length).toBeLessThan(80)
      }),
    )
  })
})

/** A recording that is loud in these stretches and quiet elsewhere. */
function loudIn(durationMs: number, loud: readonly (readonly [number, number])[], noise = 2): Levels {
  const stepMs = 10
  const values = Uint8Array.from({ length: durationMs / stepMs }, (_, i) =>
    loud.some(([from, to]) => from <= i * stepMs && i * stepMs < to) ? 120 + ((i * 37) % 60) : (i * 7) % (noise + 1),
  )
  return { values, stepMs }
}

describe("speech between pauses", () => {
  const loud = [
    [1_000, 2_500],
    [2_700, 3_400],
    [5_000, 8_000],
    [9_900, 9_950],
  ] as const
  test("is found, with a little around it; a breath is no pause and a click no speech", () => {
    expect(findSpeech(loudIn(10_000, loud), 10_000)).toEqual([
      { startMs: 920, endMs: 3_480 },
      { startMs: 4_920, endMs: 8_080 },
    ])
  })
  test("is found in noise too, and nowhere in silence", () => {
    expect(findSpeech(loudIn(10_000, loud, 12), 10_000)).toHaveLength(2)
    expect(findSpeech(loudIn(10_000, [], 2), 10_000)).toEqual([])
    expect(findSpeech({ values: [], stepMs: 10 }, 0)).toEqual([])
  })
  test("of somebody who never pauses is cut where it is quietest, and no part is longer than the longest", () => {
    const spans = findSpeech(loudIn(40_000, [[0, 40_000]]), 40_000)
    expect(spans.length).toBeGreaterThanOrEqual(4)
    for (const { startMs, endMs } of spans) expect(endMs - startMs).toBeLessThanOrEqual(PAUSE_RULES.longestMs)
    expect([spans[0]?.startMs, spans.at(-1)?.endMs]).toEqual([0, 40_000])
  })
  test("lies in the recording, in order, none over another", () => {
    const stretch = fc.tuple(fc.nat(9_000), fc.integer({ min: 10, max: 3_000 })).map(([a, b]) => [a, a + b] as const)
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 6 }), fc.integer({ min: 0, max: 20 }), (stretches, noise) => {
        let last = 0
        for (const { startMs, endMs } of findSpeech(loudIn(10_000, stretches, noise), 10_000)) {
          expect(startMs).toBeGreaterThanOrEqual(last)
          expect(endMs).toBeGreaterThan(startMs)
          last = endMs
        }
        expect(last).toBeLessThanOrEqual(10_000)
      }),
    )
  })
})

test("peaks say how loud it is, and the list that is drawn from has a value for each column", () => {
  const peaks = {
    sampleRate: 1_000,
    levels: [
      { samples: 5, values: Int8Array.of(-10, 20, -127, 3, 0, 0) },
      { samples: 20, values: Int8Array.of(-127, 20) },
    ],
  }
  const levels = levelsOf(peaks)
  expect(levels.map(({ values, stepMs }) => [[...Array.from(values)], stepMs])).toEqual([
    [[40, 254, 0], 5],
    [[254], 20],
  ])
  expect(levelFor(levels, { fromMs: 0, toMs: 1_000 }, 10)).toBe(levels[1])
  expect(levelFor(levels, { fromMs: 0, toMs: 1_000 }, 100)).toBe(levels[0])
  expect(levelFor(levels, { fromMs: 0, toMs: 10 }, 100)).toBe(levels[0])
  expect(levelFor([], { fromMs: 0, toMs: 10 }, 100)).toBeNull()
})

test("a column is as loud as the loudest that it stands for, and nothing is known past what was read", () => {
  const levels = { values: [0, 255, 51, 0], stepMs: 10 }
  expect([...columnsOf(levels, { fromMs: 0, toMs: 40 }, 2)]).toEqual([1, Math.fround(0.2)])
  expect([...columnsOf(levels, { fromMs: 0, toMs: 80 }, 4)]).toEqual([1, Math.fround(0.2), Number.NaN, Number.NaN])
  // Closer than one level: each column shows the level it lies in.
  expect([...columnsOf(levels, { fromMs: 10, toMs: 20 }, 2)]).toEqual([1, 1])
})
