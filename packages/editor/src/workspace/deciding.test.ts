import {
  boxShape,
  type Decision,
  Disagreement,
  DisagreementId,
  LabelId,
  ProjectSlug,
  RegionId,
  TaskId,
} from "@justesse/types"
import type { ReviewTask } from "@justesse/types/wire/review"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { newRegion } from "../changes.ts"
import {
  type Deciding,
  type DecidingEffect,
  type DecidingEvent,
  differenceNow,
  openOf,
  openWith,
  startDeciding,
  stepDeciding,
} from "./deciding.ts"
import type { Unsent } from "./outbox.ts"

const project = ProjectSlug.parse("receipts")
const idOf = (name: string) => DisagreementId.parse(name)
const regionOf = (label: string) =>
  newRegion(RegionId.parse("r"), boxShape({ x: 1, y: 1, width: 9, height: 9 }), LabelId.parse(label))
const disagreementOf = (name: string, kind = "text", confidence = 0.5) =>
  Disagreement.parse({
    ...{ id: idOf(name), kind, proposal: regionOf(name === "tax" ? "tax" : "item"), confidence },
    candidates: [{ letters: ["A"], region: null, share: 1 }],
    place: { x: 1, y: 1, width: 9, height: 9 },
  })
const taskOf = (task: number, names: readonly string[], decided: readonly string[] = []) =>
  ({
    ...{ task: TaskId.parse(task), revision: 1, reservedUntilMs: 100, look: "first" },
    differences: names.map((name, order) => ({
      ...{ difference: disagreementOf(name, name === "spot" ? "place" : "text"), order },
      decision: decided.includes(name) ? take("Z") : null,
    })),
  }) as unknown as ReviewTask // what the rules read of it
const take = (letter: string): Decision => ({
  ...{ outcome: "take", letter, reason: { code: "other", clause: null, note: "" } },
})

/** A review page with what it asked for. */
class Page {
  state: Deciding
  readonly effects: DecidingEffect[] = []
  constructor(kinds: Deciding["filter"]["kinds"] = [], labels: readonly string[] = []) {
    this.state = startDeciding({ kinds, labels: labels.map((label) => LabelId.parse(label)) })
  }
  do(...events: readonly DecidingEvent[]): this {
    for (const event of events) {
      const { workspace, effects } = stepDeciding(this.state, event)
      this.state = workspace
      this.effects.push(...effects)
    }
    return this
  }
  open(task: ReviewTask, wanted: string | null = null, waiting: readonly Unsent[] = []): this {
    return this.do({ type: "opened", task, wanted: wanted === null ? null : idOf(wanted), waiting })
  }
  decide(...letters: readonly string[]): this {
    return this.do(...letters.map((letter) => ({ type: "decide", decision: take(letter) }) as const))
  }
  /** What went to the outbox, as it waits there. */
  get sent(): Extract<Unsent, { kind: "decide" }>[] {
    return this.effects.flatMap((effect, at) =>
      effect.type === "send" && effect.decided.kind === "decide"
        ? [{ at, id: `id-${at}`, person: 7, project, revision: 1, ...effect.decided }]
        : [],
    )
  }
  get addresses() {
    return this.effects.flatMap((effect) => (effect.type === "setAddress" ? [effect.difference] : []))
  }
}

describe("a task", () => {
  test("opens at its first open difference, or at the one that is asked for; the address follows", () => {
    expect(new Page().open(taskOf(1, ["a", "b"], ["a"])).addresses).toEqual(["b"])
    expect(new Page().open(taskOf(1, ["a", "b"]), "b").state.now).toBe("b")
    expect(new Page().open(taskOf(1, ["a", "b"]), "gone").state.now).toBe("a")
    expect(new Page().open(taskOf(1, ["a", "b"], ["a", "b"])).state.now).toBe("a")
  })

  test("counts as decided what waits to be sent of it", () => {
    const [waits] = new Page().open(taskOf(1, ["a", "b"])).decide("B").sent
    const again = new Page().open(taskOf(1, ["a", "b"]), null, waits ? [waits] : [])
    expect([again.state.now, again.state.decisions.get(idOf("a"))]).toEqual(["b", take("B")])
  })

  test("begins with what the reviewer came for, by kind and by label", () => {
    expect(new Page(["place"]).open(taskOf(1, ["a", "spot", "b"])).decide("A").state.now).toBe("b")
    expect(new Page([], ["tax"]).open(taskOf(1, ["a", "b", "tax"])).state.now).toBe("tax")
  })

  test("that cannot be opened says why, and nothing is in hand", () => {
    const far = new Page().open(taskOf(1, ["a"])).do({ type: "notOpened", phase: "far", failure: null })
    expect([far.state.phase, far.state.task, far.state.online]).toEqual(["far", null, false])
    expect(far.do({ type: "nothingOpen" }).state).toMatchObject({ phase: "empty", now: null })
  })

  test("is reserved until then, and that it is over is said once", () => {
    const page = new Page().open(taskOf(1, ["a"])).do({ type: "tick", nowMs: 100 })
    expect(page.state.lapsed).toBe(false)
    expect(page.do({ type: "tick", nowMs: 101 }).state.lapsed).toBe(true)
    const again = { type: "reserved", untilMs: 500 } as const
    expect(page.do({ ...again, task: TaskId.parse(9) }).state.lapsed).toBe(true)
    expect(page.do({ ...again, task: TaskId.parse(1) }).state).toMatchObject({ lapsed: false, reservedUntilMs: 500 })
  })
})

