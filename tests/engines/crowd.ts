import type { Storage } from "@justesse/db"
import type { LeaseRow } from "@justesse/db/hot/operations"
import { type Dice, dice } from "@justesse/db/testing/dice"
import { invariants } from "@justesse/db/testing/invariants"
import { addGold, addProject, answer, asks, LEASE_MS, NOW } from "@justesse/db/testing/seed"
import { watched } from "@justesse/db/testing/watch"
import { JustesseError } from "@justesse/types"
import { seedOf } from "@justesse/work/testing/seedOf"
import { sumActs, type WalkReport } from "./walk.ts"

const TASKS = 40
const STEPS_A_ROUND = 12
const ROUNDS_A_PROJECT = 4

/** What losing a race may answer; anything else is a breach. */
const ALLOWED = new Set(["taken_over", "already_submitted"])

interface Shared {
  readonly storage: Storage
  readonly project: number
  readonly clock: { ms: number }
  readonly acts: Record<string, number>
  readonly breaches: string[]
}

/** One of the people, acting at random as fast as they are answered. */
class Worker {
  readonly #of: Shared
  readonly #person: number
  readonly #dice: Dice
  #held: LeaseRow[] = []
  readonly #past: LeaseRow[] = []

  constructor(of: Shared, person: number, random: Dice) {
    this.#of = of
    this.#person = person
    this.#dice = random
  }

  async run(steps: number): Promise<void> {
    for (let n = 0; n < steps; n++) {
      const [name, act] = this.#choose()
      this.#of.acts[name] = (this.#of.acts[name] ?? 0) + 1
      try {
        await act()
      } catch (error) {
        if (error instanceof JustesseError && ALLOWED.has(error.code)) continue
        this.#of.breaches.push(`${name} threw ${error instanceof Error ? error.stack : String(error)}`)
      }
    }
  }

  #choose(): [string, () => Promise<void>] {
    const random = this.#dice.below(100)
    if (random < 30) return ["next", () => this.#next()]
    if (random < 60) return ["submit", () => this.#submit(this.#dice.pick(this.#held))]
    if (random < 70) return ["skip", () => this.#skip(this.#dice.pick(this.#held))]
    if (random < 78) return ["late", () => this.#submit(this.#dice.pick(this.#past))]
    if (random < 86) return ["takeUp", () => this.#takeUp(this.#dice.pick(this.#past))]
    if (random < 90) return ["expire", () => this.#expire()]
    return this.#owner(random)
  }

  #asks() {
    return asks(this.#of.project, this.#person, {
      want: 1 + this.#dice.below(3),
      tiers: [1, 2],
      nowMs: this.#of.clock.ms,
      gold: { seed: 99, seedOf, mixed: true, tryOut: 0 },
    })
  }

  async #next(): Promise<void> {
    this.#took(await this.#of.storage.hot.next(this.#asks()))
  }

  #took(leases: readonly LeaseRow[]): void {
    this.#held = [...leases]
    this.#past.push(...leases)
    if (new Set(leases.map((lease) => lease.taskId)).size < leases.length)
      this.#of.breaches.push("a task twice at once")
  }

  #key(lease: LeaseRow) {
    return { publicId: lease.publicId, personId: this.#person, fence: lease.fence, nowMs: this.#of.clock.ms }
  }

  async #submit(lease: LeaseRow | undefined): Promise<void> {
    if (!lease) return
    const versions = { ontologyVersion: 1, guidelineVersion: 1, regions: 0 }
    const input = { ...this.#key(lease), ...answer(), ...versions, next: this.#asks() }
    // Every tenth answer is sent twice at once, as a client does whose first answer was lost.
    const sends = this.#dice.below(10) === 0 ? 2 : 1
    const answers = await Promise.all(Array.from({ length: sends }, () => this.#of.storage.hot.submit(input)))
    if (new Set(answers.map(({ receipt }) => JSON.stringify(receipt))).size > 1) {
      this.#of.breaches.push("one answer got two receipts")
    }
    this.#took(answers.at(-1)?.leases ?? [])
  }

  async #skip(lease: LeaseRow | undefined): Promise<void> {
    if (!lease) return
    this.#took(await this.#of.storage.hot.skip({ ...this.#key(lease), reason: "other", note: "", next: this.#asks() }))
  }

  async #takeUp(lease: LeaseRow | undefined): Promise<void> {
    if (!lease) return
    this.#past.push(await this.#of.storage.hot.takeUp(this.#key(lease)))
  }

  async #expire(): Promise<void> {
    this.#of.clock.ms += this.#dice.below(LEASE_MS / 8)
    await this.#of.storage.hot.endExpired(this.#of.clock.ms, 20)
  }

  #owner(random: number): [string, () => Promise<void>] {
    const { storage, project, clock } = this.#of
    const task = 1 + this.#dice.below(TASKS)
    if (random < 94) return ["overlap", () => storage.hot.setOverlap(project, [task], this.#dice.below(5))]
    if (random < 96) return ["reopen", () => storage.hot.reopen(project, [task], clock.ms)]
    if (random < 98) return ["tier", () => storage.hot.setTier(project, [task], 1 + this.#dice.below(2))]
    return ["exclude", () => storage.hot.setExcluded(project, [task], this.#dice.below(2) === 0, clock.ms)]
  }
}

/**
 * Everybody works on one project at once. The database counts holders at every slot taken ({@link watchSlots}), and after
 * each round the rows are counted against each other.
 */
export async function crowd(
  storage: Storage,
  plan: { readonly seed: number; readonly steps: number; readonly people: readonly number[] },
): Promise<WalkReport> {
  const acts: Record<string, number>[] = []
  const breaches: string[] = []
  const clock = { ms: NOW }
  const steps = () => Object.values(sumActs(acts)).reduce((sum, n) => sum + n, 0)
  for (let assignment = 0; steps() < plan.steps && breaches.length === 0; assignment++) {
    const project = await addProject(storage, plan.people[0] ?? 0, TASKS + 3, 1 + (assignment % 3))
    await addGold(storage, project, [TASKS + 1, TASKS + 2, TASKS + 3])
    const shared: Shared = {
      ...{ storage, project, clock, breaches, acts: {} },
    }
    const workers = plan.people.map(
      (person) => new Worker(shared, person, dice(plan.seed + 1_000 * assignment + person)),
    )
    for (let round = 0; round < ROUNDS_A_PROJECT && breaches.length === 0; round++) {
      await Promise.all(workers.map((worker) => worker.run(STEPS_A_ROUND)))
      breaches.push(...(await invariants(storage.db, project)))
    }
    acts.push(shared.acts)
  }
  breaches.push(...(await watched(storage)))
  return { steps: steps(), acts: sumActs(acts), breaches: breaches.slice(0, 20) }
}
