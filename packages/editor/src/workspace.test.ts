import type { Lease, NoTask } from "@justesse/types/wire/work"
import type { SentTask } from "@justesse/types/wire/work/history"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { LocalDraft } from "./drafts.ts"
import { answer, draw, failure, guide, lease, regionId, submissionId, taskId, Visit } from "./testing/labelling.ts"
import { draftNow, mustDecide } from "./workspace/answers.ts"
import { countReady, type Labelling } from "./workspace/labelling.ts"
import { isStrokeKept, savingStatus } from "./workspace/saving.ts"

const kept = (boxes: number, revision: number, sentRevision: number, more: Partial<LocalDraft> = {}): LocalDraft => ({
  ...{ body: answer(boxes), revision, sentRevision, undos: [], redos: [] },
  ...more,
})
const sent = (n: number, more: Partial<SentTask> = {}) =>
  ({
    ...{ assignmentId: taskId(n), kind: "boxes", size: { width: 500, height: 400 }, body: answer(2), sentAtMs: 1 },
    ...{ state: "sent", revisable: true, media: lease(n).media, ontologyVersion: 1, guidelineVersion: 1 },
    ...more,
  }) as SentTask // what the rules read of it
const status = ({ workspace }: Visit) => savingStatus(workspace.task)
const readOnly = ({ workspace }: Visit) => workspace.task?.editing.readOnly ?? null
const submit = (visit: Visit, n: number) => visit.dispatch({ type: "submit", submissionId: submissionId(n) })
const sentIds = (visit: Visit) =>
  visit.asked.flatMap((one) => (one.type === "submit" ? [one.submission.submissionId] : []))

describe("opening", () => {
  test("takes the first lease in hand, shows it, locks it and makes the next ones ready", () => {
    const visit = new Visit().dispatch({ type: "began", assignment: null })
    expect(visit.next("begin")).toEqual({ type: "begin", assignment: null })
    visit.hold(1)
    expect([visit.inHand, visit.workspace.ahead.map((one) => one.assignmentId)]).toEqual([
      taskId(1),
      [taskId(2), taskId(3)],
    ])
    expect(visit.log.slice(-4)).toEqual(["show", "setAddress", "lock", "prepareAhead"])
  })

  test("without a lease says why; conditions come before work", () => {
    const none = { reason: "all_leased" as const, pausedReason: "" }
    expect(new Visit().dispatch({ type: "leased", held: { leases: [], none } }).workspace.state).toBe("none")
    const asked = new Visit().dispatch({
      type: "leased",
      held: { leases: [], none: { ...none, reason: "conditions" } },
    })
    expect(asked.log).toEqual(["setAddress", "fetchConditions"])
  })

  test("goes on with the draft of this computer where it is newer, and sends it; else with the server's", () => {
    const visit = new Visit().hold(1, kept(3, 4, 2), { body: answer(2), draftRevision: 2 })
    expect([visit.boxes, status(visit)]).toEqual([3, "saving"])
    visit.wait(900).arrived()
    expect([visit.count("saveDraft"), status(visit)]).toEqual([1, "saved"])
    expect(new Visit().hold(1, kept(1, 1, 1), { body: answer(2), draftRevision: 2 }).boxes).toBe(2)
  })

  test("labels used in the task before are those used lately in the next one", () => {
    const visit = new Visit().hold(1)
    const [label] = visit.workspace.task?.editing.ontology.labels ?? []
    if (label) visit.edit({ act: "chooseLabel", label })
    visit.dispatch({ type: "prepared", lease: lease(2), guide, kept: null, steal: false })
    expect([visit.inHand, visit.workspace.task?.editing.recent]).toEqual([taskId(2), [label?.id]])
  })

  test("a newer guideline is said until it is read, and never for the first task", () => {
    const visit = new Visit().hold(1)
    expect(visit.workspace.guidelineNew).toBe(false)
    visit.dispatch({
      type: "prepared",
      lease: lease(2),
      guide: { ...guide, guidelineVersion: 2 },
      kept: null,
      steal: false,
    })
    expect(visit.workspace.guidelineNew).toBe(true)
    expect(visit.dispatch({ type: "seenGuideline" }).workspace.guidelineNew).toBe(false)
  })
})

