import type { Unsent } from "@justesse/editor"
import {
  type Decision,
  Disagreement,
  DisagreementId,
  DisagreementKind,
  JustesseError,
  ProjectSlug,
  TaskId,
} from "@justesse/types"
import { ReviewTask } from "@justesse/types/wire/review"
import { type Decided, type Held, whyNotNow, withDecision, withoutLatest } from "@justesse/work/review"
import { TRPCClientError } from "@trpc/client"
import { afterEach, describe, expect, it, vi } from "vitest"
import type { ReviewTransport } from "../transport.ts"
import type { Outbox } from "./outbox.ts"
import { ReviewStore } from "./store.ts"

const project = ProjectSlug.parse("receipts")
const region = (value: string) => ({
  id: "r",
  geometry: { type: "box", x: 10, y: 10, width: 90, height: 20 },
  label: "tax",
  transcript: { value },
})
/** The first of two texts has more weight behind it, unless their shares say otherwise. */
const differenceOf = (id: string, texts: readonly [string, string], kind = "text", shares = [0.6, 0.4] as const) =>
  Disagreement.parse({
    id,
    kind,
    place: { x: 10, y: 10, width: 90, height: 20 },
    candidates: [
      { letters: ["A"], region: region(texts[0]), share: shares[0] },
      { letters: ["B"], region: region(texts[1]), share: shares[1] },
    ],
    proposal: region(texts[0]),
    confidence: shares[0],
  })

const [ME, OTHER] = [3, 4]
type Row = {
  -readonly [Name in keyof (Decided<DisagreementId, Decision> & Held)]: (Decided<DisagreementId, Decision> & Held)[Name]
} & {
  differences: Disagreement[]
  filed: boolean
}

/** A server in memory that acts by the rules of the real one (`work/review`), and changes the revision with each act. */
class Server implements ReviewTransport {
  readonly rows = new Map<TaskId, Row>()
  down = false
  session: number | null = ME
  /** Acts by their names: one that comes again is answered as it was, and does nothing. */
  readonly #acts = new Map<string, unknown>()
  /** The names of all acts that came, also again. */
  readonly came: string[] = []
  /** The next answers are lost on their way, though the server acted. */
  losesAnswers = 0
  filedLast: TaskId | null = null

  add(task: number, ...differences: Disagreement[]): TaskId {
    const id = TaskId.parse(task)
    const free = { reviewerId: null, reservedUntilMs: 0, revision: 1 }
    this.rows.set(id, { differences, decisions: new Map(), order: [], filed: false, ...free })
    return id
  }

  row(task: TaskId): Row {
    const row = this.rows.get(task)
    if (!row) throw new JustesseError("not_found")
    return row
  }

