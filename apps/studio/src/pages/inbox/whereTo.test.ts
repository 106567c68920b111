import type { Notice } from "@justesse/types/wire/question"
import { describe, expect, it } from "vitest"
import { whereTo } from "./whereTo.ts"

/** A notice of a kind, about what a test says. */
const notice = (kind: Notice["kind"], detail: Record<string, unknown> = {}, project: string | null = "market") =>
  ({ id: 1, kind, project, projectName: "Market", detail, times: 1, atMs: 1, seen: false }) as unknown as Notice

describe("where a notice leads", () => {
  it("is one's own task, where the notice is about one", () => {
    for (const kind of ["answered", "sent_back"] as const) {
      const to = whereTo(notice(kind, { assignmentId: "a1", threadId: "t1" }))
      expect(to).toMatchObject({ to: "/work/history/$assignment", params: { assignment: "a1" } })
    }
  })

  it("is the guideline that changed", () => {
    const to = whereTo(notice("guideline_changed", { version: 8 }))
    expect(to).toMatchObject({ to: "/p/$project/guideline", params: { project: "market" } })
  })

  it("is the page that answers, at the thread where it names one", () => {
    expect(whereTo(notice("question_waits"))).toMatchObject({ to: "/p/$project/questions", search: {} })
    const named = whereTo(notice("disagreement", { threadId: "t1" }))
    expect(named).toMatchObject({ to: "/p/$project/questions", search: { thread: "t1" } })
  })

  it("is the decision for an answer that came back, and the history where nothing is decided by it", () => {
    const [assignmentId, decision] = ["a1", "6f2f7c0e-0000-4000-8000-000000000000"]
    expect(whereTo(notice("sent_back", { assignmentId, decision }))).toMatchObject({ to: "/work/decisions/$decision" })
    expect(whereTo(notice("sent_back", { assignmentId }))).toMatchObject({ to: "/work/history/$assignment" })
  })

  it("is what one learns, where a known answer was wrong", () => {
    const to = whereTo(notice("known_answer_wrong"))
    expect(to).toMatchObject({ to: "/work/learn", search: { project: "market" } })
  })

  it("is where one mentors for who does, and where one learns for whom it is about", () => {
    for (const kind of ["mentor_asked", "mentor_accepted"] as const)
      expect(whereTo(notice(kind))).toMatchObject({ to: "/work/learn/mentor" })
    for (const kind of ["mentor_offered", "mentor_note", "mentor_ended", "progress_answered", "peer_result"] as const)
      expect(whereTo(notice(kind))).toMatchObject({ to: "/work/learn", search: { project: "market" } })
  })

  it("is the people of a project for an owner whom somebody asks to review there", () => {
    for (const kind of ["progress_asked", "peer_ended"] as const)
      expect(whereTo(notice(kind))).toMatchObject({ to: "/p/$project/people", params: { project: "market" } })
    expect(whereTo(notice("peer_wanted"))).toMatchObject({ to: "/review" })
  })

  it("is hours and pay, for what is about pay", () => {
    expect(whereTo(notice("session_added"))).toMatchObject({ to: "/work/hours" })
    for (const kind of ["payout_sent", "payout_arrived", "payout_back"] as const)
      expect(whereTo(notice(kind, {}, null))).toMatchObject({ to: "/work/hours" })
  })

  it("is the ombud's list for the ombud, and for whoever wrote what they wrote about", () => {
    expect(whereTo(notice("ombud_asked", {}, null))).toMatchObject({ to: "/ombud" })
    const decision = "6f2f7c0e-0000-4000-8000-000000000000"
    expect(whereTo(notice("ombud_answered", { decision }))).toMatchObject({ to: "/work/decisions/$decision" })
    expect(whereTo(notice("ombud_answered"))).toMatchObject({ to: "/p/$project/conditions" })
  })

  it("is where one is asked about pictures, or where an owner answers what was reported of them", () => {
    expect(whereTo(notice("content_asked"))).toMatchObject({ to: "/p/$project/conditions", hash: "content" })
    for (const kind of ["content_reported", "content_stopped"] as const)
      expect(whereTo(notice(kind))).toMatchObject({ to: "/p/$project/settings", hash: "content" })
  })

  it("is the operator's page for a sentence to decide, and the project for whoever wrote it", () => {
    expect(whereTo(notice("purpose_asked"))).toMatchObject({ to: "/admin", hash: "sentences" })
    for (const kind of ["purpose_allowed", "purpose_refused"] as const)
      expect(whereTo(notice(kind))).toMatchObject({ to: "/p/$project", params: { project: "market" } })
  })

  it("is nowhere for what is about no project", () => {
    expect(whereTo(notice("mentioned", { threadId: "t1" }, null))).toBeNull()
  })
})