describe("a draft", () => {
  test("is kept here at once and sent when the hand rests, several strokes in one call", () => {
    const visit = new Visit().hold(1).edit(draw(0)).wait(1).kept().edit(draw(1)).wait(1).kept()
    expect([visit.count("keepDraft"), visit.count("saveDraft"), status(visit)]).toEqual([2, 0, "saving"])
    visit.wait(800).arrived()
    expect([visit.count("saveDraft"), status(visit)]).toEqual([1, "saved"])
  })

  test("is written one at a time; what comes meanwhile is written after it", () => {
    const visit = new Visit().hold(1).edit(draw(0)).wait(1).edit(draw(1)).wait(5)
    expect(visit.count("keepDraft")).toBe(1)
    const of = visit.next("keepDraft")?.task.lease ?? lease(1)
    visit.dispatch({ type: "kept", of, revision: 1, submission: null })
    expect([visit.count("keepDraft"), visit.next("keepDraft")?.task.editing.document.order.length]).toEqual([2, 2])
  })

  test("is not saved while only an older stroke has arrived, and the newest goes after it", () => {
    const visit = new Visit().hold(1).edit(draw(0)).wait(801).edit(draw(1)).arrived()
    expect(status(visit)).toBe("saving")
    visit.wait(801).arrived()
    expect([visit.count("saveDraft"), status(visit)]).toEqual([2, "saved"])
  })

  test("that does not arrive is kept here and goes again after a while that doubles, or at once with the network", () => {
    const visit = new Visit().hold(1).edit(draw(0)).wait(1)
    expect([isStrokeKept(visit.workspace.task), isStrokeKept(null)]).toEqual([false, true])
    visit.kept().wait(799)
    expect(isStrokeKept(visit.workspace.task)).toBe(true)
    const fail = () => {
      const of = visit.next("saveDraft")?.task.lease
      if (of) visit.dispatch({ type: "draftFailed", of, failure: failure("offline") })
      return of !== undefined
    }
    expect([fail(), status(visit)]).toEqual([true, "kept_here"])
    expect([
      visit.wait(1_999) && fail(),
      visit.wait(1) && fail(),
      visit.wait(3_999) && fail(),
      visit.wait(1) && fail(),
    ]).toEqual([...[false, true], ...[false, true]])
    visit.dispatch({ type: "wentOnline" }).arrived()
    expect(status(visit)).toBe("saved")
  })

  test("rises above a later one of another window, and nothing drawn here is lost", () => {
    const visit = new Visit().hold(1).edit(draw(0)).wait(800)
    const asked = visit.next("saveDraft")
    visit.dispatch({ type: "draftFailed", of: lease(1), failure: failure("draft_is_older", { revision: 7 }) })
    const again = visit.next("saveDraft")
    expect([asked?.task.saving.state.revision, again?.task.saving.state.revision]).toEqual([1, 8])
  })

  test("of an own answer that arrived, though nobody heard of it, is no trouble; of another page's it is said", () => {
    const own = { ...lease(1), submissionId: submissionId(7), body: answer(2) } as LocalDraft["submission"] & object
    const draftOf = (submission: Partial<LocalDraft>) => {
      const visit = new Visit()
        .hold(1, kept(2, 1, 1, submission))
        .edit(draw(0))
        .wait(1)
        .kept()
        .wait(799)
      visit.dispatch({ type: "draftFailed", of: lease(1), failure: failure("already_submitted") }).wait(60_000)
      return [visit.count("saveDraft"), visit.workspace.failure?.code, status(visit), readOnly(visit)]
    }
    expect(draftOf({ submission: own })).toEqual([1, undefined, "kept_here", null])
    expect(draftOf({})).toEqual([1, "already_submitted", "kept_here", null])
  })

  test("that is refused as another window has the task makes it read only, and asks nobody again", () => {
    const visit = new Visit().hold(1).edit(draw(0)).wait(800)
    visit.dispatch({ type: "draftFailed", of: lease(1), failure: failure("taken_over") }).wait(60_000)
    expect([readOnly(visit), visit.count("saveDraft"), visit.edit(draw(1)).boxes]).toEqual(["taken_over", 1, 1])
  })

  test("of an earlier lease says nothing about the task that was taken over since", () => {
    const visit = new Visit().hold(1).edit(draw(0)).wait(800)
    visit
      .dispatch({ type: "takeOver" })
      .dispatch({ type: "reopened", lease: lease(1, { fence: 2 }) })
      .prepared(kept(1, 1, 0))
    visit.dispatch({ type: "draftFailed", of: lease(1), failure: failure("taken_over") })
    expect(readOnly(visit)).toBeNull()
  })

  test("is looked at and selected without being saved", () => {
    const visit = new Visit().hold(1, kept(2, 1, 1))
    for (const act of ["nextPart", "leaveText", "undo", "check"] as const) visit.edit({ act })
    visit.edit({ act: "select", id: regionId(0) }).edit({ act: "hide", ids: [regionId(0)], on: true })
    expect([
      visit.wait(5_000).count("keepDraft"),
      visit.edit({ act: "nudge", dx: 1, dy: 0 }).wait(5).count("keepDraft"),
    ]).toEqual([0, 1])
  })
})