  async open({ task, except }: Parameters<ReviewTransport["open"]>[0]) {
    return this.#answer(() => {
      const free = [...this.rows].find(
        ([id, row]) => !row.filed && row.reviewerId !== OTHER && !(except ?? []).includes(id),
      )
      const id = task ?? free?.[0]
      if (id === undefined) return null
      const row = this.row(id)
      if (row.filed) throw refused("decided_already")
      this.#held(id, row.revision)
      Object.assign(row, { reviewerId: ME, reservedUntilMs: 9e12 })
      return this.#shown(id, row)
    })
  }

  async decide({ task, revision, act, difference: disagreement, decision }: Parameters<ReviewTransport["decide"]>[0]) {
    return this.#once(act, () => {
      const row = this.#held(task, revision)
      Object.assign(row, withDecision(row, disagreement, decision), { revision: row.revision + 1 })
      return { revision: row.revision, open: row.differences.length - row.decisions.size, reservedUntilMs: 9e12 }
    })
  }

  async undo(_: ProjectSlug, task: TaskId | null) {
    return this.#answer(() => {
      const here = task === null ? undefined : this.rows.get(task)
      const id = here && here.order.length > 0 ? task : this.filedLast
      const row = id === null ? undefined : this.rows.get(id)
      const back = row && withoutLatest(row)
      if (!row || !back || id === null) throw refused("nothing_to_undo")
      const { id: disagreement, ...left } = back
      Object.assign(row, left, { filed: false, revision: row.revision + 1 })
      return { task: id, difference: disagreement, revision: row.revision }
    })
  }

  async file({ task, revision, act }: Parameters<ReviewTransport["file"]>[0]) {
    return this.#once(act, () => {
      if (this.row(task).filed) throw refused("decided_already")
      const row = this.#held(task, revision)
      if (row.decisions.size < row.differences.length) throw refused("conflict")
      row.filed = true
      row.revision++
      this.filedLast = task
    })
  }

  readonly sentBack: string[] = []
  async sendBack({ task, revision, act, letter }: Parameters<ReviewTransport["sendBack"]>[0]) {
    return this.#once(act, () => {
      this.#held(task, revision).revision++
      this.sentBack.push(letter)
    })
  }

  async oneMore({ task, revision, act }: Parameters<ReviewTransport["oneMore"]>[0]) {
    return this.#once(act, () => {
      this.#held(task, revision)
      this.rows.delete(task)
    })
  }

  readonly released: TaskId[] = []
  async release(_: ProjectSlug, task: TaskId) {
    this.released.push(task)
  }

  #held(task: TaskId, revision: number): Row {
    const row = this.row(task)
    const why = whyNotNow(row, { personId: ME, revision, nowMs: 1 })
    if (why) throw refused(why)
    return row
  }

  async #once<T>(name: string | undefined, act: () => T): Promise<T> {
    return this.#answer(() => {
      if (this.session !== ME) throw refused(this.session === null ? "not_signed_in" : "reserved_by_other")
      if (name === undefined) throw new Error("an act without a name")
      this.came.push(name)
      if (!this.#acts.has(name)) this.#acts.set(name, act())
      return this.#acts.get(name) as T
    })
  }

  async #answer<T>(act: () => T): Promise<T> {
    if (this.down) throw new TypeError("Failed to fetch")
    const answer = act()
    if (this.losesAnswers > 0) {
      this.losesAnswers--
      throw new TypeError("Failed to fetch")
    }
    return answer
  }

  #shown(task: TaskId, row: Row): ReviewTask {
    return ReviewTask.parse({
      project,
      projectName: "Receipts",
      kind: "transcription",
      task,
      name: "a.jpg",
      size: { width: 500, height: 900 },
      media: { full: "/f", preview: "/p", thumbnail: "/t" },
      ontology: { labels: [] },
      guideline: "## 2.1 Spaces and signs\nAs printed.",
      settled: { regions: [], nothingHere: false },
      differences: row.differences.map((disagreement, order) => ({
        difference: disagreement,
        decision: row.decisions.get(disagreement.id) ?? null,
        order,
      })),
      letters: ["A", "B"],
      tasksLeft: this.rows.size,
      reservedUntilMs: 9e12,
      revision: row.revision,
      canUndo: true,
      look: "first",
    })
  }
}

const refused = (code: string) =>
  TRPCClientError.from({ error: { code: -1, message: code, data: { failure: { code, detail: {} } } } } as never)

class Kept implements Outbox {
  readonly rows = new Map<number, Unsent>()
  async read() {
    return [...this.rows.values()].sort((a, b) => a.at - b.at)
  }
  async keep(unsent: Unsent) {
    this.rows.set(unsent.at, unsent)
  }
  async drop(at: number) {
    this.rows.delete(at)
  }
}

/** Pages of one browser take turns. */
let before: Promise<void> = Promise.resolve()
const exclusively = (_: string, work: () => Promise<void>) => {
  const mine = before.then(work)
  before = mine.catch(() => {})
  return mine
}

const stores: ReviewStore[] = []
const positions: (TaskId | null)[] = []
function storeOn(server: Server, outbox = new Kept(), kinds: DisagreementKind[] = []): ReviewStore {
  const filter = { kinds, labels: [] }
  const onPosition = (task: TaskId | null) => void positions.push(task)
  const page = { look: "first", exclusively, whoseSession: async () => server.session } as const
  const store = new ReviewStore({ project, person: ME, filter, transport: server, outbox, onPosition, ...page })
  stores.push(store)
  return store
}
afterEach(() => {
  for (const store of stores.splice(0)) store.close()
  positions.length = 0
  vi.useRealTimers()
})

const one = differenceOf("d1", ["18 %", "18%"])
const two = differenceOf("d2", ["LAIT", "LAlT"])
const three = differenceOf("d3", ["TOTAL", "T0TAL"])

