import { describe, expect, test } from "vitest"
import { Timeline } from "./timeline.ts"

const RATE = 8_000
/** So many samples of one channel with one value, from a sample on. */
const part = (length: number, value: number, at: number | null, sampleRate = RATE) => ({
  ...{ channelData: [new Float32Array(length).fill(value)], sampleRate, at },
})

function played(timeline: Timeline, parts: readonly (ReturnType<typeof part> | "lost")[]): number[] {
  const heard: number[] = []
  const put = (pieces: Iterable<readonly Float32Array[]>) => {
    for (const [first] of pieces) heard.push(...(first ?? []))
  }
  for (const one of parts) {
    if (one === "lost") timeline.lose()
    else put(timeline.put(one))
  }
  put(timeline.end())
  return heard
}

const begun = (expected: number | null = null, channels = 1) =>
  new Timeline({ sampleRate: RATE, channels, unit: 1 / RATE, expected })

describe("what is decoded lies at its time", () => {
  test("from where it begins, whatever the file calls that moment", () => {
    const timeline = begun()
    expect(played(timeline, [part(2, 1, 500), part(2, 2, 502)])).toEqual([1, 1, 2, 2])
    expect(timeline.isCutOff()).toBe(false)
  })

  test("with silence for a packet that was lost", () => {
    const timeline = begun()
    expect(played(timeline, [part(2, 1, 0), "lost", part(2, 3, 4)])).toEqual([1, 1, 0, 0, 3, 3])
    expect(timeline.isCutOff()).toBe(true)
  })

  test("without silence where the clock of a recorder goes unevenly", () => {
    const timeline = begun()
    expect(played(timeline, [part(2, 1, 0), part(2, 2, 102), part(2, 3, 90)])).toEqual([1, 1, 2, 2, 3, 3])
    expect(timeline.isCutOff()).toBe(false)
  })

  test("with silence where its times leave a gap, unless that is longer than any pause", () => {
    const timeline = begun()
    const heard = played(timeline, [part(1, 1, 0), part(1, 2, RATE), part(1, 3, 700 * RATE)])
    expect([heard.length, heard[RATE], heard[RATE + 1]]).toEqual([RATE + 2, 2, 3])
    expect(timeline.isCutOff()).toBe(true)
  })

  test("up to the end that the file names, where the last packet holds more", () => {
    const timeline = begun(5)
    expect(played(timeline, [part(3, 1, 0), part(3, 2, 3)])).toEqual([1, 1, 1, 2, 2])
    expect(timeline.isCutOff()).toBe(false)
    expect(played(begun(1), [part(3, 1, 0), part(3, 2, 3)])).toHaveLength(6)
  })

  test("and what ends long before is said to be cut off", () => {
    const timeline = begun(RATE)
    expect(played(timeline, [part(3, 1, 0)])).toHaveLength(3)
    expect(timeline.isCutOff()).toBe(true)
  })

  test("with both channels where only one came, and nothing at another rate", () => {
    const timeline = begun(null, 2)
    const [both] = [...timeline.put(part(2, 1, 0)), ...timeline.put(part(2, 9, 2, 44_100)), ...timeline.end()]
    expect(both?.map((channel) => [...channel])).toEqual([
      [1, 1],
      [1, 1],
    ])
    expect(timeline.isCutOff()).toBe(true)
  })
})