describe("sending", () => {
  test("names its id to this computer before it goes out, waits for the draft on its way, and goes out once", () => {
    const visit = new Visit().hold(1).edit(draw(0)).wait(800)
    submit(submit(visit, 1), 2)
    expect(visit.next("keepDraft")).not.toBeNull()
    expect([visit.count("submit"), visit.next("keepDraft")]).toEqual([0, null])
    visit.dispatch({ type: "kept", of: lease(1), revision: 1, submission: null }).wait(0)
    const asked = visit.next("keepDraft")
    expect([asked?.task.saving.submission?.submissionId, visit.count("submit")]).toEqual([submissionId(1), 0])
    visit.dispatch({ type: "kept", of: lease(1), revision: 1, submission: asked?.task.saving.submission ?? null })
    expect(visit.count("submit")).toBe(0)
    visit.arrived()
    expect([sentIds(visit), visit.wait(60_000).count("saveDraft")]).toEqual([[submissionId(1)], 1])
  })

  test('goes out only of a picture that was there: none that failed, and no "nothing here" of one on its way (C-09)', () => {
    const sendable = (picture: Labelling["picture"], isEmpty: boolean) => {
      const visit = isEmpty ? new Visit().hold(1) : new Visit().hold(1).edit(draw(0))
      submit(visit.dispatch({ type: "picture", picture }), 1)
        .wait(5)
        .kept()
      return visit.workspace.leaving !== null
    }
    const states = ["loading", "ready", "failed", "damaged"] as const
    expect(states.map((picture) => sendable(picture, false))).toEqual([true, true, false, false])
    expect(states.map((picture) => sendable(picture, true))).toEqual([false, true, false, false])
  })

  test("goes out when this computer has its id, and nothing of the draft follows it", () => {
    const visit = submit(new Visit().hold(1), 1)
    expect(visit.count("submit")).toBe(0)
    expect(visit.kept().count("submit")).toBe(1)
    visit.edit(draw(0)).wait(60_000)
    expect(visit.count("saveDraft")).toBe(0)
  })

  test("that is stored lets nobody draw until the next task is there", () => {
    const visit = submit(new Visit().hold(1), 1).kept()
    visit.dispatch({ type: "goneOn", assignmentId: taskId(1), held: { leases: [lease(2)], none: null }, tryOut: null })
    visit.edit(draw(0)).wait(5_000)
    expect([visit.inHand, visit.boxes, visit.next("saveDraft")]).toEqual([taskId(1), 0, null])
  })

  test("goes out also where this browser keeps nothing", () => {
    const visit = submit(new Visit().hold(1, null, { body: answer(1) }), 1)
    visit.next("keepDraft")
    expect(visit.dispatch({ type: "notKept", of: lease(1) }).count("submit")).toBe(1)
  })

  test("goes on to the next task, leaves no draft behind, and can be taken back for ten seconds", () => {
    const visit = submit(new Visit().hold(1), 1).kept()
    visit.stored(2)
    expect([visit.inHand, visit.workspace.gone?.how, visit.next("forgetDraft")?.assignment]).toEqual([
      taskId(2),
      "sent",
      taskId(1),
    ])
    expect(visit.log).toContain("unlock")
    visit.wait(9_999)
    expect(visit.workspace.gone).not.toBeNull()
    visit.wait(1)
    expect(visit.workspace.gone).toBeNull()
  })

  test("again after the answer was lost is the same submission; another answer is another one", () => {
    const visit = submit(new Visit().hold(1), 1).kept()
    const lost = () => visit.dispatch({ type: "sendFailed", assignmentId: taskId(1), failure: failure("offline") })
    const first = visit.next("submit")?.submission
    lost()
    expect([visit.inHand, visit.workspace.failure?.code, visit.workspace.leaving]).toEqual([taskId(1), "offline", null])
    const second = submit(visit, 2).kept().next("submit")?.submission
    lost()
    const third = submit(visit.edit(draw(0)), 3)
      .kept()
      .arrived()
      .next("submit")?.submission
    expect([first?.submissionId, second, third?.submissionId]).toEqual([submissionId(1), first, submissionId(3)])
  })

  test("says how many proposals nobody looked at were left out, whoever proposed them", () => {
    const offered = answer(3).regions.map((region, n) => {
      const origin = { source: n === 1 ? ("lines" as const) : ("model" as const), score: null }
      return n === 0 ? region : { ...region, proposed: true as const, origin }
    })
    const visit = submit(new Visit().hold(1, null, { body: { regions: offered, nothingHere: false } }), 1).kept()
    expect(visit.next("submit")?.submission.proposals?.untouched).toBe(1)
    visit.dispatch({ type: "goneOn", assignmentId: taskId(1), held: { leases: [lease(2)], none: null }, tryOut: null })
    expect(visit.workspace.gone).toMatchObject({ how: "sent", leftOut: 2 })
  })

  test("says of proposals what is so now, also where the answer is the same as one that was refused", () => {
    const [own, offered] = answer(2).regions
    const body = { regions: own && offered ? [own, { ...offered, proposed: true as const }] : [], nothingHere: false }
    const visit = submit(new Visit().hold(1, null, { body }), 1).kept()
    const first = visit.next("submit")?.submission
    const refused = failure("proposals_open", { count: 1 })
    visit.dispatch({ type: "sendFailed", assignmentId: taskId(1), failure: refused })
    visit.edit({ act: "answerProposals", ids: [regionId(1)], take: false })
    const second = submit(visit, 2).kept().arrived().next("submit")?.submission
    expect([first?.proposals?.untouched, first?.body]).toEqual([1, second?.body])
    expect(second).toMatchObject({ submissionId: submissionId(1), proposals: { refused: 1, untouched: 0 } })
  })

  test("says under which rule proposals were left: that of the lease, which is newer than what is kept of a guideline", () => {
    const [own, offered] = answer(2).regions
    const body = { regions: own && offered ? [own, { ...offered, proposed: true as const }] : [], nothingHere: false }
    const sentWith = (more: Partial<Lease>) => {
      const visit = submit(new Visit().hold(1, null, { body, ...more }), 1).kept()
      return visit.next("submit")?.submission.proposals
    }
    expect(sentWith({ mustDecide: true })).toMatchObject({ untouched: 1, mustDecide: true })
    expect([sentWith({ mustDecide: false }), sentWith({})].map((one) => one?.mustDecide)).toEqual([false, false])
    const asked = { ...guide, proposals: { mustDecide: true, solidFrom: 0.5 } }
    expect(mustDecide({ lease: lease(1), guide: asked })).toBe(true)
    expect(mustDecide({ lease: lease(1, { mustDecide: false }), guide: asked })).toBe(false)
  })

  test("a reload after a lost answer asks for the same receipt, and goes on", () => {
    const before = submit(new Visit().hold(1, null, { body: answer(2) }), 1)
    const task = before.next("keepDraft")?.task
    before.dispatch({ type: "kept", of: lease(1), revision: 0, submission: task?.saving.submission ?? null })
    const first = before.next("submit")?.submission
    const onDisk = task && {
      ...draftNow(task.editing),
      revision: 0,
      sentRevision: 0,
      submission: task.saving.submission,
    }
    const after = new Visit().dispatch({ type: "began", assignment: taskId(1) })
    after.dispatch({
      type: "beginFailed",
      failure: failure("already_submitted"),
      assignment: taskId(1),
      kept: onDisk as LocalDraft, // as it was written
    })
    expect(after.next("submit")?.submission).toEqual(first)
    const held = { leases: [lease(2)], none: null }
    after.dispatch({ type: "goneOn", assignmentId: taskId(1), held, tryOut: null }).prepared()
    expect([after.inHand, after.workspace.gone?.assignmentId, after.next("forgetDraft")?.assignment]).toEqual([
      ...[taskId(2), taskId(1), taskId(1)],
    ])
  })

  test("a reload before the answer arrived keeps its id, under the new lease", () => {
    const submission = { ...lease(1), submissionId: submissionId(7), body: answer(2) } as LocalDraft["submission"] &
      object
    const visit = new Visit().hold(1, kept(2, 1, 1, { submission }), { fence: 3 })
    const asked = submit(visit, 8).kept().next("submit")
    expect([asked?.submission.submissionId, asked?.submission.fence]).toEqual([submissionId(7), 3])
  })

  test("lets nobody draw from the moment it was asked for: it would be in no answer; what does not arrive is drawn on", () => {
    const visit = submit(new Visit().hold(1).edit(draw(0)), 1)
    const leave = (shown: Visit) => shown.dispatch({ type: "skip", reason: "unclear", note: "", how: "skipped" })
    expect([visit.edit(draw(1)).boxes, leave(new Visit().hold(1)).edit(draw(1)).boxes]).toEqual([1, 0])
    expect([visit.kept().kept().edit(draw(1)).boxes, sentIds(visit)]).toEqual([1, [submissionId(1)]])
    visit.dispatch({ type: "sendFailed", assignmentId: taskId(1), failure: failure("busy") })
    expect([visit.edit(draw(1)).boxes, visit.kept().count("saveDraft")]).toEqual([2, 1])
  })

  test("that does not arrive leaves read only what another window has meanwhile", () => {
    const visit = submit(new Visit().hold(1), 1).kept()
    visit.dispatch({ type: "locked", assignmentId: taskId(1), mine: false })
    visit.dispatch({ type: "sendFailed", assignmentId: taskId(1), failure: failure("busy") })
    expect(readOnly(visit)).toBe("other_tab")
  })

  test("of a task that another window took over makes it read only", () => {
    const visit = submit(new Visit().hold(1), 1).kept()
    visit.dispatch({ type: "sendFailed", assignmentId: taskId(1), failure: failure("taken_over") })
    expect([readOnly(visit), submit(visit, 2).kept().count("submit")]).toEqual(["taken_over", 1])
  })

  test("says what its page knew of: the revision of its lease, and own answers of which it heard nothing", () => {
    const visit = submit(new Visit().hold(1, null, { nextRevision: 3 }), 1).kept()
    const lose = () => visit.dispatch({ type: "sendFailed", assignmentId: taskId(1), failure: failure("offline") })
    const sent = [visit.next("submit")?.submission.after]
    for (let n = 2; n < 9; n++) {
      lose()
      sent.push(
        submit(visit.edit(draw(n)), n)
          .kept()
          .arrived()
          .next("submit")?.submission.after,
      )
    }
    expect(sent.slice(0, 3)).toEqual([
      { revision: 2, ids: [] },
      { revision: 2, ids: [submissionId(1)] },
      { revision: 2, ids: [submissionId(2), submissionId(1)] },
    ])
    expect(sent.at(-1)?.ids).toEqual([7, 6, 5, 4, 3].map(submissionId))
  })

  test("that another page sent too stays in hand, and becomes a correction of that one when its person says so", () => {
    const visit = submit(new Visit().hold(1).edit(draw(0)), 1)
      .kept()
      .arrived()
    const first = visit.next("submit")?.submission.submissionId
    visit.dispatch({ type: "sendFailed", assignmentId: taskId(1), failure: failure("already_submitted") })
    expect([visit.inHand, visit.boxes, visit.count("unpost"), readOnly(visit)]).toEqual([taskId(1), 1, 1, null])
    expect(visit.dispatch({ type: "correct" }).next("reopen")?.reopening.how).toBe("revise")
    expect(visit.workspace.failure).toBeNull()
    const revised = lease(1, { fence: 2, nextRevision: 2, body: answer(3) })
    // This browser keeps nothing: what is drawn is in hand all the same.
    visit.log.length = 0
    visit.dispatch({ type: "reopened", lease: revised }).prepared()
    expect([visit.inHand, visit.boxes]).toEqual([taskId(1), 1])
    // A window that asks for a lock that it has would find it taken.
    expect(visit.log.filter((type) => type === "unlock" || type === "lock")).toEqual(["unlock", "lock"])
    const again = submit(visit, 2).kept().arrived().next("submit")?.submission
    expect([again?.fence, again?.after?.revision, first]).toEqual([2, 1, submissionId(1)])
  })

  test("that is over while the next task cannot be had leads to a page that offers another try", () => {
    const visit = submit(new Visit().hold(1), 1).kept()
    visit.dispatch({ type: "goneOn", assignmentId: taskId(1), held: { leases: [lease(2)], none: null }, tryOut: null })
    visit.dispatch({ type: "prepareFailed", failure: failure("offline") })
    expect([visit.workspace.state, visit.workspace.task, visit.workspace.leaving]).toEqual(["failed", null, null])
    expect(visit.dispatch({ type: "retried" }).next("begin")).toEqual({ type: "begin", assignment: null })
  })
})

