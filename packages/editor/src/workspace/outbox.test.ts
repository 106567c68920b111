import { Disagreement, DisagreementId, ProjectSlug, TaskId } from "@justesse/types"
import type { ReviewTask } from "@justesse/types/wire/review"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { failure } from "../testing/labelling.ts"
import {
  type Decided,
  type Outbox,
  type OutboxEffect,
  type OutboxEvent,
  openOutbox,
  rests,
  stepOutbox,
  unknownLast,
} from "./outbox.ts"

const project = ProjectSlug.parse("receipts")
const task = (n: number) => TaskId.parse(n)
const disagreementOf = (name: string, confidence = 0.5) =>
  Disagreement.parse({
    ...{
      id: DisagreementId.parse(name),
      kind: "text",
      candidates: [{ letters: ["A"], region: null, share: 1 }],
      proposal: null,
      confidence,
    },
    place: { x: 1, y: 1, width: 9, height: 9 },
  })
const decide = (n: number, name: string, letter = "A"): Decided => ({
  ...{ kind: "decide", task: task(n), difference: disagreementOf(name), before: null },
  decision: { outcome: "take", letter, reason: { code: "other", clause: null, note: "" } },
})
const file = (n: number): Decided => ({ kind: "file", task: task(n) })
const back = (n: number, name: string | null): Decided => ({
  ...{ kind: "back", task: task(n), letter: "A", difference: name === null ? null : disagreementOf(name) },
  reason: { code: "text", clause: null, note: "" },
})
const more = (n: number): Decided => ({ kind: "more", task: task(n) })
const taskNow = (n: number, revision: number, ...differences: ReviewTask["differences"]) =>
  ({ task: task(n), revision, differences }) as ReviewTask // what the rules read of it

/** An outbox whose calls lie in `out` until the test answers them. */
class Post {
  nowMs = 1_000
  outbox: Outbox = { ...openOutbox(7, project), hasTurn: true }
  readonly out: Extract<OutboxEffect, { type: "send" | "reread" }>[] = []
  readonly log: OutboxEffect[] = []
  #made = 0

  do(event: OutboxEvent): this {
    const { outbox, effects } = stepOutbox(this.outbox, event, this.nowMs)
    this.outbox = outbox
    this.log.push(...effects)
    for (const effect of effects) if (effect.type === "send" || effect.type === "reread") this.out.push(effect)
    return this
  }
  add(...decided: readonly Decided[]): this {
    for (const one of decided) this.do({ type: "add", decided: one, id: `id-${++this.#made}` })
    return this
  }
  sent(revision = 2): this {
    const asked = this.out.shift()
    const decided = asked?.type === "send" && asked.unsent.kind === "decide"
    return this.do({ type: "sent", done: decided ? { revision, reservedUntilMs: 9 } : null })
  }
  fails(code: string): this {
    const asked = this.out.shift()
    return this.do({ type: asked?.type === "reread" ? "rereadFailed" : "failed", failure: failure(code) })
  }
  facts(type: OutboxEffect["type"]) {
    return this.log.filter((effect) => effect.type === type)
  }
  get waiting(): string[] {
    return this.outbox.waiting.map((one) => (one.kind === "decide" ? one.difference.id : one.kind))
  }
}

