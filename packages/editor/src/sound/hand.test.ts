import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { CHANGE_KEYS } from "../changes.ts"
import { bodyOf } from "../document.ts"
import { commit, historyOf, redo, undo } from "../history.ts"
import { act, heard, linesOf, recordingOf, segmentId, speech } from "../testing/recording.ts"
import { handOf, type SoundAct, type SoundHand, stepSound } from "./hand.ts"
import { type Border, segmentsOf } from "./segments.ts"

const DURATION = 10_000
const talk = recordingOf(
  heard("a", 0, 1_000, { text: "good morning" }),
  heard("b", 1_000, 2_500, { text: "and the women" }),
  heard("c", 2_000, 4_000, { speaker: "2", text: "of course" }),
  heard("d", 5_000, 6_000, { text: "thirty-one" }),
)

const ms = fc.integer({ min: -500, max: DURATION + 500 })
const border = fc.constantFrom<Border>("start", "end")
const anyAct = (n: number): fc.Arbitrary<SoundAct> =>
  fc.oneof(
    fc.record({ act: fc.constant("draw" as const), id: fc.constant(segmentId(`n${n}`)), startMs: ms, endMs: ms }),
    fc.record({ act: fc.constant("beginOrEnd" as const), id: fc.constant(segmentId(`m${n}`)), nowMs: ms }),
    fc.record({
      ...{ act: fc.constant("split" as const), newId: fc.constant(segmentId(`s${n}`)), nowMs: ms },
      caret: fc.option(fc.integer({ min: 0, max: 12 })),
    }),
    fc.constantFrom<SoundAct>({ act: "join" }, { act: "delete" }, { act: "otherBorder" }),
    fc.record({ act: fc.constant("nudge" as const), byMs: fc.constantFrom(-100, -10, 10, 100) }),
    fc.record({ act: fc.constant("setBorder" as const), border, toMs: ms }),
    fc.record({ act: fc.constant("speakerDigit" as const), digit: fc.integer({ min: 1, max: 4 }) }),
    fc.record({
      act: fc.constant("rename" as const),
      from: fc.constantFrom("1", "2"),
      to: fc.constantFrom("Ann", "2"),
    }),
  )
const acts = fc
  .array(fc.tuple(fc.nat(), fc.nat(5)), { maxLength: 25 })
  .chain((steps) => fc.tuple(...steps.map(([, pick], n) => fc.tuple(anyAct(n), fc.constant(pick)))))

test("whatever is done: segments lie in the recording, have some length, and none lies over another of its speaker", () => {
  fc.assert(
    fc.property(acts, (steps) => {
      let history = historyOf(talk)
      let hand: SoundHand = handOf(talk)
      for (const [what, pick] of steps) {
        const segments = segmentsOf(history.document)
        const selected = segments[pick % Math.max(1, segments.length)]?.id ?? null
        const context = { document: history.document, selected, label: speech, durationMs: DURATION }
        const step = stepSound(hand, context, what)
        hand = step.hand
        if (step.change) {
          expect(step.refused).toBeUndefined()
          expect(CHANGE_KEYS).toContain(step.change.label.key)
          history = commit(history, step.change)
        }
        const after = segmentsOf(history.document)
        for (const { startMs, endMs } of after) {
          expect(startMs).toBeGreaterThanOrEqual(0)
          expect(endMs).toBeLessThanOrEqual(DURATION)
          expect(endMs - startMs).toBeGreaterThanOrEqual(10)
          expect(Number.isInteger(startMs) && Number.isInteger(endMs)).toBe(true)
        }
        for (const speaker of new Set(after.map((one) => one.speaker))) {
          const lane = after.filter((one) => one.speaker === speaker)
          for (const [i, one] of lane.entries()) expect(one.startMs).toBeGreaterThanOrEqual(lane[i - 1]?.endMs ?? 0)
        }
        // Every speaker who is heard has a place among the digits, and what is heard has all its words.
        expect(after.every(({ speaker }) => hand.speakers.includes(speaker))).toBe(true)
        expect(history.document.order.length).toBe(history.document.regions.size)
      }
      const last = bodyOf(history.document)
      let back = history
      while (back.undos.length > 0) back = undo(back)
      expect(bodyOf(back.document)).toEqual(bodyOf(talk))
      while (back.redos.length > 0) back = redo(back)
      expect(bodyOf(back.document)).toEqual(last)
    }),
  )
})

describe("a segment while it plays", () => {
  test("begins with one press and ends with the next, and is selected", () => {
    const begun = act(talk, null, { act: "beginOrEnd", id: segmentId("x"), nowMs: 7_000 })
    expect(begun).toMatchObject({ change: null, hand: { beganMs: 7_000 } })
    const ended = act(talk, null, { act: "beginOrEnd", id: segmentId("x"), nowMs: 8_200 }, begun.hand)
    expect(ended).toMatchObject({ select: "x", hand: { beganMs: null } })
    expect(linesOf(ended.document)).toContain("x 1 7000-8200")
  })
  test("is given up without a trace", () => {
    const begun = act(talk, null, { act: "beginOrEnd", id: segmentId("x"), nowMs: 7_000 })
    expect(act(talk, null, { act: "giveUp" }, begun.hand)).toMatchObject({ change: null, hand: { beganMs: null } })
  })
  test("takes only what its speaker has free, and says where that is nothing", () => {
    const over = act(talk, null, { act: "draw", id: segmentId("x"), startMs: 2_000, endMs: 5_500 })
    expect(linesOf(over.document)).toContain("x 1 2500-5000")
    const none = act(talk, null, { act: "draw", id: segmentId("x"), startMs: 100, endMs: 900 })
    expect(none).toMatchObject({ change: null, refused: "no_room" })
    expect(none.select).toBeUndefined()
  })
  test("may lie over what somebody else says", () => {
    const second = { ...handOf(talk), speaker: "2" }
    const drawn = act(talk, null, { act: "draw", id: segmentId("x"), startMs: 100, endMs: 900 }, second)
    expect(linesOf(drawn.document)).toContain("x 2 100-900")
  })
  test("needs a label", () => {
    const context = { document: talk, selected: null, label: null, durationMs: DURATION }
    const step = stepSound(handOf(talk), context, { act: "draw", id: segmentId("x"), startMs: 8_000, endMs: 9_000 })
    expect(step).toMatchObject({ change: null, refused: "no_label" })
  })
})