describe("where no task is there yet and one comes by itself", () => {
  const none = (reason: NoTask["reason"]) => ({ leases: [], none: { reason, pausedReason: "" } })
  const come = (reason: NoTask["reason"]) => new Visit().dispatch({ type: "leased", held: none(reason) })

  test("the page asks again without anybody's hand, and shows the first one", () => {
    const visit = come("pairing").wait(1_499)
    expect(visit.count("begin")).toBe(0)
    expect(visit.wait(1).next("begin")).toEqual({ type: "begin", assignment: null })
    expect(visit.workspace.state).toBe("none")
    // It still stands there while the answer is on its way, and when nothing has come.
    visit.dispatch({ type: "leased", held: none("pairing") }).wait(1_500)
    expect(visit.count("begin")).toBe(2)
    visit.hold(1)
    expect([visit.workspace.state, visit.workspace.askAgainAtMs]).toEqual(["task", null])
  })

  test("a call that fails meanwhile shows nothing and is made again; a hand that asks is not asked over", () => {
    const visit = come("to_come").wait(20_000)
    visit.dispatch({ type: "beginFailed", failure: failure("offline"), assignment: null, kept: null })
    expect([visit.workspace.state, visit.wait(3_000).count("begin")]).toEqual(["none", 2])
    visit.dispatch({ type: "retried" })
    expect([visit.workspace.state, visit.workspace.askAgainAtMs]).toEqual(["loading", null])
    expect(come("all_answered").wait(60_000).count("begin")).toBe(0)
  })
})

