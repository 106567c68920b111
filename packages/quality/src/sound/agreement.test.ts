import { describe, expect, test } from "vitest"
import { type LabelledSegment, soundAgreement } from "./agreement.ts"

const said = (startMs: number, endMs: number, speaker: string, text: string, label?: string): LabelledSegment => ({
  ...{ startMs, endMs, speaker, text },
  ...(label !== undefined && { label }),
})
const ana = [said(0, 1_000, "1", "good morning"), said(1_200, 2_000, "2", "and the women")]

describe("how far two people hear the same", () => {
  test("all of it, whatever they call the speakers", () => {
    const ben = ana.map((one) => ({ ...one, speaker: one.speaker === "1" ? "b" : "a" }))
    const found = soundAgreement([
      {
        task: "t",
        answers: [
          { person: "ana", segments: ana },
          { person: "ben", segments: ben },
        ],
      },
    ])
    expect(found).toMatchObject({ pairs: 1, f1: 1, edges: { meanMs: 0, p95Ms: 0 }, wer: 0, cer: 0, byLabel: [] })
    expect(found.byPair).toMatchObject([{ first: "ana", second: "ben", pairs: 1 }])
  })

  test("ends, words and segments that only one has, in whichever order they come", () => {
    const ben = [
      said(60, 1_000, "1", "good mourning"),
      said(1_200, 2_020, "2", "and the women"),
      said(5_000, 6_000, "1", "yes"),
    ]
    const of = (...answers: { person: string; segments: LabelledSegment[] }[]) =>
      soundAgreement([{ task: "t", answers }])
    const found = of({ person: "ana", segments: ana }, { person: "ben", segments: ben })
    expect(found.f1).toBeCloseTo(4 / 5, 9)
    expect(found.edges.meanMs).toBeCloseTo(20, 9)
    // Five words and six: one other, one more.
    expect(found.wer).toBeCloseTo(2 / 5.5, 9)
    expect(of({ person: "ben", segments: ben }, { person: "ana", segments: ana })).toEqual(found)
  })

  test("by label, where segments have labels", () => {
    const one = [said(0, 1_000, "", "a", "speech"), said(2_000, 3_000, "", "", "music")]
    const other = [said(0, 1_000, "", "a", "speech"), said(2_000, 3_000, "", "", "noise")]
    const { byLabel } = soundAgreement([
      {
        task: "t",
        answers: [
          { person: "a", segments: one },
          { person: "b", segments: other },
        ],
      },
    ])
    expect(byLabel.map(({ label, f1, segments }) => [label, f1, segments])).toEqual([
      ["music", 0, 1],
      ["noise", 0, 1],
      ["speech", 1, 2],
    ])
  })

  test("nobody speaks, say both: they agree; one person alone says nothing", () => {
    const silent = (person: string) => ({ person, segments: [] })
    expect(soundAgreement([{ task: "t", answers: [silent("a"), silent("b")] }])).toMatchObject({ f1: 1, wer: null })
    expect(soundAgreement([{ task: "t", answers: [silent("a")] }])).toMatchObject({ pairs: 0, f1: null })
  })
})