describe("a decision", () => {
  test("goes to the outbox with what it replaces, and on to the next open difference around the end", () => {
    const page = new Page().open(taskOf(1, ["a", "b", "c"]), "b").decide("A", "B")
    expect(page.sent.map((one) => [one.difference.id, one.before])).toEqual([
      ["b", null],
      ["c", null],
    ])
    expect(page.state.now).toBe("a")
    page.do({ type: "look", id: idOf("b") }).decide("C")
    expect([page.sent[2]?.before, page.state.now, openOf(page.state)]).toEqual([take("A"), "a", ["a"]])
  })

  test("the last one stays where it is; reason and notice are about the difference that was left", () => {
    const page = new Page().open(taskOf(1, ["a"])).do({ type: "note", change: { notice: { key: "notice.moved" } } })
    page.do({ type: "chooseReason", reason: { code: "text", clause: null, note: "x" } }).decide("A")
    expect([page.state.now, page.state.reason, page.state.notice]).toEqual(["a", null, null])
  })

  test("is not made about a picture that does not show, and goes on where it shows again", () => {
    const page = new Page()
      .open(taskOf(1, ["a", "b"]))
      .do({ type: "picture", picture: "failed" })
      .decide("A")
    const all = new Map([[idOf("a"), take("A")]])
    page.do({ type: "decideAll", decisions: all })
    expect([page.sent, page.state.decisions.size, page.state.now]).toEqual([[], 0, "a"])
    expect(page.decide("A").state.notice).toEqual({ key: "notice.unseen" })
    page.do({ type: "picture", picture: "loading" }).decide("A")
    expect([page.sent.length, page.state.now, page.state.notice]).toEqual([1, "b", null])
  })

  test("at a tie is a person's answer: what the consensus came upon is not taken, and that is said", () => {
    const two = (region: string | null): Disagreement => ({
      ...disagreementOf("a", region === null ? "one_person" : "label"),
      candidates: [
        { letters: ["A"], region: regionOf("item"), share: 0.5 },
        { letters: ["B"], region: region === null ? null : regionOf(region), share: 0.5 },
      ],
    })
    const reason = { code: "other", clause: null, note: "" } as const
    const said = (region: string | null, outcome: "proposal" | "merge" | "none") => {
      const task = taskOf(1, ["a"])
      const page = new Page().open({
        ...task,
        differences: task.differences.map((one) => ({ ...one, difference: two(region) })),
      })
      page.do({ type: "decide", decision: { outcome, reason } })
      return [page.sent.length, page.state.decisions.size, page.state.notice?.key ?? null]
    }
    for (const region of ["tax", null]) expect(said(region, "proposal")).toEqual([0, 0, "notice.tie"])
    expect(said("tax", "merge")).toEqual([0, 0, "notice.tie"])
    // Of those who have it there is one region; that is kept on purpose.
    expect(said(null, "merge")).toEqual([1, 1, null])
    expect(said("tax", "none")).toEqual([1, 1, null])
  })

  test("is not made while an act waits for the server, nor without a task", () => {
    expect(new Page().decide("A").effects).toEqual([])
    const busy = new Page()
      .open(taskOf(1, ["a"]))
      .do({ type: "note", change: { busy: true } })
      .decide("A")
    expect([busy.sent, busy.state.decisions.size]).toEqual([[], 0])
  })

  test("taken back leads to its difference, and what it replaced comes back", () => {
    const page = new Page()
      .open(taskOf(1, ["a", "b"]))
      .decide("A")
      .do({ type: "look", id: idOf("a") })
      .decide("B")
    const [first, second] = page.sent
    if (second) page.do({ type: "takeBack", last: second })
    expect([page.state.now, page.state.decisions.get(idOf("a"))]).toEqual(["a", take("A")])
    if (first) page.do({ type: "takeBack", last: first })
    expect(page.state.decisions.size).toBe(0)
  })
})

