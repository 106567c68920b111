import { describe, expect, test } from "vitest"
import { activeSpans } from "./activity.ts"
import { matchSegments } from "./errors.ts"
import { commonMs, joinSpans, type Segment, type SoundAnswer } from "./segments.ts"
import { mapSpeakers } from "./speakers.ts"

const span = (startMs: number, endMs: number) => ({ startMs, endMs })
const says = (startMs: number, endMs: number, speaker: string, text = ""): Segment => ({
  startMs,
  endMs,
  speaker,
  text,
})

describe("stretches of time", () => {
  test("those that overlap or touch are one", () => {
    expect(joinSpans([span(50, 80), span(0, 20), span(20, 30), span(60, 70)])).toEqual([span(0, 30), span(50, 80)])
  })

  test("what two lists share is counted once", () => {
    expect(commonMs([span(0, 100), span(200, 300)], [span(50, 250)])).toBe(100)
    expect(commonMs([], [span(0, 5)])).toBe(0)
  })

  test("somebody speaks when more than half say so, to the millisecond", () => {
    const heard = [
      { spans: [span(0, 100)], weight: 1 },
      { spans: [span(10, 110)], weight: 1 },
      { spans: [span(20, 90)], weight: 1 },
    ]
    expect(activeSpans(heard, 3)).toEqual([span(10, 100)])
    // Half is not more than half; somebody who heard nothing counts too.
    expect(activeSpans(heard.slice(0, 2), 2)).toEqual([span(10, 100)])
    expect(activeSpans(heard.slice(0, 2), 4)).toEqual([])
  })

  test("one who ends when another begins does not make a gap", () => {
    const heard = [
      { spans: [span(0, 50)], weight: 1 },
      { spans: [span(50, 100)], weight: 1 },
      { spans: [span(0, 100)], weight: 1 },
    ]
    expect(activeSpans(heard, 3)).toEqual([span(0, 100)])
  })
})

describe("speakers of several people", () => {
  const answer = (person: string, ...segments: Segment[]): SoundAnswer => ({ person, segments })
  const a = answer("a", says(0, 100, "Host"), says(200, 300, "Guest"))
  const b = answer("b", says(10, 110, "2"), says(190, 300, "1"))

  test("are matched by the time they speak together, whatever they are called", () => {
    const { lanes, laneOf } = mapSpeakers([a, b])
    expect(lanes).toBe(2)
    expect(laneOf.map((own) => Object.fromEntries(own))).toEqual([
      { Host: 0, Guest: 1 },
      { "2": 0, "1": 1 },
    ])
  })

  test("one whom nobody else has gets a lane of their own", () => {
    const { lanes, laneOf } = mapSpeakers([a, b, answer("c", says(400, 500, "Child"))])
    expect(lanes).toBe(3)
    expect(laneOf[2]?.get("Child")).toBe(2)
  })

  test("one person's two names stay two, also where they speak over each other", () => {
    const { laneOf } = mapSpeakers([answer("a", says(0, 100, "x"), says(20, 100, "y")), answer("b", says(0, 100, "z"))])
    expect(laneOf[0]?.get("x")).not.toBe(laneOf[0]?.get("y"))
    expect(laneOf[1]?.get("z")).toBe(laneOf[0]?.get("x"))
  })

  test("nobody who speaks: no lanes", () => {
    expect(mapSpeakers([answer("a"), answer("b")])).toEqual({ lanes: 0, laneOf: [new Map(), new Map()] })
  })
})

describe("segments of two lists", () => {
  test("are matched in order, and only where they share enough", () => {
    const a = [span(0, 100), span(200, 300), span(400, 500)]
    const b = [span(10, 110), span(290, 390), span(405, 500)]
    expect(matchSegments(a, b)).toEqual([
      [span(0, 100), span(10, 110)],
      [span(400, 500), span(405, 500)],
    ])
  })

  test("one against two takes the one that fits better", () => {
    expect(matchSegments([span(0, 100)], [span(0, 35), span(35, 100)])).toEqual([[span(0, 100), span(35, 100)]])
  })
})
