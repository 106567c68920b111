import type { LocalDraft } from "@justesse/editor"
import { AssignmentId, boxShape, type LabelId, ProjectSlug, RegionId, type WorkBody } from "@justesse/types"
import type { Guide, HeldLeases, Lease, TrainingFeedback } from "@justesse/types/wire/work"
import { TRPCClientError } from "@trpc/client"
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest"
import { memoryActs } from "../../../offline/acts.ts"
import { NO_BEATS } from "../../../offline/beats.ts"
import { ActSender } from "../../../offline/sender.ts"
import { NO_TASKS } from "../../../offline/tasks.ts"
import type { CanvasEngine } from "../../canvas/engine.ts"
import type { Picture } from "../../canvas/picture.ts"
import type { KindOnPage } from "../kinds/contract.ts"
import { loadKind } from "../kinds/list.ts"
import type { Submit, TaskTransport } from "../transport.ts"
import { newSubmissionId } from "./ids.ts"
import type { ImageCache, Wanted } from "./imageCache.ts"
import type { LocalDrafts } from "./localDrafts.ts"
import type { TaskStore } from "./store.ts"

// Drawing needs a browser; what the store does with the answers of a server does not.
vi.mock("./showOnCanvas.ts", () => ({ showOnCanvas: () => {}, followOnCanvas: () => {} }))
/** Another window of this browser has each task. */
let isElsewhere = false
vi.mock("./tabLock.ts", () => ({
  lockTask: async () => ({ mine: !isElsewhere, release: () => {} }),
  isHeldElsewhere: async () => isElsewhere,
}))

const project = ProjectSlug.parse("crates")
const id = (n: number) => AssignmentId.parse(`4e1f6c1e-4e4f-4b4f-8a4e-${String(n).repeat(12)}`)
const refused = (code: string) =>
  TRPCClientError.from({ error: { code: -1, message: code, data: { failure: { code, detail: {} } } } } as never)

const guide = {
  ontology: {
    labels: [
      {
        id: "crate",
        name: { en: "crate" },
        color: "#e69f00",
        key: null,
        hasText: false,
        attributes: [],
        retired: false,
      },
    ],
  },
  ontologyVersion: 1,
  guideline: "",
  guidelineVersion: 1,
  pictures: {},
  projectName: "Crates",
  opening: "fit",
  shapes: ["box"],
} as unknown as Guide // plain ids

const answer = (boxes: number): WorkBody => ({
  regions: Array.from({ length: boxes }, (_, i) => ({
    ...{ id: RegionId.parse(`r${i}`), label: "crate" as LabelId },
    geometry: boxShape({ x: 20 * i, y: 5, width: 10, height: 10 }),
  })),
  nothingHere: boxes === 0,
})

const lease = (n: number, more: Partial<Lease> = {}): Lease => ({
  assignmentId: id(n),
  fence: 1,
  project,
  kind: "boxes",
  size: { width: 500, height: 400 },
  media: { full: `/${n}`, preview: `/${n}p`, thumbnail: `/${n}t` },
  body: answer(0),
  draftRevision: 0,
  question: "none",
  nextRevision: 1,
  ontologyVersion: 1,
  guidelineVersion: 1,
  leasedAtMs: 0,
  leaseUntilMs: 9e12,
  activeSeconds: 0,
  tryOut: null,
  ...more,
})

/** A server with a queue of tasks; what it answers to a submission can be changed. */
class Server {
  left = [lease(1), lease(2), lease(3)]
  readonly submissions: Submit[] = []
  readonly stored = new Map<string, string>()
  readonly asked: string[] = []
  /** What is said of an answer to a training task. */
  tryOut: TrainingFeedback | null = null
  /** Called before and after a submission is stored: throws, or waits. */
  before: () => Promise<void> = async () => {}
  after: () => Promise<void> = async () => {}
  /** Called before a draft is stored. */
  drafting: () => Promise<void> = async () => {}
  /** Called before time is counted. */
  counting: () => Promise<void> = async () => {}