describe("borders", () => {
  test("that touch move together, and neither is pushed over its own other end", () => {
    const moved = act(talk, "a", { act: "setBorder", border: "end", toMs: 1_300 })
    expect(linesOf(moved.document).slice(0, 2)).toEqual(["a 1 0-1300 good morning", "b 1 1300-2500 and the women"])
    const far = act(talk, "a", { act: "setBorder", border: "end", toMs: 9_000 })
    expect(linesOf(far.document)).toEqual(
      expect.arrayContaining(["a 1 0-2490 good morning", "b 1 2490-2500 and the women"]),
    )
  })
  test("stop at the next segment of their speaker and at the end of the recording", () => {
    expect(linesOf(act(talk, "b", { act: "setBorder", border: "end", toMs: 9_000 }).document)).toContain(
      "b 1 1000-5000 and the women",
    )
    expect(linesOf(act(talk, "d", { act: "setBorder", border: "end", toMs: 99_000 }).document)).toContain(
      "d 1 5000-10000 thirty-one",
    )
  })
  test("are moved by arrows, the one in hand", () => {
    const hand = handOf(talk)
    expect(linesOf(act(talk, "d", { act: "nudge", byMs: -100 }, hand).document)).toContain("d 1 5000-5900 thirty-one")
    const other = act(talk, "d", { act: "otherBorder" }, hand).hand
    expect(other.border).toBe("start")
    expect(linesOf(act(talk, "d", { act: "nudge", byMs: 10 }, other).document)).toContain("d 1 5010-6000 thirty-one")
  })
  test("are not put on the wrong side of the other one", () => {
    expect(act(talk, "d", { act: "setBorder", border: "start", toMs: 6_500 })).toMatchObject({
      change: null,
      refused: "outside",
    })
    expect(act(talk, "d", { act: "setBorder", border: "end", toMs: 4_000 })).toMatchObject({ refused: "outside" })
  })
  test("that are dragged take their segment in hand", () => {
    const dragged = act(talk, "a", { act: "drag", id: segmentId("d"), border: "start", toMs: 4_800 })
    expect(dragged).toMatchObject({ select: "d", hand: { border: "start" } })
    expect(linesOf(dragged.document)).toContain("d 1 4800-6000 thirty-one")
  })
})

describe("speakers", () => {
  test("have digits by when they are first heard; the digit behind the last is somebody new", () => {
    const given = act(talk, "d", { act: "speakerDigit", digit: 3 })
    expect(given.hand).toMatchObject({ speakers: ["1", "2", "3"], speaker: "3" })
    expect(linesOf(given.document)).toContain("d 3 5000-6000 thirty-one")
    expect(act(talk, "d", { act: "speakerDigit", digit: 5 })).toMatchObject({ change: null })
  })
  test("keep their digits when nobody says anything of them any more", () => {
    const given = act(talk, "c", { act: "speakerDigit", digit: 3 })
    expect(given.hand.speakers).toEqual(["1", "2", "3"])
    const next = act(given.document, "c", { act: "otherBorder" }, given.hand)
    expect(next.hand.speakers).toEqual(["1", "2", "3"])
  })
  test("do not say two things at once", () => {
    expect(act(talk, "c", { act: "speakerDigit", digit: 1 })).toMatchObject({ change: null, refused: "speaks_already" })
  })
  test("are called otherwise in all that they say, and nobody gets somebody else's name", () => {
    const named = act(talk, null, { act: "rename", from: "1", to: " Interviewer " })
    expect(named.hand).toMatchObject({ speakers: ["Interviewer", "2"], speaker: "Interviewer" })
    expect(linesOf(named.document).filter((line) => line.includes("Interviewer"))).toHaveLength(3)
    expect(act(talk, null, { act: "rename", from: "1", to: "2" })).toMatchObject({ refused: "name_taken" })
    expect(act(talk, null, { act: "rename", from: "1", to: " " })).toMatchObject({ change: null })
  })
  test("who say nothing yet can be named before they do", () => {
    const third = act(talk, null, { act: "speakerDigit", digit: 3 })
    const named = act(talk, null, { act: "rename", from: "3", to: "Ann" }, third.hand)
    expect(named).toMatchObject({ change: null, hand: { speakers: ["1", "2", "Ann"], speaker: "Ann" } })
  })
})

describe("a segment that is deleted", () => {
  test("gives the hand to the next one, at the end to the one before", () => {
    expect(act(talk, "a", { act: "delete" })).toMatchObject({ select: "b" })
    expect(act(talk, "d", { act: "delete" })).toMatchObject({ select: "c" })
    expect(act(recordingOf(heard("a", 0, 10)), "a", { act: "delete" })).toMatchObject({ select: null })
    expect(act(talk, null, { act: "delete" })).toMatchObject({ change: null })
  })
})
