import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { LocalDraft } from "../drafts.ts"
import { answer, lease, submissionId } from "../testing/labelling.ts"
import * as saving from "./saving.ts"

const opened = (revision = 0, sentRevision = revision): LocalDraft => ({
  ...{ body: answer(1), revision, sentRevision, undos: [], redos: [] },
})
const submission = { ...lease(1), submissionId: submissionId(1), body: answer(1) } as NonNullable<
  LocalDraft["submission"]
>
/** Due at a moment: what begins. */
const due = (now: saving.Saving, atMs: number) => {
  const { keep, send } = saving.beginDue(now, atMs)
  return { keep, send }
}

describe("a draft", () => {
  test("that was opened is due only where the server lacks something", () => {
    expect(saving.nextDueMs(saving.openSaving(opened(3), 100))).toBeNull()
    const later = saving.openSaving(opened(3, 1), 100)
    expect([saving.nextDueMs(later), due(later, 899), due(later, 900)]).toEqual([
      900,
      { keep: false, send: false },
      { keep: false, send: true },
    ])
  })

  test("is written when the stroke is drawn, a large one when the hand rests", () => {
    const small = saving.edited(saving.openSaving(opened(), 0), 10, 50)
    const large = saving.edited(saving.openSaving(opened(), 0), 5_000, 50)
    expect([saving.nextDueMs(small), saving.nextDueMs(large)]).toEqual([51, 450])
    expect(due(saving.edited(large, 5_000, 400), 450).keep).toBe(false)
  })

  test("is due at once where somebody waits for it, and not again once it is here and there", () => {
    const soon = saving.saveSoon(saving.edited(saving.openSaving(opened(), 0), 1, 50), 50)
    expect(due(soon, 50)).toEqual({ keep: true, send: true })
    const begun = saving.beginDue(soon, 50).saving
    const done = saving.arrived(saving.kept(begun, 1, null), 1, 60)
    expect([saving.nextDueMs(done), saving.nextDueMs(saving.saveSoon(done, 70))]).toEqual([null, null])
  })

  test("that is over is never due", () => {
    const over = saving.stopSaving(saving.edited(saving.openSaving(opened(), 0), 1, 0))
    expect([saving.nextDueMs(over), due(over, 1e9)]).toEqual([null, { keep: false, send: false }])
  })

  test("waits longer after each try that fails, half a minute at most, and begins anew once one arrives", () => {
    let now = saving.edited(saving.openSaving(opened(), 0), 1, 0)
    const waits = Array.from({ length: 6 }, () => {
      now = saving.notArrived(now, true, 0)
      return now.sendAtMs
    })
    expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
    expect(saving.notArrived(saving.arrived(now, 0, 0), true, 0).sendAtMs).toBe(2_000)
    expect(saving.notArrived(now, false, 0).sendAtMs).toBeNull()
  })
})

describe("a submission", () => {
  test("is written again only where this computer does not have it", () => {
    const named = saving.withSubmission(saving.openSaving(opened(), 0), submission, 5)
    expect([named.submissionKept, saving.nextDueMs(named)]).toEqual([false, 5])
    const kept = saving.kept(saving.beginDue(named, 5).saving, 0, submission)
    expect([kept.submissionKept, saving.withSubmission(kept, submission, 9)]).toEqual([true, kept])
    const other = { ...submission, submissionId: submissionId(2) }
    expect(saving.withSubmission(kept, other, 9).submissionKept).toBe(false)
  })

  test("that was named while an earlier revision was written is not here yet", () => {
    const writing = saving.beginDue(saving.edited(saving.openSaving(opened(), 0), 1, 0), 1).saving
    const named = saving.withSubmission(writing, submission, 2)
    expect(saving.kept(named, 1, null).submissionKept).toBe(false)
  })

  test("of an earlier visit is known and here", () => {
    const again = saving.openSaving({ ...opened(1), submission }, 0)
    expect([again.submission, again.submissionKept]).toEqual([submission, true])
  })
})

describe("in any order of events", () => {
  const event = fc.constantFrom("edit", "begin", "kept", "notKept", "arrived", "lost", "older", "soon", "pause")
  const step = (now: saving.Saving, what: string, atMs: number): saving.Saving => {
    const { revision, sendingRevision } = now.state
    if (what === "edit") return saving.edited(now, 1, atMs)
    if (what === "begin") return saving.beginDue(now, atMs).saving
    if (what === "kept") return now.keeping ? saving.kept(now, revision, null) : now
    if (what === "notKept") return now.keeping ? saving.notKept(now) : now
    if (what === "arrived") return sendingRevision === null ? now : saving.arrived(now, sendingRevision, atMs)
    if (what === "lost") return sendingRevision === null ? now : saving.notArrived(now, true, atMs)
    if (what === "older") return sendingRevision === null ? now : saving.wasOlder(now, revision + 2, atMs)
    if (what === "soon") return saving.saveSoon(now, atMs)
    return { ...now, paused: !now.paused }
  }

  test("what the server lacks is on its way or due, unless its answer is being sent", () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        let now = saving.openSaving(opened(), 0)
        events.forEach((what, n) => {
          const before = now.state.revision
          now = step(now, what, n * 300)
          expect(now.state.revision).toBeGreaterThanOrEqual(before)
          const { revision, sentRevision, sendingRevision } = now.state
          if (revision > sentRevision && !now.paused)
            expect(sendingRevision !== null || now.sendAtMs !== null).toBe(true)
        })
      }),
    )
  })
})