describe("without a network", () => {
  const waits = (visit: Visit, n: number, isCut = false) =>
    visit.dispatch({ type: "sendWaits", assignmentId: taskId(n), isCut }).prepared()
  const sendHere = (visit: Visit, n: number) => waits(submit(visit, n).kept(), n)
  const arrive = (visit: Visit, n: number, leases: readonly number[]) =>
    visit.dispatch({
      ...{ type: "goneOn", assignmentId: taskId(n), tryOut: null },
      held: { leases: leases.map((one) => lease(one)), none: null },
    })

  test.each(["offline", "not_signed_in"])(
    "a page opened anew without a task (%s) says what waits, in either order",
    (code) => {
      const told = { type: "waiting", assignments: [taskId(1), taskId(2)] } as const
      const refused = { type: "beginFailed", failure: failure(code), assignment: null, kept: null } as const
      const state = (...events: readonly (typeof told | typeof refused)[]) => {
        const visit = new Visit()
        for (const event of events) visit.dispatch(event)
        return visit.workspace.state
      }
      expect([state(told, refused), state(refused, told), state(refused)]).toEqual(["far", "far", "failed"])
      // What waited has arrived: the next task comes in hand.
      const visit = new Visit().dispatch(refused).dispatch(told)
      arrive(visit, 1, [3]).prepared()
      expect(visit.inHand).toBe(taskId(3))
    },
  )

  test("what is sent stays on this computer, and the page goes on with the tasks that are here", () => {
    const visit = sendHere(new Visit().hold(1), 1)
    expect([visit.inHand, visit.workspace.waiting, visit.workspace.gone?.how]).toEqual([taskId(2), [taskId(1)], "sent"])
    expect([visit.count("forgetDraft"), visit.log.filter((type) => type === "unlock").length]).toEqual([0, 1])
  })

  test("after the last task that is here it says so, and lets nobody begin one that is sent", () => {
    const visit = sendHere(sendHere(sendHere(new Visit().hold(1), 1), 2), 3)
    expect([visit.workspace.state, visit.workspace.task, visit.workspace.ahead]).toEqual(["far", null, []])
    visit.dispatch({ type: "leased", held: { leases: [lease(1), lease(2)], none: null } })
    expect([visit.workspace.state, visit.next("prepare")]).toEqual(["far", null])
  })

  test("with nothing coming through it begins only what has its picture here, in the order of the queue", () => {
    const cut = (kept: readonly number[], online = true) => {
      const visit = submit(new Visit().hold(1), 1).kept()
      for (const n of kept) visit.dispatch({ type: "pictureKept", assignmentId: taskId(n) })
      if (!online) visit.dispatch({ type: "wentOffline" })
      return { visit, ready: countReady(visit.workspace), gone: waits(visit, 1, online).workspace }
    }
    const none = cut([])
    expect([none.ready, none.gone.state, none.gone.task]).toEqual([0, "far", null])
    const later = cut([3])
    expect([later.ready, later.visit.inHand, later.gone.ahead.map((one) => one.assignmentId)]).toEqual([
      ...[1, taskId(3), [taskId(2)]],
    ])
    expect(cut([3, 2], false).visit.inHand).toBe(taskId(2))
    // The line is slow, and what is not here yet is on its way.
    const slow = waits(submit(new Visit().hold(1), 1).kept(), 1)
    expect(slow.inHand).toBe(taskId(2))
  })

  test("pictures that are missing are fetched when the network is back; of tasks that are gone nothing is remembered", () => {
    const visit = new Visit().hold(1)
    for (const n of [1, 2, 9]) visit.dispatch({ type: "pictureKept", assignmentId: taskId(n) })
    expect(visit.dispatch({ type: "pictureKept", assignmentId: taskId(3) }).workspace.withPicture).toEqual([
      ...[taskId(1), taskId(2), taskId(3)],
    ])
    const before = visit.count("prepareAhead")
    visit.dispatch({ type: "wentOffline" }).dispatch({ type: "wentOnline" })
    expect(visit.count("prepareAhead")).toBe(before + 1)
  })

  test("what arrives later brings the next tasks; the one in hand stays", () => {
    const visit = arrive(sendHere(new Visit().hold(1), 1), 1, [2, 3, 4])
    expect([visit.inHand, visit.workspace.waiting, visit.workspace.ahead.map((one) => one.assignmentId)]).toEqual([
      ...[taskId(2), [], [taskId(3), taskId(4)]],
    ])
    const far = sendHere(sendHere(sendHere(new Visit().hold(1), 1), 2), 3)
    arrive(far, 1, [2, 3, 4]).prepared()
    expect([far.inHand, far.workspace.state, far.workspace.waiting]).toEqual([
      ...[taskId(4), "task", [taskId(2), taskId(3)]],
    ])
  })

  test("the next tasks are asked for with the network where nothing here brings them", () => {
    const visit = sendHere(sendHere(sendHere(new Visit().hold(1), 1), 2), 3)
    visit.dispatch({ type: "wentOnline" })
    expect(visit.next("begin")).toBeNull()
    visit.dispatch({ type: "waiting", assignments: [] }).dispatch({ type: "wentOnline" })
    expect([visit.workspace.state, visit.next("begin")?.assignment]).toEqual(["loading", null])
  })

  test("taken back before it is sent it is this computer's to give back, as it was", () => {
    const visit = sendHere(new Visit().hold(1), 1).dispatch({ type: "takeBack" })
    expect([visit.next("recall")?.reopening, visit.count("reopen")]).toEqual([
      { assignmentId: taskId(1), how: "revise" },
      0,
    ])
    visit.dispatch({ type: "reopened", lease: lease(1) }).prepared(kept(2, 3, 1))
    expect([visit.inHand, visit.boxes, visit.workspace.ahead[0]?.assignmentId]).toEqual([taskId(1), 2, taskId(2)])
  })

  test("what was refused later leaves the task in hand alone, and is opened again when somebody asks for it", () => {
    const visit = sendHere(new Visit().hold(1), 1)
    visit.dispatch({ type: "sendFailed", assignmentId: taskId(1), failure: failure("label_unknown") })
    expect([visit.inHand, visit.workspace.failure, visit.count("unpost")]).toEqual([taskId(2), null, 0])
    visit.dispatch({ type: "reopenRefused", assignmentId: taskId(1) })
    expect(visit.next("recall")?.reopening).toEqual({ assignmentId: taskId(1), how: "open" })
  })

  test("what was refused while it is in hand stays there, and is sent no more", () => {
    const visit = submit(new Visit().hold(1), 1).kept()
    visit.dispatch({ type: "sendFailed", assignmentId: taskId(1), failure: failure("label_unknown") })
    expect([visit.inHand, visit.next("unpost")?.assignment]).toEqual([taskId(1), taskId(1)])
  })

  test("what another window has to send is none of the next tasks here", () => {
    const visit = new Visit().hold(1).dispatch({ type: "waiting", assignments: [taskId(2)] })
    expect(visit.workspace.ahead.map((one) => one.assignmentId)).toEqual([taskId(3)])
    expect(waits(visit, 9).inHand).toBe(taskId(1))
  })
})