describe("what is decided", () => {
  test("is kept here, and goes one after the other in the order in which it was decided", () => {
    const post = new Post()
      .do({ type: "knows", task: task(1), revision: 5 })
      .add(decide(1, "a"), decide(1, "b"), file(1))
    expect([post.facts("keep").length, post.out.length, post.out[0]?.type === "send" && post.out[0].revision]).toEqual([
      3, 1, 5,
    ])
    post.sent(6)
    expect(post.out[0]).toMatchObject({ revision: 6, unsent: { difference: { id: "b" } } })
    post.sent(7).sent()
    expect([post.waiting, post.facts("forget").length, post.facts("sent").length, rests(post.outbox)]).toEqual([
      [],
      3,
      3,
      true,
    ])
  })

  test("names the revision it was made on, those before it counted, and a time that rises", () => {
    const post = new Post()
      .do({ type: "knows", task: task(1), revision: 5 })
      .add(decide(1, "a"), decide(1, "b"), decide(2, "c"))
    expect(post.outbox.waiting.map(({ revision, at }) => [revision, at])).toEqual([
      ...[
        [5, 1_000],
        [6, 1_001],
        [0, 1_002],
      ],
    ])
  })

  test("of an earlier visit goes first, of this project and look alone, nothing twice; what another page sent is gone", () => {
    const earlier = new Post().add(decide(1, "a"), decide(1, "b")).outbox.waiting
    const other = earlier.map((one) => ({ ...one, at: one.at + 50, project: ProjectSlug.parse("other") }))
    const second = earlier.map((one) => ({ ...one, at: one.at + 60, look: "second" as const }))
    const hers = earlier.map((one) => ({ ...one, at: one.at + 70, person: 8 }))
    const post = new Post()
    post.do({ type: "turnOver" })
    post.nowMs = 2_000
    post.add(decide(1, "c"))
    const mine = [...post.outbox.waiting]
    post.do({ type: "listed", kept: [...mine, ...earlier, ...other, ...second, ...hers] })
    expect([post.waiting, post.out]).toEqual([["a", "b", "c"], []])
    post.do({ type: "turn" })
    expect(post.out).toMatchObject([{ unsent: { difference: { id: "a" } } }])
    // What is on its way stays until its answer is there, though another page took it off the list.
    post.do({ type: "listed", kept: mine })
    expect(post.waiting).toEqual(["a", "c"])
    expect(post.sent().waiting).toEqual(["c"])
  })

  test("is kept while another page of this browser has the turn, and its number is after all that lie here", () => {
    const post = new Post().do({ type: "turnOver" }).add(decide(1, "a"))
    expect([post.facts("keep").length, post.out]).toEqual([1, []])
    const later = post.outbox.waiting.map((one) => ({ ...one, at: 9_000, id: "id-other" }))
    post.do({ type: "listed", kept: [...post.outbox.waiting, ...later] }).add(decide(1, "b"))
    expect(post.outbox.waiting.map(({ at }) => at)).toEqual([1_000, 9_000, 9_001])
    post.do({ type: "turn" }).sent(1).sent(2).sent(3)
    expect([post.waiting, rests(post.outbox)]).toEqual([[], true])
  })

  test("goes under the name that it got when it was made, however often it is sent", () => {
    const post = new Post().add(decide(1, "a")).fails("offline")
    post.do({ type: "turn" }).fails("internal").do({ type: "turn" })
    expect(post.facts("send").map((one) => one.type === "send" && one.unsent.id)).toEqual(["id-1", "id-1", "id-1"])
  })

  test("last can be taken back while nobody can know of it", () => {
    const post = new Post().add(decide(1, "a"))
    expect(unknownLast(post.outbox, task(1))).toBeNull()
    post.add(decide(1, "b"))
    expect(unknownLast(post.outbox, task(2))).toBeNull()
    const last = unknownLast(post.outbox, task(1))
    if (last) post.do({ type: "drop", unsent: last })
    expect([post.waiting, post.facts("forget")]).toEqual([["a"], [{ type: "forget", at: 1_001 }]])
    expect(unknownLast(post.add(file(1)).outbox, task(1))).toBeNull()
  })
})

describe("without an answer", () => {
  test.each(["offline", "busy", "not_signed_in", "internal", "read_only", "storage_full", "other_person"])(
    "%s: it waits and goes again by itself",
    (code) => {
      const post = new Post().add(decide(1, "a"), decide(1, "b")).fails(code)
      expect([post.outbox.online, post.outbox.trouble, post.outbox.againAtMs, post.out, post.waiting]).toEqual([
        ...[code !== "offline", code, 5_000, [], ["a", "b"]],
      ])
      post.add(decide(1, "c"))
      expect(post.out).toEqual([])
      post.do({ type: "turn" }).sent()
      expect([post.outbox.online, post.outbox.trouble, post.waiting, post.out.length]).toEqual([
        ...[true, null, ["b", "c"], 1],
      ])
    },
  )

  test("a file whose answer was lost was filed", () => {
    const post = new Post().add(file(1)).fails("decided_already")
    expect([post.waiting, post.facts("sent").length, post.facts("lost")]).toEqual([[], 1, []])
  })

  test("an answer that nobody waits for changes nothing", () => {
    const { outbox } = new Post()
    const done = { revision: 9, reservedUntilMs: 1 }
    for (const event of [
      { type: "sent", done },
      { type: "failed", failure: failure("offline") },
      { type: "rereadFailed", failure: failure("offline") },
    ] as const)
      expect(stepOutbox(outbox, event, 1).outbox).toBe(outbox)
  })
})