describe("deciding", () => {
  it("goes to the next open difference, files when none is open, and opens the next task", async () => {
    const server = new Server()
    const first = server.add(1, one, two)
    const second = server.add(2, three)
    const store = storeOn(server)
    await store.start(null, null)
    expect(store.state.now).toBe("d1")
    store.decide({ outcome: "take", letter: "B" })
    expect(store.state.now).toBe("d2")
    await store.file()
    expect(store.state.notice?.key).toBe("notice.stillOpen")
    store.decide({ outcome: "proposal" })
    await store.file()
    expect(server.row(first).filed).toBe(true)
    expect(store.state.task?.task).toBe(second)
  })

  it("gives each decision the reason of its difference and the clause that fits, or the one chosen", async () => {
    const server = new Server()
    const task = server.add(1, one, two)
    const store = storeOn(server)
    await store.start(null, null)
    store.decide({ outcome: "proposal" })
    store.chooseReason({ code: "other", clause: null, note: "smudged" })
    store.decide({ outcome: "undecidable" })
    await store.sender.drain()
    const { decisions } = server.row(task)
    expect(decisions.get(one.id)?.reason).toEqual({ code: "spaces", clause: "2.1", note: "" })
    expect(decisions.get(two.id)?.reason.note).toBe("smudged")
  })

  it("walks first what the reviewer came for", async () => {
    const server = new Server()
    server.add(1, one, differenceOf("p", ["X", "X"], "place"), three)
    const store = storeOn(server, new Kept(), ["place"])
    await store.start(null, null)
    expect(store.state.now).toBe("p")
    store.decide({ outcome: "merge" })
    expect(store.state.now).toBe("d3")
  })
})

describe("taking back", () => {
  it("returns to the last decision, also in the task that was filed last", async () => {
    const server = new Server()
    const first = server.add(1, one)
    server.add(2, two)
    const store = storeOn(server)
    await store.start(null, null)
    store.decide({ outcome: "proposal" })
    await store.file()
    await store.undo()
    expect(store.state.task?.task).toBe(first)
    expect(store.state.now).toBe("d1")
    expect(store.state.decisions.size).toBe(0)
    expect(server.row(first).filed).toBe(false)
    await store.undo()
    expect(store.state.notice?.key).toBe("notice.nothingToUndo")
  })

  it("takes two decisions back on two quick taps", async () => {
    const server = new Server()
    const task = server.add(1, one, two)
    const store = storeOn(server)
    await store.start(null, null)
    store.decide({ outcome: "proposal" })
    store.decide({ outcome: "proposal" })
    await store.sender.drain()
    await Promise.all([store.undo(), store.undo()])
    expect(server.row(task).decisions.size).toBe(0)
    expect(store.state.now).toBe("d1")
  })

  it("takes all of somebody's answers back together, sent or not, and what was decided before one by one (found B30)", async () => {
    const server = new Server()
    const task = server.add(1, one, two, three, differenceOf("d4", ["9 %", "9%"]))
    const store = storeOn(server)
    await store.start(null, null)
    store.decide({ outcome: "none" })
    store.takeAll("B")
    expect(store.state.notice).toEqual({ key: "notice.takenAll", values: { letter: "B", count: 3 } })
    await store.sender.drain()
    expect([...server.row(task).decisions.values()].map(({ outcome }) => outcome)).toEqual([
      "none",
      "take",
      "take",
      "take",
    ])
    expect(server.row(task).decisions.get(two.id)).toMatchObject({ letter: "B", reason: { code: "text" } })
    expect(server.row(task).decisions.get(DisagreementId.parse("d4"))?.reason.code).toBe("spaces")
    await store.undo()
    expect(store.state.notice).toEqual({ key: "notice.undoneAll", values: { count: 3 } })
    expect([...server.row(task).decisions.keys()]).toEqual(["d1"])
    // Nothing of it went out yet: nobody hears of it.
    server.down = true
    store.takeAll("A")
    expect(store.state.decisions.size).toBe(4)
    await store.sender.drain()
    await store.undo()
    expect(store.state.decisions.size).toBe(1)
    server.down = false
    await store.undo()
    expect(server.row(task).decisions.size).toBe(0)
  })

  it("takes nothing back of another task with what was taken together in one that went back", async () => {
    const server = new Server()
    const first = server.add(1, one)
    server.add(2, two, three)
    const store = storeOn(server)
    await store.start(null, null)
    store.decide({ outcome: "proposal" })
    await store.file()
    store.takeAll("A")
    await store.sendBack("B", { code: "other", clause: null, note: "" })
    await store.undo()
    await store.undo()
    expect(server.row(first).filed).toBe(true)
    store.takeAll("C")
    expect(store.state.notice).toEqual({ key: "notice.noneOf", values: { letter: "C" } })
  })

  it("hears a decision that is made while the undo is on its way", async () => {
    const server = new Server()
    const task = server.add(1, one, two)
    const store = storeOn(server)
    await store.start(null, null)
    store.decide({ outcome: "proposal" })
    await store.sender.drain()
    const undone = store.undo()
    store.decide({ outcome: "none" })
    await undone
    await store.sender.drain()
    expect(server.row(task).decisions.get(one.id)).toMatchObject({ outcome: "none" })
    expect(store.state.now).toBe("d2")
  })

  it("forgets what was not sent without asking anybody, and what it replaced comes back", async () => {
    const server = new Server()
    server.add(1, one, two)
    const outbox = new Kept()
    const store = storeOn(server, outbox)
    await store.start(null, null)
    store.decide({ outcome: "take", letter: "A" })
    await store.sender.drain()
    server.down = true
    store.look(one.id)
    store.decide({ outcome: "take", letter: "B" })
    await store.sender.drain()
    expect(outbox.rows.size).toBe(1)
    await store.undo()
    expect(store.state.decisions.get(one.id)).toMatchObject({ letter: "A" })
    expect(outbox.rows.size).toBe(0)
    await store.undo()
    expect(store.state.notice?.key).toBe("notice.undoFar")
  })
})