  held(): HeldLeases {
    return { leases: this.left.slice(0, 3), none: null }
  }
  readonly transport: TaskTransport = {
    next: async () => this.held(),
    open: async (assignmentId) => {
      this.asked.push("open")
      return { ...this.find(assignmentId), fence: 2 }
    },
    saveDraft: async ({ revision }) => {
      this.asked.push("saveDraft")
      await this.drafting()
      return { revision, savedAtMs: 1 }
    },
    submitNext: async (assignment) => {
      this.submissions.push(assignment)
      await this.before()
      const known = this.stored.get(assignment.submissionId)
      const body = JSON.stringify(assignment.body)
      if (known !== undefined && known !== body) throw refused("submission_differs")
      this.stored.set(assignment.submissionId, body)
      this.left = this.left.filter(({ assignmentId }) => assignmentId !== assignment.assignmentId)
      await this.after()
      return { ...this.held(), receipt: {} as never, tryOut: this.tryOut }
    },
    ask: async ({ assignmentId }) => {
      this.asked.push("ask")
      this.left = this.left.filter((one) => one.assignmentId !== assignmentId)
      return this.held()
    },
    skip: async ({ assignmentId }) => {
      this.asked.push("skip")
      this.left = this.left.filter((one) => one.assignmentId !== assignmentId)
      return this.held()
    },
    heartbeat: async ({ fence }) => {
      await this.counting()
      this.asked.push(`heartbeat ${fence}`)
      return null
    },
    previous: async () => null,
    revise: async (assignmentId) => this.find(assignmentId),
    guide: async () => guide,
    conditions: async () => expect.fail("nobody asked for conditions"),
    acceptConditions: async () => {},
  }

  find(assignmentId: AssignmentId): Lease {
    return (
      [lease(1), lease(2), lease(3)].find((one) => one.assignmentId === assignmentId) ?? expect.fail("no such task")
    )
  }
}

const addresses: (AssignmentId | null)[] = []
/** Whether the page could have been loaded anew with each of them. */
const reloads: boolean[] = []
const notices: string[] = []
let leave = () => {}
/** What this computer has to send. */
let acts = memoryActs()

async function storeOn(server: Server, local: Partial<LocalDrafts> = {}, assignment: AssignmentId | null = null) {
  const { TaskStore: Store } = await import("./store.ts")
  const drafts: LocalDrafts = { read: async () => null, write: async () => {}, forget: async () => {}, ...local }
  const sender = new ActSender({
    ...{ person: 1, transport: server.transport, store: acts, want: () => 3, whoseSession: async () => 1 },
    ...{ exclusively: (_, work) => work(), onSent: () => {} },
  })
  void sender.start()
  // Every picture is there at once.
  const show = async (_: Wanted, onLevel: (picture: Picture) => void) => onLevel({} as Picture)
  const cache = { prepare: () => {}, isReady: () => true, isWhole: async () => true, show, clear: () => {} }
  const store = new Store({
    project,
    transport: server.transport,
    local: drafts,
    sender,
    solidFrom: () => null,
    beats: NO_BEATS,
    tasks: NO_TASKS,
    engine: { setPicture: () => {} } as unknown as CanvasEngine, // placed by nobody here
    cache: cache as unknown as ImageCache,
    loadKind: async () => part,
    boxClicks: () => "corners",
    onTask(task, mayReload) {
      addresses.push(task)
      reloads.push(mayReload)
    },
    onNotice: (key) => void notices.push(key),
  })
  const left = store.open(assignment)
  leave = () => {
    left()
    sender.close()
  }
  await vi.advanceTimersByTimeAsync(0)
  return store
}

/** Something that is answered when it is let go. */
function gate() {
  let open = () => {}
  const pending = new Promise<void>((resolve) => {
    open = resolve
  })
  return { pending, open: () => open() }
}

let part: KindOnPage
beforeAll(async () => {
  part = await loadKind("boxes")
})
beforeEach(() => {
  vi.useFakeTimers()
  const { setTimeout, clearTimeout, setInterval, clearInterval } = globalThis
  vi.stubGlobal("navigator", { onLine: true })
  vi.stubGlobal("window", Object.assign(new EventTarget(), { setTimeout, clearTimeout, setInterval, clearInterval }))
  vi.stubGlobal("document", Object.assign(new EventTarget(), { hidden: false, hasFocus: () => true }))
  vi.stubGlobal("requestAnimationFrame", () => 0)
})
afterEach(() => {
  leave()
  acts = memoryActs()
  addresses.length = 0
  reloads.length = 0
  notices.length = 0
  vi.unstubAllGlobals()
  vi.useRealTimers()
})
const inHand = (store: TaskStore) => store.snapshot.task?.lease.assignmentId

/** What is under way comes to its end, as far as the server answers. */
const rest = () => vi.advanceTimersByTimeAsync(5)
/** The answer in hand is sent, and answered. */
async function send(store: TaskStore) {
  const result = store.submit()
  await rest()
  return result
}