describe("passing on", () => {
  const skip = (visit: Visit) => visit.dispatch({ type: "skip", reason: "unclear", note: "", how: "skipped" })

  test("waits until what is drawn is here and on the server", () => {
    const visit = skip(new Visit().hold(1).edit(draw(0)))
    expect(visit.count("skip")).toBe(0)
    expect(visit.kept().count("skip")).toBe(0)
    expect(visit.arrived().next("skip")?.lease.assignmentId).toBe(taskId(1))
  })

  test("waits for the newest stroke where an older one is on its way", () => {
    const visit = skip(new Visit().hold(1).edit(draw(0)).wait(800).edit(draw(1))).kept()
    expect([visit.arrived().count("saveDraft"), visit.count("skip")]).toEqual([2, 1])
  })

  test("goes on without the server where the draft does not arrive, and says so", () => {
    const visit = skip(new Visit().hold(1).edit(draw(0))).kept()
    visit.dispatch({ type: "draftFailed", of: lease(1), failure: failure("offline") })
    expect(visit.count("skip")).toBe(1)
    visit.dispatch({ type: "sendFailed", assignmentId: taskId(1), failure: failure("offline") })
    expect([visit.workspace.failure?.code, visit.boxes]).toEqual(["offline", 1])
  })
})

describe("looking back", () => {
  const found = (visit: Visit, n: number, more: Partial<SentTask> = {}) => {
    visit.next("askBefore")
    return visit.dispatch({ type: "foundBefore", sent: sent(n, more), guide })
  }

  test("shows what was sent, which nobody can change, and leads back to the task in hand as it was", () => {
    const visit = new Visit().hold(5).edit(draw(0)).dispatch({ type: "lookBack" })
    expect(found(visit, 1).workspace.looking?.editing.readOnly).toBe("sent")
    visit
      .edit(draw(3))
      .edit({ act: "delete", ids: [regionId(0)] })
      .edit({ act: "undo" })
    expect(visit.workspace.looking?.editing.document.order).toHaveLength(2)
    visit.dispatch({ type: "lookForward" })
    expect([visit.workspace.looking, visit.boxes, visit.next("show")]).toMatchObject([null, 1, { what: "task" }])
  })

  test("twice in a row is two steps, one after the other", () => {
    const visit = new Visit().hold(5).dispatch({ type: "lookBack" }).dispatch({ type: "lookBack" })
    expect(visit.count("askBefore")).toBe(1)
    found(visit, 2)
    expect(visit.next("askBefore")?.before).toBe(taskId(2))
    visit.dispatch({ type: "noneBefore" })
    expect([visit.workspace.noneBefore, visit.next("say")?.key]).toEqual([true, "notice.noneBefore"])
  })

  test("a correction puts the task in hand away: saved, unlocked, and the next one afterwards", () => {
    const visit = new Visit().hold(5).edit(draw(0)).dispatch({ type: "lookBack" })
    found(visit, 1).dispatch({ type: "revise" })
    expect(visit.next("reopen")?.reopening).toEqual({ assignmentId: taskId(1), how: "revise" })
    visit.dispatch({ type: "reopened", lease: lease(1, { nextRevision: 2, body: answer(2) }) }).prepared()
    expect([visit.inHand, visit.boxes, visit.workspace.looking]).toEqual([taskId(1), 2, null])
    const [first] = visit.workspace.ahead
    expect([first?.assignmentId, first?.body.regions.length]).toEqual([taskId(5), 1])
    expect([
      visit.next("keepDraft")?.task.lease.assignmentId,
      visit.next("saveDraft")?.task.lease.assignmentId,
    ]).toEqual([...[taskId(5), taskId(5)]])
  })

  test("what was passed on is opened again, not corrected", () => {
    const visit = new Visit().hold(5).dispatch({ type: "lookBack" })
    found(visit, 1, { state: "skipped" }).dispatch({ type: "revise" })
    expect(visit.next("reopen")?.reopening.how).toBe("open")
  })

  test("what was just sent is taken back, once", () => {
    const visit = submit(new Visit().hold(1), 1).kept()
    visit.stored(2).dispatch({ type: "takeBack" }).dispatch({ type: "takeBack" })
    expect([visit.count("reopen"), visit.workspace.gone]).toEqual([1, null])
  })

  test("that fails leaves an answer on its way alone", () => {
    const visit = submit(new Visit().hold(1), 1).kept()
    visit.dispatch({ type: "failed", failure: failure("offline") }).stored(2)
    expect(visit.inHand).toBe(taskId(2))
  })
})