describe("all of somebody's answers", () => {
  const all = (state: Deciding, letter: string) =>
    ({ type: "decideAll", decisions: new Map(openWith(state, letter).map(({ id }) => [id, take(letter)])) }) as const

  test("are about what is open and has them; each goes out by itself, and the address follows once", () => {
    const page = new Page().open(taskOf(1, ["a", "b", "c", "d"], ["b"]))
    expect(openWith(page.state, "A").map(({ id }) => id)).toEqual(["a", "c", "d"])
    expect(openWith(page.state, "B")).toEqual([])
    const addresses = page.addresses.length
    page.do({
      type: "decideAll",
      decisions: new Map([
        [idOf("a"), take("A")],
        [idOf("c"), take("A")],
      ]),
    })
    expect(page.sent.map(({ difference }) => difference.id)).toEqual(["a", "c"])
    expect(openOf(page.state)).toEqual(["d"])
    expect(page.state.now).toBe("d")
    expect(page.addresses.length).toBe(addresses + 1)
    page.do(all(page.state, "A"))
    expect(openOf(page.state)).toEqual([])
  })

  test("without any, or while an act waits, nothing is decided", () => {
    const page = new Page().open(taskOf(1, ["a"], ["a"]))
    expect(page.do(all(page.state, "A")).sent).toEqual([])
    const busy = new Page().open(taskOf(1, ["a", "b"])).do({ type: "note", change: { busy: true } })
    expect(busy.do(all(busy.state, "A")).sent).toEqual([])
    expect(openWith(new Page().state, "A")).toEqual([])
  })
})

describe("looking", () => {
  test("goes around the differences either way, and the same one again is no step", () => {
    const page = new Page().open(taskOf(1, ["a", "b", "c"]))
    const walked = ([-1, 1, 1, 1, 1] as const).map((by) => page.do({ type: "step", by }).state.now)
    expect(walked).toEqual(["c", "a", "b", "c", "a"])
    expect(page.do({ type: "look", id: idOf("a") }, { type: "look", id: null }).addresses).toHaveLength(6)
    expect(new Page().do({ type: "step", by: 1 }).state.now).toBeNull()
    expect(differenceNow(page.state)?.difference.id).toBe("a")
  })
})

describe("when others act", () => {
  test("what changed is open again and marked until it is decided", () => {
    const page = new Page().open(taskOf(1, ["a", "b"])).decide("A")
    const now = taskOf(1, ["a", "b"])
    const changed = {
      ...now,
      differences: now.differences.map((one) => ({
        ...one,
        difference: disagreementOf(one.difference.id, "text", one.difference.id === "b" ? 0.9 : 0.5),
      })),
    }
    page.do({ type: "moved", task: changed, dropped: [], waiting: page.sent })
    expect([[...page.state.fresh], page.state.now, page.state.notice]).toEqual([
      ...[["b"], "b", { key: "notice.moved", values: { count: 1 } }],
    ])
    expect([...page.decide("B").state.fresh]).toEqual([])
    const same = new Page()
      .open(taskOf(1, ["a"]))
      .do({ type: "moved", task: taskOf(1, ["a"]), dropped: [], waiting: [] })
    expect(same.state.notice).toBeNull()
    expect(same.do({ type: "moved", task: taskOf(2, ["z"]), dropped: [], waiting: [] }).state.task?.task).toBe(1)
  })

  test("a task that is somebody else's now goes, with how much was not taken; another one stays in hand", () => {
    const page = new Page().open(taskOf(1, ["a", "b"])).decide("A")
    const dropped = page.sent
    const other = { type: "lost", task: TaskId.parse(9), phase: "held", dropped } as const
    expect([page.do(other).state.phase, page.state.notice?.values]).toEqual(["ready", { count: 1 }])
    expect(page.do({ ...other, task: TaskId.parse(1), dropped: [] }).state).toMatchObject({ phase: "held", task: null })
  })
})

test("undoing every decision gives the task as it was opened, whatever was decided in which order", () => {
  const names = ["a", "b", "c", "d"]
  const act = fc.record({
    what: fc.constantFrom("decide", "look", "step"),
    n: fc.nat(3),
    letter: fc.constantFrom("A", "B"),
  })
  fc.assert(
    fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
      const page = new Page().open(taskOf(1, names, ["c"]))
      const start = page.state
      for (const { what, n, letter } of acts) {
        if (what === "decide") page.decide(letter)
        else if (what === "look") page.do({ type: "look", id: idOf(names[n] ?? "a") })
        else page.do({ type: "step", by: n % 2 === 0 ? 1 : -1 })
        expect(page.state.decisions.size + openOf(page.state).length).toBe(names.length)
      }
      for (const last of page.sent.reverse()) page.do({ type: "takeBack", last })
      expect(page.state.decisions).toEqual(start.decisions)
    }),
  )
})