describe("without network", () => {
  it("keeps decisions and sends them later, also from another visit", async () => {
    const server = new Server()
    const task = server.add(1, one, two)
    const outbox = new Kept()
    const store = storeOn(server, outbox)
    await store.start(null, null)
    server.down = true
    store.decide({ outcome: "proposal" })
    store.decide({ outcome: "none" })
    await store.sender.drain()
    expect(store.state).toMatchObject({ unsent: 2, online: false })
    await store.file()
    expect(store.state.phase).toBe("far")
    store.close()
    server.down = false
    const later = storeOn(server, outbox)
    await later.start(null, null)
    expect(server.row(task)).toMatchObject({ filed: true, revision: 4 })
    expect(later.state.phase).toBe("empty")
    expect(outbox.rows.size).toBe(0)
  })

  it("goes on by itself when the network is back", async () => {
    const server = new Server()
    server.add(1, one)
    const second = server.add(2, two)
    const store = storeOn(server)
    await store.start(null, null)
    server.down = true
    store.decide({ outcome: "proposal" })
    await store.file()
    expect(store.state.phase).toBe("far")
    server.down = false
    await store.cameOnline()
    expect(store.state.task?.task).toBe(second)
  })

  it("says that it is kept only when it lies on the disk, and sends nothing before", async () => {
    const server = new Server()
    const task = server.add(1, one)
    const outbox = new Kept()
    const written: (() => void)[] = []
    outbox.keep = (unsent) =>
      new Promise((resolve) => written.push(() => resolve(void outbox.rows.set(unsent.at, unsent))))
    const store = storeOn(server, outbox)
    await store.start(null, null)
    store.decide({ outcome: "proposal" })
    await vi.waitFor(() => expect(written.length).toBe(1))
    expect([store.state.sending, server.row(task).decisions.size]).toEqual([true, 0])
    written.forEach((resolve) => resolve())
    await vi.waitFor(() => expect(store.state).toMatchObject({ sending: false, unsent: 0 }))
    expect(server.row(task).decisions.size).toBe(1)
  })

  it("C-06 sends nothing as somebody else: it waits until its own person is signed in", async () => {
    const server = new Server()
    const task = server.add(1, one)
    const store = storeOn(server)
    await store.start(null, null)
    for (const [session, trouble] of [
      [OTHER, "other_person"],
      [null, "not_signed_in"],
    ] as const) {
      server.session = session
      if (store.state.unsent === 0) store.decide({ outcome: "proposal" })
      expect(await store.sender.drain()).toBe(false)
      expect(store.state).toMatchObject({ unsent: 1, trouble, online: true })
      expect(server.row(task).decisions.size).toBe(0)
    }
    server.session = ME
    expect(await store.sender.drain()).toBe(true)
    expect(store.state).toMatchObject({ unsent: 0, trouble: null })
    expect(server.row(task).decisions.size).toBe(1)
  })

  it("lets two pages of one browser send each act once, in the order in which they were made", async () => {
    const server = new Server()
    const task = server.add(1, one, two, three)
    const outbox = new Kept()
    const first = storeOn(server, outbox)
    await first.start(null, null)
    server.down = true
    first.decide({ outcome: "none" })
    first.decide({ outcome: "proposal" })
    await first.sender.drain()
    const second = storeOn(server, outbox)
    await second.sender.restore()
    expect(second.sender.waiting.length).toBe(2)
    server.down = false
    await Promise.all([first.sender.drain(), second.sender.drain(), first.sender.drain()])
    expect(server.row(task)).toMatchObject({ revision: 3, order: [one.id, two.id] })
    expect([first.state.unsent, second.state.unsent, outbox.rows.size, server.came.length]).toEqual([0, 0, 0, 2])
    // The page that did not send goes on with the task as it is now.
    first.decide({ outcome: "proposal" })
    await first.sender.drain()
    expect(server.row(task).decisions.size).toBe(3)
    // What one page finished and the other one sent is finished for both.
    const filing = first.file()
    await Promise.all([second.sender.drain(), filing])
    expect([server.row(task).filed, first.state.phase]).toEqual([true, "empty"])
  })

  it("shows what became of a decision that another page of the browser sent, and that was not taken", async () => {
    const server = new Server()
    const task = server.add(1, one, two)
    const outbox = new Kept()
    const first = storeOn(server, outbox)
    await first.start(null, null)
    server.down = true
    first.decide({ outcome: "none" })
    first.decide({ outcome: "take", letter: "B" })
    await first.sender.drain()
    server.down = false
    Object.assign(server.row(task), { differences: [one, differenceOf("d2", ["LAIT", "LAIT 1L"])], revision: 7 })
    const second = storeOn(server, outbox)
    await second.sender.drain()
    expect([...server.row(task).decisions.keys()]).toEqual(["d1"])
    await first.sender.drain()
    await vi.waitFor(() => expect([...first.state.decisions.keys()]).toEqual(["d1"]))
    expect([first.state.notice?.key, [...first.state.fresh]]).toEqual(["notice.moved", ["d2"]])
    // And goes on from there.
    first.decide({ outcome: "proposal" })
    await first.file()
    expect(server.row(task).filed).toBe(true)
    expect(server.came.length).toBe(4)
  })

  it("keeps an answer that goes back and sends it once, though its answer is lost; then the next task comes", async () => {
    const server = new Server()
    server.add(1, one)
    const next = server.add(2, two)
    const outbox = new Kept()
    const store = storeOn(server, outbox)
    await store.start(null, null)
    server.down = true
    await store.sendBack("B", { code: "text", clause: null, note: "" })
    expect(store.state).toMatchObject({ phase: "far", unsent: 1 })
    expect([...outbox.rows.values()]).toMatchObject([{ kind: "back", letter: "B", difference: { id: "d1" } }])
    server.down = false
    server.losesAnswers = 1
    server.row(next)
    await store.sender.drain()
    expect(store.state.unsent).toBe(1)
    await store.sender.drain()
    expect([server.sentBack, outbox.rows.size]).toEqual([["B"], 0])
    await vi.waitFor(() => expect(store.state.phase).toBe("ready"))
  })

  it("does not decide twice when only the answer was lost", async () => {
    const server = new Server()
    const task = server.add(1, one)
    const store = storeOn(server)
    await store.start(null, null)
    server.losesAnswers = 1
    store.decide({ outcome: "proposal" })
    await store.sender.drain()
    expect(store.state.unsent).toBe(1)
    await store.sender.drain()
    expect(store.state.unsent).toBe(0)
    expect(server.row(task)).toMatchObject({ revision: 2 })
    server.losesAnswers = 1
    await store.file()
    await store.cameOnline()
    expect(server.row(task)).toMatchObject({ filed: true, revision: 3 })
    expect(store.state.phase).toBe("empty")
  })
})

