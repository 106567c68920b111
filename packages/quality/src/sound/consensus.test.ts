import { describe, expect, test } from "vitest"
import { hearTogether } from "./consensus.ts"
import { soundErrors } from "./errors.ts"
import type { Segment } from "./segments.ts"

const says = (startMs: number, endMs: number, speaker: string, text: string): Segment => ({
  startMs,
  endMs,
  speaker,
  text,
})

/** What three people's segments of one recording come to. */
function together(...answers: readonly Segment[][]) {
  const heard = answers.map((segments, i) => ({ person: `p${i}`, segments }))
  const [first] = hearTogether([{ task: "r", answers: heard }]).recordings
  return first ?? expect.fail("no recording")
}

const short = (segments: readonly Segment[]) =>
  segments.map(({ startMs, endMs, speaker, text }) => `${startMs}-${endMs} ${speaker}: ${text}`)

describe("what people heard, put together", () => {
  test("edges at the median, words by votes, names as most call them", () => {
    const { segments, speakers } = together(
      [says(0, 1_000, "Ada", "good morning"), says(1_500, 2_500, "Bo", "hello there")],
      [says(40, 1_020, "Ada", "good morning"), says(1_480, 2_520, "Bo", "hello their")],
      [says(100, 1_100, "1", "good mourning"), says(1_520, 2_400, "2", "hello there")],
    )
    expect(segments.map(({ speaker, text }) => `${speaker}: ${text}`)).toEqual(["Ada: good morning", "Bo: hello there"])
    const edges = segments.flatMap(({ startMs, endMs }) => [startMs, endMs])
    // A little off the medians 40, 1020, 1500, 2500: each one's habit is drawn towards none, not to none.
    for (const [i, median] of [40, 1_020, 1_500, 2_500].entries())
      expect(Math.abs((edges[i] ?? 0) - median)).toBeLessThan(6)
    expect(speakers.filter(({ person }) => person === "p2")).toEqual([
      { person: "p2", name: "1", as: "Ada" },
      { person: "p2", name: "2", as: "Bo" },
    ])
    expect(segments[0]?.people).toEqual(["p0", "p1", "p2"])
  })

  test("what one alone has is not there, and what one alone missed is", () => {
    const one = says(0, 1_000, "A", "yes")
    const other = says(2_000, 3_000, "B", "no")
    expect(short(together([one, other], [one], [one]).segments)).toEqual(["0-1000 A: yes"])
    expect(short(together([one, other], [one, other], [one]).segments)).toEqual(["0-1000 A: yes", "2000-3000 B: no"])
  })

  test("nobody speaking is an answer", () => {
    const one = says(0, 1_000, "A", "yes")
    expect(together([], [], [one]).segments).toEqual([])
    expect(together([], [], []).segments).toEqual([])
    expect(short(together([one], [], [one]).segments)).toEqual(["0-1000 A: yes"])
  })

  test("a border that most have cuts the words where it fell for them", () => {
    const whole = [says(0, 2_000, "A", "the first part. the second part")]
    const cut = [says(0, 1_000, "A", "the first part."), says(1_000, 2_000, "A", "the second part")]
    expect(short(together(cut, cut, whole).segments)).toEqual([
      "0-1000 A: the first part.",
      "1000-2000 A: the second part",
    ])
    expect(short(together(cut, whole, whole).segments)).toEqual(["0-2000 A: the first part. the second part"])
  })

  test("two who speak at once are two", () => {
    const both = [says(0, 2_000, "A", "so I said"), says(1_200, 3_000, "B", "no you did not")]
    expect(short(together(both, both, both).segments)).toEqual(["0-2000 A: so I said", "1200-3000 B: no you did not"])
  })

  test("one who takes both for one speaker loses against two who do not", () => {
    const two = [says(0, 1_000, "A", "yes"), says(1_500, 2_500, "B", "no")]
    const single = [says(0, 1_000, "A", "yes"), says(1_500, 2_500, "A", "no")]
    expect(short(together(two, single, two).segments)).toEqual(["0-1000 A: yes", "1500-2500 B: no"])
  })

  test("two people: what both have, and the first word of neither is lost", () => {
    const { segments } = together([says(0, 1_000, "A", "yes please")], [says(100, 1_100, "A", "yes please")])
    expect(short(segments)).toEqual(["50-1050 A: yes please"])
  })

  test("people who speak without names keep none; lanes that share a name get one each", () => {
    const plain = [says(0, 1_000, "", "yes")]
    expect(short(together(plain, plain, plain).segments)).toEqual(["0-1000 : yes"])
    const [a, b] = [says(0, 1_000, "x", "yes"), says(0, 900, "y", "no")]
    const names = together([a, b], [a, b], [a, b]).segments.map(({ speaker }) => speaker)
    expect(new Set(names).size).toBe(2)
  })
})

describe("errors against what is true", () => {
  const truth = [says(0, 2_000, "A", "one two three four"), says(3_000, 5_000, "B", "five six")]

  test("a perfect answer under other names has none", () => {
    const renamed = truth.map((one) => ({ ...one, speaker: `the ${one.speaker}` }))
    expect(soundErrors([{ reference: truth, answer: renamed }])).toMatchObject({
      boundaries: { count: 4, meanMs: 0, p95Ms: 0 },
      missed: 0,
      extra: 0,
      wer: { micro: 0 },
      cpWer: 0,
      der: 0,
    })
  })

  test("each kind of error counts where it belongs", () => {
    const answer = [says(100, 2_000, "A", "one too three four"), says(7_000, 8_000, "A", "six")]
    const errors = soundErrors([{ reference: truth, answer }])
    expect(errors).toMatchObject({ boundaries: { count: 2, meanMs: 50, p95Ms: 100 }, missed: 1, extra: 1 })
    expect(errors.wer.micro).toBeCloseTo(2 / 6)
    // Two seconds of B missed less their collars, and one second added, over the 3,000 ms that count.
    expect(errors.der).toBeCloseTo((1_500 + 1_000) / 3_000)
  })

  test("words with the wrong speaker are wrong for cpWER alone", () => {
    const answer = truth.map((one) => ({ ...one, speaker: "A" }))
    const { wer, cpWer } = soundErrors([{ reference: truth, answer }])
    expect([wer.micro, cpWer]).toEqual([0, (2 + 2) / 6])
  })

  test("nothing said and nothing heard is no error", () => {
    expect(soundErrors([{ reference: [], answer: [] }])).toMatchObject({ der: null, cpWer: null, missed: 0, extra: 0 })
  })
})