describe("leaving the page", () => {
  test("saves what is typed and drawn at once, here and on the server", () => {
    const visit = new Visit().hold(1).edit(draw(0)).dispatch({ type: "left" })
    expect([visit.count("keepDraft"), visit.count("saveDraft")]).toEqual([1, 1])
  })

  test("waits for no writing that is under way: the newest stroke is written behind it", () => {
    const visit = new Visit().hold(1).edit(draw(0)).wait(1).edit(draw(1)).dispatch({ type: "left" })
    const written = [visit.next("keepDraft"), visit.next("keepDraft")]
    expect(written.map((asked) => asked?.task.editing.document.order.length)).toEqual([1, 2])
  })
})

describe("two windows", () => {
  test("a task that another window has can only be looked at, until it is taken over", () => {
    const visit = new Visit().hold(1).dispatch({ type: "locked", assignmentId: taskId(1), mine: false })
    expect([readOnly(visit), visit.edit(draw(0)).boxes, submit(visit, 1).count("submit")]).toEqual(["other_tab", 0, 0])
    visit.dispatch({ type: "takeOver" })
    expect(visit.next("reopen")?.reopening.how).toBe("takeOver")
    visit.dispatch({ type: "reopened", lease: lease(1, { fence: 2 }) }).prepared(kept(3, 4, 4))
    expect([readOnly(visit), visit.boxes, visit.workspace.task?.lease.fence]).toEqual([null, 3, 2])
    expect(visit.asked.filter((one) => one.type === "lock").at(-1)).toMatchObject({ steal: true })
  })

  test("a lock of a task that is not in hand any more says nothing", () => {
    const visit = new Visit().hold(2).dispatch({ type: "locked", assignmentId: taskId(1), mine: false })
    expect(readOnly(visit)).toBeNull()
  })
})

describe("a connection", () => {
  test("that fails is asked about until it answers, and then nothing is said of it any more", () => {
    const visit = new Visit()
      .hold(1)
      .dispatch({ type: "failed", failure: failure("offline") })
      .wait(6_500)
    expect([visit.count("tellTime"), visit.workspace.failure?.code]).toEqual([2, "offline"])
    visit.dispatch({ type: "heard" }).wait(60_000)
    expect([visit.count("tellTime"), visit.workspace.failure]).toEqual([2, null])
  })

  test("that refuses says so until somebody read it", () => {
    const visit = new Visit()
      .hold(1)
      .dispatch({ type: "failed", failure: failure("not_allowed") })
      .dispatch({ type: "heard" })
    expect([visit.workspace.failure?.code, visit.wait(60_000).count("tellTime")]).toEqual(["not_allowed", 0])
    expect(visit.dispatch({ type: "clearFailure" }).workspace.failure).toBeNull()
  })

  test("counts the time of the task in hand alone", () => {
    const counted = { type: "timeCounted", activeSeconds: 60, todaySeconds: 90, leaseUntilMs: 5 } as const
    const visit = new Visit().hold(1)
    expect(visit.dispatch({ ...counted, assignmentId: taskId(9) }).workspace.activeSeconds).toBe(0)
    expect(visit.dispatch({ ...counted, assignmentId: taskId(1) }).workspace.todaySeconds).toBe(90)
  })
})