describe("a task that somebody else changed", () => {
  test("is read anew: what is still the same goes under the new revision, the rest and its filing are dropped", () => {
    const post = new Post().add(decide(1, "a"), decide(1, "b"), file(1), decide(2, "z")).fails("conflict")
    expect(post.out).toEqual([{ type: "reread", task: task(1) }])
    const now = taskNow(
      1,
      8,
      { difference: disagreementOf("a", 0.9), decision: null, order: 0 } as never,
      {
        ...{ difference: disagreementOf("b"), decision: null, order: 1 },
      } as never,
    )
    post.out.shift()
    post.do({ type: "reread", task: now })
    expect(post.waiting).toEqual(["b", "z"])
    expect(post.facts("moved")).toMatchObject([{ dropped: [{ difference: { id: "a" } }] }])
    expect(post.out[0]).toMatchObject({ revision: 8, unsent: { difference: { id: "b" } } })
  })

  test("an answer goes back only over what is as it was seen: its letter may be somebody else's by now", () => {
    const post = new Post().add(back(1, "a"), back(1, "b"), back(1, null), more(1)).fails("conflict")
    post.out.shift()
    const now = { difference: disagreementOf("b"), decision: null, order: 0 } as never
    post.do({ type: "reread", task: taskNow(1, 4, now) })
    expect([post.waiting, post.facts("moved")]).toMatchObject([["back", "more"], [{ dropped: [{}, {}] }]])
    expect(post.out[0]).toMatchObject({ revision: 4, unsent: { kind: "back", difference: { id: "b" } } })
  })

  test("what the server has already is not sent again", () => {
    const mine = decide(1, "a")
    const post = new Post().add(mine, file(1)).fails("conflict")
    post.out.shift()
    const decision = mine.kind === "decide" ? mine.decision : null
    post.do({ type: "reread", task: taskNow(1, 3, { difference: disagreementOf("a"), decision, order: 0 } as never) })
    expect([post.waiting, post.facts("moved")]).toMatchObject([["file"], [{ dropped: [] }]])
  })

  test("again and again is given up, and what waited of it is named; other tasks go on", () => {
    const post = new Post().add(decide(1, "a"), decide(1, "b"), decide(2, "z"))
    for (let n = 0; n < 3; n++) {
      post.fails("conflict")
      post.out.shift()
      post.do({ type: "reread", task: null })
    }
    post.fails("conflict")
    expect(post.facts("lost")).toMatchObject([{ task: 1, dropped: [{ kind: "decide" }, { kind: "decide" }] }])
    expect(post.out[0]).toMatchObject({ unsent: { difference: { id: "z" } } })
  })

  test("that is not this reviewer's any more is lost at once", () => {
    const post = new Post().add(decide(1, "a"), file(1)).fails("reserved_by_other")
    expect([post.waiting, post.facts("lost").length]).toEqual([[], 1])
    const away = new Post().add(decide(1, "a")).fails("conflict").fails("not_found")
    expect([away.waiting, away.facts("lost").length]).toEqual([[], 1])
    const far = new Post().add(decide(1, "a")).fails("conflict").fails("offline")
    expect([far.waiting, far.outbox.againAtMs]).toEqual([["a"], 5_000])
  })
})

test("whatever happens: one call is out at most, what waits is kept here, and nothing is lost without being named", () => {
  const event = fc.oneof(
    fc.record({ what: fc.constantFrom("decide", "file"), n: fc.integer({ min: 1, max: 3 }) }),
    fc.record({
      what: fc.constantFrom("sent", "offline", "conflict", "not_found", "back", "turn", "turnOver"),
      n: fc.constant(1),
    }),
  )
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      const post = new Post()
      let made = 0
      for (const { what, n } of events) {
        const [asked] = post.out
        if (what === "decide" || what === "file") post.add(what === "file" ? file(n) : decide(n, `d${made}`))
        if (what === "decide" || what === "file") made++
        else if (what === "turn" || what === "turnOver") post.do({ type: what })
        else if (what === "back") {
          const last = unknownLast(post.outbox, task(n))
          if (last) post.do({ type: "drop", unsent: last })
          if (last) made--
        } else if (asked?.type === "reread") {
          if (what === "sent") post.out.shift()
          if (what === "sent") post.do({ type: "reread", task: null })
          else post.fails(what)
        } else if (asked && what === "sent") post.sent()
        else if (asked) post.fails(what)
        expect(post.out.length).toBeLessThanOrEqual(1)
        expect(post.out.length === 1).toBe(!rests(post.outbox))
        const dropped = post.log.reduce((sum, one) => sum + (one.type === "lost" ? one.dropped.length : 0), 0)
        expect(post.outbox.waiting.length + post.facts("sent").length + dropped).toBe(made)
        const here = new Set(post.facts("keep").flatMap((one) => (one.type === "keep" ? [one.unsent.at] : [])))
        for (const one of post.facts("forget")) if (one.type === "forget") here.delete(one.at)
        expect(new Set(post.outbox.waiting.map(({ at }) => at))).toEqual(here)
      }
    }),
  )
})