/** A task in hand on which "nothing here" is the answer. */
async function ready(server: Server, local: Partial<LocalDrafts> = {}): Promise<TaskStore> {
  server.left = server.left.map((one) => ({ ...one, body: { regions: [], nothingHere: true } }))
  return storeOn(server, local)
}

describe("sending", () => {
  it("of a training task shows what was right: no page is loaded anew over it", async () => {
    const server = new Server()
    server.tryOut = {} as TrainingFeedback // nothing of it is read here
    const store = await ready(server)
    store.submit()
    await rest()
    expect([inHand(store), store.snapshot.training !== null, reloads]).toEqual([id(2), true, [true, false]])
    store.act("closeTraining")
    server.tryOut = null
    store.submit()
    await rest()
    expect([inHand(store), reloads.at(-1)]).toEqual([id(3), true])
  })

  it("twice in a row before an answer came sends once, and goes on to the next task once", async () => {
    const server = new Server()
    const store = await ready(server)
    const late = gate()
    server.after = () => late.pending
    const results = [store.submit(), store.submit()]
    late.open()
    await rest()
    expect(results).toEqual(["sending", "waiting"])
    expect(server.submissions.map(({ assignmentId }) => assignmentId)).toEqual([id(1)])
    expect([inHand(store), addresses]).toEqual([id(2), [id(1), id(2)]])
  })

  it("of which the answer is lost goes on with the next task, and the same submission goes out again by itself", async () => {
    const server = new Server()
    const store = await ready(server)
    // The next picture comes as soon as the page is at rest.
    await vi.advanceTimersByTimeAsync(200)
    server.after = async () => {
      throw new TypeError("Failed to fetch")
    }
    await send(store)
    expect([inHand(store), store.snapshot.waiting, store.sending]).toEqual([id(2), [id(1)], false])
    server.after = async () => {}
    await vi.advanceTimersByTimeAsync(2_000)
    expect(new Set(server.submissions.map(({ submissionId }) => submissionId)).size).toBe(1)
    expect([server.submissions.length, server.stored.size, store.snapshot.waiting]).toEqual([2, 1, []])
  })

  it("taken back before it went out and sent with another answer is one submission: nobody hears that it differs", async () => {
    const server = new Server()
    server.left = [lease(1, { body: answer(1), draftRevision: 1 }), lease(2)]
    const store = await storeOn(server)
    server.before = async () => {
      throw new TypeError("Failed to fetch")
    }
    await send(store)
    server.before = async () => {}
    store.act("takeBack")
    await rest()
    expect([inHand(store), store.snapshot.waiting]).toEqual([id(1), []])
    store.model?.delete([RegionId.parse("r0")])
    store.model?.answerNothingHere()
    await send(store)
    await vi.advanceTimersByTimeAsync(5_000)
    const ids = server.submissions.map(({ submissionId }) => submissionId)
    expect([ids.length, new Set(ids).size, server.stored.size]).toEqual([2, 2, 1])
  })

  it("one after the other comes back by one act each, to be revised at once; what was decided is only shown", async () => {
    const server = new Server()
    const sent = (n: number, revisable: boolean) => ({ ...lease(n), state: "submitted", revisable, body: answer(1) })
    const before = [sent(2, true), sent(3, false)]
    server.transport.previous = async () => (before.shift() ?? null) as never
    const store = await storeOn(server)
    store.act("takeBack")
    await rest()
    expect([inHand(store), store.snapshot.looking]).toEqual([id(2), null])
    store.act("takeBack")
    await rest()
    expect([inHand(store), store.snapshot.looking?.sent.assignmentId]).toEqual([id(2), id(3)])
  })

  it("in another window of this browser is read without a new lease: that one goes on with its own", async () => {
    const server = new Server()
    isElsewhere = true
    const opened = vi.spyOn(server.transport, "open")
    const store = await storeOn(server, {}, id(2))
    await rest()
    isElsewhere = false
    expect([inHand(store), store.snapshot.task?.editing.readOnly, opened.mock.calls.length]).toEqual([
      id(2),
      "other_tab",
      0,
    ])
  })

  it("that waits here while another computer answered stays, and comes back to correct that one", async () => {
    const server = new Server()
    const store = await ready(server)
    const late = gate()
    server.before = async () => {
      await late.pending
      throw refused("already_submitted")
    }
    store.submit()
    await vi.advanceTimersByTimeAsync(710)
    late.open()
    await rest()
    expect([inHand(store), (await acts.read(1)).map((act) => act.refused)]).toEqual([id(2), ["already_submitted"]])
    server.before = async () => {}
    server.find = () => lease(1, { fence: 2, nextRevision: 2, body: answer(3) })
    store.dispatch({ type: "reopenRefused", assignmentId: id(1) })
    await rest()
    expect([inHand(store), await acts.read(1), store.snapshot.task?.lease.fence]).toEqual([id(1), [], 2])
    expect(store.model?.document.order.length).toBe(0)
    await send(store)
    expect(server.submissions.at(-1)).toMatchObject({ assignmentId: id(1), fence: 2, after: { revision: 1 } })
  })

  it("C-10 a slow server keeps nobody: after 0.7 s the next task is there, and what waits is counted", async () => {
    const server = new Server()
    const store = await ready(server)
    const late = gate()
    server.before = () => late.pending
    store.submit()
    await vi.advanceTimersByTimeAsync(710)
    expect([inHand(store), store.snapshot.waiting]).toEqual([id(2), [id(1)]])
    late.open()
    await rest()
    expect([inHand(store), store.snapshot.waiting, server.stored.size]).toEqual([id(2), [], 1])
  })

  it("that is refused after its task left the hand stays on this computer, and comes back as it was", async () => {
    const server = new Server()
    const store = await ready(server)
    const late = gate()
    server.before = async () => {
      await late.pending
      throw refused("label_unknown")
    }
    store.submit()
    await vi.advanceTimersByTimeAsync(710)
    late.open()
    await rest()
    expect((await acts.read(1)).map((act) => [act.assignmentId, act.refused])).toEqual([[id(1), "label_unknown"]])
    store.dispatch({ type: "reopenRefused", assignmentId: id(1) })
    await rest()
    expect([inHand(store), await acts.read(1)]).toEqual([id(1), []])
  })

  it("that is refused while its task is there stays there, and this computer sends it no more", async () => {
    const server = new Server()
    const store = await ready(server)
    server.before = async () => {
      throw refused("label_unknown")
    }
    await send(store)
    expect([inHand(store), store.snapshot.failure?.code, await acts.read(1)]).toEqual([id(1), "label_unknown", []])
  })

  it("when the page was left meanwhile leads nowhere", async () => {
    const server = new Server()
    const store = await ready(server)
    const late = gate()
    server.after = () => late.pending
    store.submit()
    leave()
    late.open()
    await rest()
    expect(addresses).toEqual([id(1)])
  })

  it("of a task that another window took over says so, and lets nobody draw on", async () => {
    const server = new Server()
    const store = await ready(server)
    server.before = async () => {
      throw refused("taken_over")
    }
    await send(store)
    expect(store.model?.snapshot.readOnly).toBe("taken_over")
    await send(store)
    expect(server.submissions).toHaveLength(1)
    store.act("takeOver")
    await rest()
    expect([store.model?.editable, store.snapshot.task?.lease.fence]).toEqual([true, 2])
  })

  it("of a task that waits here does not show it again, however late this computer says so: what was drawn on it would be lost", async () => {
    const server = new Server()
    const submission = { assignmentId: id(1), fence: 1, submissionId: newSubmissionId(), body: answer(1) }
    const call = { type: "submit", submission: { ...submission, ontologyVersion: 1, guidelineVersion: 1 } } as const
    const about = { assignmentId: id(1), project, projectName: "Crates", fence: 1, lease: lease(1) }
    await acts.add(1, { ...about, call, refused: null } as never) // what a page keeps
    const { read } = acts
    acts = { ...acts, read: (person) => new Promise((done) => setTimeout(() => done(read(person)), 400)) }
    server.before = () => new Promise((done) => setTimeout(done, 300))
    const store = await storeOn(server)
    const shown: (AssignmentId | null)[] = []
    for (let ms = 0; ms < 3_000; ms += 50) {
      await vi.advanceTimersByTimeAsync(50)
      shown.push(inHand(store) ?? null)
    }
    expect(shown).not.toContain(id(1))
    expect([inHand(store), server.submissions.length]).toEqual([id(2), 1])
  })

  it("after a reload asks for the receipt of an answer that arrived though nobody heard of it", async () => {
    const server = new Server()
    const disk = new Map<AssignmentId, LocalDraft>()
    const local = {
      read: async (task: AssignmentId) => disk.get(task) ?? null,
      write: async (task: AssignmentId, draft: LocalDraft) => void disk.set(task, draft),
      forget: async (task: AssignmentId) => void disk.delete(task),
    }
    const store = await ready(server, local)
    server.after = async () => {
      throw new TypeError("Failed to fetch")
    }
    await send(store)
    leave()
    // The draft names the answer, as every draft did before this computer kept what it sends.
    acts = memoryActs()
    server.after = async () => {}
    server.transport.open = async () => {
      throw refused("already_submitted")
    }
    const again = await storeOn(server, local, id(1))
    await rest()
    const [first, second] = server.submissions
    expect([server.submissions.length, second]).toEqual([2, first])
    expect([inHand(again), again.snapshot.gone?.assignmentId, server.stored.size, disk.has(id(1))]).toEqual([
      ...[id(2), id(1), 1, false],
    ])
  })

  it("leaves no draft of the task behind on this computer", async () => {
    const server = new Server()
    const forgotten: AssignmentId[] = []
    const store = await ready(server, { forget: async (task) => void forgotten.push(task) })
    await send(store)
    expect(forgotten).toEqual([id(1)])
  })
})