/** Anything that a hand, a server, a disk, another window or time may do next. */
const happening = fc.oneof(
  { weight: 6, arbitrary: fc.record({ what: fc.constant("draw" as const), n: fc.integer({ min: 0, max: 6 }) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constantFrom("undo" as const, "redo" as const), n: fc.constant(0) }) },
  { weight: 4, arbitrary: fc.record({ what: fc.constant("wait" as const), n: fc.integer({ min: 0, max: 3_000 }) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      what: fc.constantFrom(
        "kept" as const,
        "notKept" as const,
        "arrived" as const,
        "lost" as const,
        "stored" as const,
      ),
      n: fc.constant(0),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constantFrom("submit" as const, "skip" as const, "sendLost" as const, "lookBack" as const),
      n: fc.constant(0),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ what: fc.constantFrom("takeBack" as const, "lookForward" as const), n: fc.constant(0) }),
  },
)
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never

/** A visit with a server that gives a receipt for a submission, and what it knows. */
class World {
  readonly visit = new Visit().hold(1)
  readonly receipts = new Map<string, string>()
  readonly sends: string[] = []
  ids = 0

  play({ what, n }: Happening): void {
    const { visit } = this
    if (what === "draw") visit.edit(visit.boxes > n ? { act: "delete", ids: [regionId(n)] } : draw(n))
    else if (what === "undo" || what === "redo") visit.edit({ act: what })
    else if (what === "wait") visit.wait(n)
    else if (what === "submit") submit(visit, ++this.ids)
    else if (what === "skip") visit.dispatch({ type: "skip", reason: "unclear", note: "", how: "skipped" })
    else if (what === "takeBack" || what === "lookBack" || what === "lookForward") visit.dispatch({ type: what })
    else this.#answer(what)
  }

  #answer(what: "kept" | "notKept" | "arrived" | "lost" | "stored" | "sendLost"): void {
    const { visit } = this
    if (what === "kept") visit.kept()
    if (what === "arrived") visit.arrived()
    if (what === "notKept") {
      const of = visit.next("keepDraft")?.task.lease
      if (of) visit.dispatch({ type: "notKept", of })
    }
    if (what === "lost") {
      const of = visit.next("saveDraft")?.task.lease
      if (of) visit.dispatch({ type: "draftFailed", of, failure: failure("offline") })
    }
    if (what === "stored" || what === "sendLost") this.#serve(what === "stored")
  }

  /** The server acts on what it was sent; its answer may be lost on its way. */
  #serve(answers: boolean): void {
    const { visit } = this
    const asked = visit.next("submit") ?? visit.next("skip")
    if (!asked) return
    const assignmentId = asked.type === "submit" ? asked.submission.assignmentId : asked.lease.assignmentId
    if (asked.type === "submit") {
      const { submissionId: id, body } = asked.submission
      const written = JSON.stringify(body)
      expect(this.receipts.get(id) ?? written).toBe(written)
      this.receipts.set(id, written)
      this.sends.push(id)
    }
    if (!answers) return void visit.dispatch({ type: "sendFailed", assignmentId, failure: failure("offline") })
    const next = Number(assignmentId.slice(-4)) + 1
    visit
      .dispatch({ type: "goneOn", assignmentId, held: { leases: [lease(next)], none: null }, tryOut: null })
      .prepared()
  }
}

describe("whatever happens, in any order", () => {
  const unanswered = (visit: Visit, type: "submit" | "skip" | "saveDraft" | "keepDraft") =>
    visit.asked.filter((one) => one.type === type && "task" in one === (type === "saveDraft" || type === "keepDraft"))

  test("one answer is on its way at most, no draft goes out beside it, and nothing is written twice at a time", () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
        const world = new World()
        for (const one of happenings) {
          world.play(one)
          const { visit } = world
          const answers = unanswered(visit, "submit").length + unanswered(visit, "skip").length
          expect(answers).toBeLessThanOrEqual(1)
          if (unanswered(visit, "submit").length > 0) expect(unanswered(visit, "saveDraft")).toEqual([])
          expect(unanswered(visit, "keepDraft").length).toBeLessThanOrEqual(1)
          expect(unanswered(visit, "saveDraft").length).toBeLessThanOrEqual(1)
        }
      }),
    )
  })

  test("an id stands for one answer for ever, and this computer was asked to write it before it went out", () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
        const world = new World()
        for (const one of happenings) world.play(one)
        expect(world.visit.unwritten).toEqual([])
      }),
    )
  })

  test("the draft of this computer is the document in hand once everything is written", () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40 }), (happenings) => {
        const world = new World()
        for (const one of happenings) world.play(one)
        const { visit } = world
        let last = visit.workspace.task?.editing.document
        for (let round = 0; round < 4; round++) {
          visit.wait(500)
          for (let asked = visit.next("keepDraft"); asked; asked = visit.next("keepDraft")) {
            if (asked.task.lease.assignmentId === visit.inHand) last = asked.task.editing.document
            const { lease: of, saving } = asked.task
            visit.dispatch({ type: "kept", of, revision: saving.state.revision, submission: saving.submission })
          }
        }
        expect(last?.order).toEqual(visit.workspace.task?.editing.document.order)
      }),
    )
  })

  test("undoing everything gives the document that was opened", () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40 }), (happenings) => {
        const visit = new Visit().hold(1, kept(2, 1, 1))
        const start = visit.workspace.task?.editing.document
        for (const { what, n } of happenings)
          if (what === "draw") visit.edit(n % 2 === 0 ? { act: "delete", ids: [regionId(n)] } : draw(n + 10))
          else if (what === "undo" || what === "redo") visit.edit({ act: what })
        for (let n = 0; n < 60; n++) visit.edit({ act: "undo" })
        expect(visit.workspace.task?.editing.document.order).toEqual(start?.order)
        expect(visit.workspace.task?.editing.document.regions).toEqual(start?.regions)
      }),
    )
  })
})