describe("when others act meanwhile", () => {
  it("keeps decisions about what is the same and opens again what somebody answered anew", async () => {
    const server = new Server()
    const task = server.add(1, one, two)
    const store = storeOn(server)
    await store.start(null, null)
    const row = server.row(task)
    row.differences = [one, differenceOf("d2", ["LAIT", "LAIT 1L"])]
    row.revision = 7
    store.decide({ outcome: "proposal" })
    store.decide({ outcome: "take", letter: "B" })
    await store.sender.drain()
    expect([...row.decisions.keys()]).toEqual(["d1"])
    expect(store.state.now).toBe("d2")
    expect([...store.state.fresh]).toEqual(["d2"])
    expect(store.state.notice?.key).toBe("notice.moved")
  })

  it("says that somebody else has the task, and how much was not taken", async () => {
    const server = new Server()
    const task = server.add(1, one, two)
    const store = storeOn(server)
    await store.start(null, null)
    Object.assign(server.row(task), { reviewerId: OTHER, reservedUntilMs: 9e12 })
    store.decide({ outcome: "proposal" })
    await store.sender.drain()
    expect(store.state.phase).toBe("held")
    expect(store.state.notice).toEqual({ key: "notice.notTaken", values: { count: 1 } })
    expect(store.state.unsent).toBe(0)
  })

  it("passes over a task and comes back to it", async () => {
    const server = new Server()
    const first = server.add(1, one)
    const second = server.add(2, two)
    const store = storeOn(server)
    await store.start(null, null)
    await store.nextTask()
    expect(store.state.task?.task).toBe(second)
    await store.nextTask()
    expect(store.state.notice?.key).toBe("notice.noOtherTask")
    await store.previousTask()
    expect(store.state.task?.task).toBe(first)
    await store.nextTask()
    expect(store.state.task?.task).toBe(second)
  })

  it("goes on after an answer went back or one more was asked", async () => {
    const server = new Server()
    server.add(1, one)
    const second = server.add(2, two)
    const store = storeOn(server)
    await store.start(null, null)
    await store.oneMore()
    expect(store.state).toMatchObject({ notice: { key: "notice.oneMore" } })
    expect(store.state.task?.task).toBe(second)
    await store.sendBack("B", { code: "text", clause: null, note: "" })
    // Nothing else waits: the rest of the same task is decided meanwhile.
    expect(store.state.task?.task).toBe(second)
    expect(store.state.notice).toEqual({ key: "notice.sentBackHere", values: { letter: "B" } })
    // The task with the answer that was sent back comes last in the queue.
    const back = server.row(second)
    server.rows.delete(second)
    const third = server.add(3, two)
    server.rows.set(second, back)
    await store.sendBack("B", { code: "text", clause: null, note: "" })
    expect(store.state.task?.task).toBe(third)
    expect(store.state.notice).toEqual({ key: "notice.sentBack", values: { letter: "B" } })
  })
})

describe("when the page is left while an answer is on its way", () => {
  it("gives back a task that comes after it, and does not lead there", async () => {
    const server = new Server()
    const first = server.add(1, one)
    const store = storeOn(server)
    const opening = store.open(null)
    store.close()
    await opening
    expect(server.released).toEqual([first])
    expect(store.state.phase).toBe("opening")
    expect(positions).toEqual([])
  })

  it("does not lead back to a task that changed meanwhile", async () => {
    const server = new Server()
    const first = server.add(1, one, two)
    const store = storeOn(server)
    await store.start(null, null)
    server.row(first).revision++
    store.decide({ outcome: "proposal" })
    const before = positions.length
    store.close()
    await store.sender.drain()
    expect(positions.slice(before)).toEqual([])
  })

  it("gives back the next task and the one before when they come too late", async () => {
    const server = new Server()
    const [first, second] = [server.add(1, one), server.add(2, two)]
    const store = storeOn(server)
    await store.start(null, null)
    await store.nextTask()
    server.released.length = 0
    const back = store.previousTask()
    store.close()
    await back
    expect([...server.released].sort()).toEqual([first, second])
    expect(store.state.task?.task).toBe(second)
  })
})