describe("a draft", () => {
  it("of this computer is gone on with where it is newer than the server's", async () => {
    const server = new Server()
    const kept = { body: answer(3), revision: 4, sentRevision: 2, undos: [], redos: [] }
    server.left = [lease(1, { body: answer(2), draftRevision: 2 })]
    const store = await storeOn(server, { read: async () => kept })
    expect(store.model?.draftNow().body.regions).toHaveLength(3)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(server.asked).toEqual(["saveDraft"])
  })

  it("of the server is taken where it is newer: somebody went on at another computer", async () => {
    const server = new Server()
    const kept = { body: answer(1), revision: 1, sentRevision: 1, undos: [], redos: [] }
    server.left = [lease(1, { body: answer(2), draftRevision: 2 })]
    const store = await storeOn(server, { read: async () => kept })
    expect(store.model?.draftNow().body.regions).toHaveLength(2)
  })

  it("is taken back after what was worked on it is told: its earlier turn would be refused then", async () => {
    const server = new Server()
    const counting = gate()
    server.counting = () => counting.pending
    const store = await storeOn(server)
    await vi.advanceTimersByTimeAsync(2_000)
    store.skip("unclear")
    await rest()
    store.act("takeBack")
    await vi.advanceTimersByTimeAsync(0)
    expect(server.asked).toEqual(["skip"])
    counting.open()
    await rest()
    expect(server.asked).toEqual(["skip", "heartbeat 1", "open"])
  })

  it("asked about and put aside has arrived before the question goes out, and can be taken back", async () => {
    const server = new Server()
    const store = await storeOn(server)
    store.model?.answerNothingHere()
    const question = {
      ...{ threadId: id(8), messageId: id(9), text: "?", regionId: null, clause: null },
      putAside: true,
    }
    const spot = { point: { x: 1, y: 2 }, region: null, place: null }
    store.dispatch({ type: "ask", question: { ...question, spot } as never })
    await rest()
    expect(server.asked.slice(0, 2)).toEqual(["saveDraft", "ask"])
    expect(store.snapshot.gone).toMatchObject({ assignmentId: id(1), how: "aside" })
    store.act("takeBack")
    await rest()
    expect(server.asked.at(-1)).toBe("open")
  })

  it("has arrived before its answer is sent: a late one would be refused, or begin a revision with less", async () => {
    const server = new Server()
    const kept = { body: answer(1), revision: 1, sentRevision: 0, undos: [], redos: [] }
    const arriving = gate()
    server.drafting = () => arriving.pending
    const store = await storeOn(server, { read: async (task) => (task === id(1) ? kept : null) })
    await vi.advanceTimersByTimeAsync(1_000)
    store.submit()
    await vi.advanceTimersByTimeAsync(5_000)
    expect(server.submissions).toEqual([])
    arriving.open()
    await rest()
    expect(server.submissions).toHaveLength(1)
  })

  it("has arrived before its task is passed on, so that taking it back brings it back", async () => {
    const server = new Server()
    server.left = [lease(1), lease(2)]
    const kept = { body: answer(1), revision: 1, sentRevision: 0, undos: [], redos: [] }
    const store = await storeOn(server, { read: async (task) => (task === id(1) ? kept : null) })
    store.skip("unclear" as never)
    await rest()
    expect(server.asked.slice(0, 2)).toEqual(["saveDraft", "skip"])
    expect(inHand(store)).toBe(id(2))
  })
})
