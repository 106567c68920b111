import type { NewAct } from "@justesse/editor"
import { AssignmentId, ProjectSlug, SubmissionId } from "@justesse/types"
import { TRPCClientError } from "@trpc/client"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { type ActStore, firstOf, memoryActs } from "./acts.ts"
import { ActSender, type SendingNews } from "./sender.ts"

const refused = (code: string) =>
  TRPCClientError.from({ error: { code: -1, message: code, data: { failure: { code, detail: {} } } } } as never)
const id = (n: number) => AssignmentId.parse(`4e1f6c1e-4e4f-4b4f-8a4e-${String(n).padStart(12, "0")}`)

const answerOf = (n: number): NewAct => ({
  ...{ project: ProjectSlug.parse("crates"), projectName: "Crates", assignmentId: id(n), fence: 1, lease: null },
  call: {
    type: "submit",
    submission: {
      ...{ assignmentId: id(n), fence: 1, submissionId: SubmissionId.parse(id(n)), ontologyVersion: 1 },
      ...{ guidelineVersion: 1, body: { regions: [], nothingHere: true } },
    },
  },
})

/** A network with a server behind it: one receipt an id. */
class World {
  isThere = true
  losesAnswers = false
  session: number | null = 1
  readonly stored: string[] = []
  readonly tries: string[] = []
  readonly wants: number[] = []
  refuse: string | null = null
  fence = 1
  readonly transport = {
    submitNext: async ({ submissionId, fence, want }: { submissionId: string; fence: number; want: number }) => {
      if (!this.isThere) throw new TypeError("Failed to fetch")
      this.wants.push(want)
      this.tries.push(submissionId)
      if (this.session !== 1) throw refused(this.session === null ? "not_signed_in" : "not_found")
      if (this.refuse) throw refused(this.refuse)
      if (fence < this.fence) throw refused("taken_over")
      if (!this.stored.includes(submissionId)) this.stored.push(submissionId)
      if (this.losesAnswers) throw new TypeError("Failed to fetch")
      return { leases: [], none: null, tryOut: null, receipt: { counted: "extra" } }
    },
    skip: async () => ({ leases: [], none: null }),
    ask: async () => ({ leases: [], none: null }),
    open: async () => {
      const fence = ++this.fence
      if (this.losesAnswers) throw new TypeError("Failed to fetch")
      return { fence }
    },
  }
}

const senders: ActSender[] = []
function senderOn(world: World, store: ActStore, person = 1) {
  const news: SendingNews["type"][] = []
  const sender = new ActSender({
    ...{
      person,
      store,
      want: () => 3,
      onSent: () => {},
      exclusively: (_: string, work: () => Promise<void>) => work(),
    },
    transport: world.transport as never, // the parts that are asked for
    whoseSession: async () => world.session,
  })
  senders.push(sender)
  sender.follow(({ type }) => type !== "listed" && news.push(type))
  return { sender, news }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  for (const sender of senders.splice(0)) sender.close()
  vi.useRealTimers()
})
const rest = (ms = 5) => vi.advanceTimersByTimeAsync(ms)

