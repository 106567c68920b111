import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { engines, type TestStorage } from "../testing/engines.ts"
import { addPeople, addProject, answerTo, asks, NOW } from "../testing/seed.ts"
import type { LeaseRow } from "./operations.ts"

interface Wanted {
  readonly tier: number
  readonly overlap: number
}

/** The order in which one queue serves people, told by search: first tier first, then the place, then who never met it. */
class PlainQueue {
  readonly #tasks: { id: number; tier: number; slots: number; met: Set<number> }[]
  constructor(tasks: readonly Wanted[]) {
    this.#tasks = tasks.map(({ tier, overlap }, n) => ({ id: n + 1, tier, slots: overlap, met: new Set() }))
  }
  next(person: number, tiers: readonly number[]): number | null {
    for (const tier of tiers) {
      const task = this.#tasks.find((one) => one.tier === tier && one.slots > 0 && !one.met.has(person))
      if (!task) continue
      task.slots--
      task.met.add(person)
      return task.id
    }
    return null
  }
  /** An owner moves a task: it stands last in its new tier. */
  move(id: number, tier: number): void {
    const at = this.#tasks.findIndex((task) => task.id === id)
    const [task] = this.#tasks.splice(at, 1)
    if (task) this.#tasks.push({ ...task, tier })
  }
}

const wanted = fc.array(fc.record({ tier: fc.integer({ min: 1, max: 3 }), overlap: fc.integer({ min: 0, max: 2 }) }), {
  minLength: 1,
  maxLength: 12,
})
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ what: fc.constant("draw" as const), who: fc.nat(2), tiers: fc.shuffledSubarray([1, 2, 3]) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant("move" as const),
      task: fc.nat(11),
      tier: fc.integer({ min: 1, max: 3 }),
    }),
  },
)

describe.each(engines)("the order of the queue on $name", (engine) => {
  let opened: TestStorage
  let people: number[] = []
  beforeAll(async () => {
    opened = await engine.open()
    people = await addPeople(opened.storage, 3)
  })
  afterAll(() => opened.close())

  async function draw(project: number, person: number, tiers: readonly number[]): Promise<LeaseRow | undefined> {
    const [lease] = await opened.storage.hot.next(asks(project, person, { tiers }))
    if (!lease) return undefined
    await opened.storage.hot.submit(answerTo(lease))
    return lease
  }

  test("is the person's tiers in turn, then the place, whatever was drawn and moved before", async () => {
    await fc.assert(
      fc.asyncProperty(wanted, fc.array(step, { maxLength: 25 }), async (tasks, steps) => {
        const project = await addProject(opened.storage, people[0] ?? 0, 0, 1)
        await opened.storage.hot.addTasks(
          project,
          tasks.map((task, n) => ({ id: n + 1, assetId: n + 1, ...task })),
          NOW,
        )
        const plain = new PlainQueue(tasks)
        for (const one of steps) {
          if (one.what === "move") {
            if (one.task >= tasks.length) continue
            await opened.storage.hot.setTier(project, [one.task + 1], one.tier)
            plain.move(one.task + 1, one.tier)
            continue
          }
          const person = people[one.who] ?? 0
          const lease = await draw(project, person, one.tiers)
          expect(lease?.taskId ?? null).toBe(plain.next(person, one.tiers))
        }
      }),
      { numRuns: 40, seed: 20_260_101 },
    )
  })

  test("of several leases at once is the order in which they would come one by one", async () => {
    await fc.assert(
      fc.asyncProperty(wanted, fc.integer({ min: 1, max: 5 }), async (tasks, want) => {
        const list = tasks.map((task, n) => ({ id: n + 1, assetId: n + 1, ...task }))
        const project = await addProject(opened.storage, people[0] ?? 0, 0, 1)
        await opened.storage.hot.addTasks(project, list, NOW)
        const plain = new PlainQueue(tasks)
        const person = people[0] ?? 0
        const expected = Array.from({ length: want }, () => plain.next(person, [2, 1, 3])).filter((id) => id !== null)
        const leases = await opened.storage.hot.next(asks(project, person, { want, tiers: [2, 1, 3] }))
        expect(leases.map((lease) => lease.taskId)).toEqual(expected)
      }),
      { numRuns: 40, seed: 7 },
    )
  })

  test("of those in hand stays when one of them is taken up again", async () => {
    const project = await addProject(opened.storage, people[0] ?? 0, 3, 1)
    const leases = await opened.storage.hot.next(asks(project, people[0] ?? 0, { want: 3 }))
    const [first] = leases
    if (!first) throw new Error("three leases were wanted")
    await opened.storage.hot.takeUp({ publicId: first.publicId, personId: first.personId, nowMs: NOW + 60_000 })
    const later = await opened.storage.hot.next(asks(project, first.personId, { want: 3, nowMs: NOW + 60_001 }))
    expect(later.map((lease) => lease.taskId)).toEqual(leases.map((lease) => lease.taskId))
  })

  test("of what was skipped is the order in which it was skipped", async () => {
    const project = await addProject(opened.storage, people[0] ?? 0, 3, 1)
    const leases = await opened.storage.hot.next(asks(project, people[0] ?? 0, { want: 3 }))
    for (const [n, lease] of [...leases].reverse().entries()) {
      const { publicId, personId, fence } = lease
      await opened.storage.hot.skip({
        publicId,
        personId,
        fence,
        reason: "other",
        note: "",
        nowMs: NOW + n,
        next: null,
      })
    }
    const back: number[] = []
    for (let n = 0; n < 3; n++) back.push((await draw(project, people[0] ?? 0, [1]))?.taskId ?? 0)
    expect(back).toEqual([3, 2, 1])
  })
})