describe("what is sent", () => {
  it("arrives once each, in order, after an hour without a network and answers that were lost on their way", async () => {
    const world = new World()
    const { sender, news } = senderOn(world, memoryActs())
    world.isThere = false
    for (let n = 1; n <= 20; n++) await sender.post(answerOf(n))
    expect([news, sender.view.getState().trouble]).toEqual([Array(20).fill("waits"), "offline"])
    await rest(3_600_000)
    expect(world.stored).toEqual([])
    world.isThere = true
    world.losesAnswers = true
    await rest(60_000)
    world.losesAnswers = false
    await rest(60_000)
    expect(world.stored).toEqual(Array.from({ length: 20 }, (_, n) => id(n + 1)))
    expect(sender.view.getState()).toMatchObject({ acts: [], trouble: null, going: null, extra: 20 })
  })

  it("asks for as many next ones as are looked at together, while they are", async () => {
    const world = new World()
    const { sender } = senderOn(world, memoryActs())
    sender.wantAtLeast(16)
    await sender.post(answerOf(1))
    sender.wantAtLeast(0)
    await sender.post(answerOf(2))
    expect(world.wants).toEqual([16, 3])
  })

  it("C-03 of which the answer was lost is said to have arrived only when the studio said so", async () => {
    const world = new World()
    const { sender, news } = senderOn(world, memoryActs())
    world.losesAnswers = true
    await sender.post(answerOf(1))
    expect([news, world.stored.length, sender.view.getState().acts.length]).toEqual([["waits"], 1, 1])
    world.losesAnswers = false
    await rest(2_000)
    expect([news, world.stored.length, world.tries.length]).toEqual([["waits", "sent"], 1, 2])
  })

  it("C-04 waits while nobody is signed in, and goes when somebody is", async () => {
    const world = new World()
    const { sender } = senderOn(world, memoryActs())
    world.session = null
    await sender.post(answerOf(1))
    expect(sender.view.getState()).toMatchObject({ trouble: "signed_out", acts: [{ assignmentId: id(1) }] })
    world.session = 1
    await sender.drain()
    expect([world.stored, sender.view.getState().trouble]).toEqual([[id(1)], null])
  })

  it("C-06 waits while somebody else is signed in: it is neither sent as theirs nor refused", async () => {
    const world = new World()
    const store = memoryActs()
    const mine = senderOn(world, store)
    world.session = 2
    await mine.sender.post(answerOf(1))
    expect(mine.sender.view.getState()).toMatchObject({ trouble: "other_person", acts: [{ refused: null }] })
    const other = senderOn(world, store, 2)
    await other.sender.start()
    await rest(60_000)
    expect([other.sender.view.getState().acts, world.stored]).toEqual([[], []])
    world.session = 1
    await mine.sender.drain()
    expect(world.stored).toEqual([id(1)])
  })

  it("C-05 goes out at once where this browser keeps nothing, and waits as long as the page lives", async () => {
    const closed = async () => {
      throw new Error("QuotaExceededError")
    }
    const nowhere: ActStore = { read: closed, add: closed, change: closed, drop: closed, arrived: closed }
    const world = new World()
    const { sender, news } = senderOn(world, firstOf(nowhere, memoryActs()))
    await sender.post(answerOf(1))
    world.isThere = false
    await sender.post(answerOf(2))
    world.isThere = true
    await rest(2_000)
    expect([world.stored, news]).toEqual([
      [id(1), id(2)],
      ["sent", "waits", "sent"],
    ])
  })

  it("C-05 a disk that is full is told, and the answer goes out from memory", async () => {
    const full: ActStore = { ...memoryActs(), add: () => Promise.reject(new Error("QuotaExceededError")) }
    const lost = vi.fn<() => void>()
    const world = new World()
    const { sender } = senderOn(world, firstOf(full, memoryActs(), lost))
    await sender.post(answerOf(1))
    expect([world.stored, lost.mock.calls.length]).toEqual([[id(1)], 1])
  })

  it("does not look sent when this computer cannot be read for a moment", async () => {
    const kept = memoryActs()
    let isReadable = true
    const store: ActStore = {
      ...kept,
      read: (person) => (isReadable ? kept.read(person) : Promise.reject(new Error("busy"))),
    }
    const world = new World()
    world.isThere = false
    const { sender, news } = senderOn(world, firstOf(store, memoryActs()))
    await sender.post(answerOf(1))
    isReadable = false
    await sender.drain()
    expect([sender.view.getState().acts.length, news]).toEqual([1, ["waits"]])
    isReadable = true
    world.isThere = true
    await sender.drain()
    expect([world.stored, sender.view.getState().acts]).toEqual([[id(1)], []])
  })

  it("is sent under the new lease where its task was opened anew since, and refused where that does not help", async () => {
    const world = new World()
    const store = memoryActs()
    await store.add(1, { ...answerOf(1), refused: null })
    world.fence = 4
    const { sender } = senderOn(world, store)
    await sender.start()
    await rest()
    expect(world.stored).toEqual([id(1)])
  })

  it("is sent under the new lease though word of the lease was lost on its way", async () => {
    const world = new World()
    const store = memoryActs()
    await store.add(1, { ...answerOf(1), refused: null })
    world.fence = 4
    world.losesAnswers = true
    const { sender, news } = senderOn(world, store)
    await sender.start()
    await rest()
    expect([world.stored, world.fence]).toEqual([[], 5])
    world.losesAnswers = false
    await rest(5_000)
    expect([world.stored, world.fence, news]).toEqual([[id(1)], 6, ["sent"]])
  })

  it("that another window took stays here, however often it is tried", async () => {
    const world = new World()
    const store = memoryActs()
    await store.add(1, { ...answerOf(1), refused: null })
    world.refuse = "taken_over"
    const { sender, news } = senderOn(world, store)
    await sender.start()
    await rest(60_000)
    expect([news, world.fence, world.tries.length]).toEqual([["refused"], 2, 2])
  })

  it("that the studio refuses stays, and is in nobody's way", async () => {
    const world = new World()
    const store = memoryActs()
    const { sender, news } = senderOn(world, store)
    world.refuse = "label_unknown"
    await sender.post(answerOf(1))
    world.refuse = null
    await sender.post(answerOf(2))
    expect([news, world.stored]).toEqual([["refused", "sent"], [id(2)]])
    expect((await store.read(1)).map((act) => act.refused)).toEqual(["label_unknown"])
  })

  it("taken back while it is on its way is waited for, and is the studio's to give back", async () => {
    const world = new World()
    let answer = () => {}
    const answered = new Promise<void>((resolve) => {
      answer = resolve
    })
    const { submitNext } = world.transport
    world.transport.submitNext = async (input) => answered.then(() => submitNext(input))
    const { sender } = senderOn(world, memoryActs())
    void sender.post(answerOf(1))
    await rest()
    const recalled = sender.recall(id(1))
    await rest(5_000)
    answer()
    expect([await recalled, world.stored]).toEqual([null, [id(1)]])
  })

  it("can be taken back until it is on its way, and nobody ever knows of it", async () => {
    const world = new World()
    const { sender, news } = senderOn(world, memoryActs())
    world.isThere = false
    await sender.post(answerOf(1))
    expect((await sender.recall(id(1)))?.assignmentId).toBe(id(1))
    world.isThere = true
    await rest(60_000)
    expect([world.tries, news, await sender.recall(id(1))]).toEqual([[], ["waits"], null])
  })
})
