import { type Storage, setGoldRate } from "@justesse/db"
import { toAssignmentState } from "@justesse/db/schema/states"
import { type Dice, dice } from "@justesse/db/testing/dice"
import { invariants } from "@justesse/db/testing/invariants"
import { addGold, addProject, answer, asks, credits, LEASE_MS, NOW } from "@justesse/db/testing/seed"
import { watched } from "@justesse/db/testing/watch"
import { seedOf } from "@justesse/work/testing/seedOf"
import { isOver, Model, type ModelAssignment } from "./walkModel.ts"

/** What a walk did and what it found wrong; `breaches` must be empty. */
export interface WalkReport {
  readonly steps: number
  readonly acts: Readonly<Record<string, number>>
  readonly breaches: readonly string[]
}

export interface WalkPlan {
  readonly seed: number
  readonly steps: number
  readonly people: readonly number[]
  /** Projects walked side by side, each checked step by step against the model. */
  readonly lanes: number
}

const TASKS = 14
/** Gold beside them, drawn in every third draw. */
const GOLD = [TASKS + 1, TASKS + 2, TASKS + 3]
const MIXED = { seed: 77, seedOf, mixed: true, tryOut: 0 }
/** Steps of one lane in one project: long enough to use it up, short enough to begin with fresh ones often. */
const STEPS_A_PROJECT = 250
const MOST_BREACHES = 20

/** JSON of one box at one of several places. */
const box = (x: number) =>
  JSON.stringify([{ id: "r", label: "sign", geometry: { type: "box", x, y: 2, width: 30, height: 40 } }])

class Lane {
  readonly model = new Model(LEASE_MS)
  readonly acts: Record<string, number> = {}
  #sent: { assignment: ModelAssignment; input: Parameters<Storage["hot"]["submit"]>[0] } | null = null
  readonly project: number
  readonly #storage: Storage
  readonly #people: readonly number[]
  readonly #dice: Dice
  readonly #clock: { ms: number }

  constructor(
    storage: Storage,
    project: number,
    people: readonly number[],
    random: Dice,
    clock: { ms: number },
    overlap: number,
  ) {
    this.#storage = storage
    this.project = project
    this.#people = people
    this.#dice = random
    this.#clock = clock
    for (let id = 1; id <= TASKS; id++) this.model.add(id, 1, overlap)
    for (const id of GOLD) this.model.add(id, 1, 0, true)
  }

  get #now(): number {
    return this.#clock.ms
  }

  #person(): number {
    return this.#dice.pick(this.#people) ?? 0
  }

  #assignment(allowed: (assignment: ModelAssignment) => boolean): ModelAssignment | undefined {
    return this.#dice.pick([...this.model.assignments.values()].filter(allowed))
  }

  /** One random act; answers what went against the rules. */
  async step(): Promise<string[]> {
    const acts = [
      ...Array<() => Promise<string[]>>(8).fill(() => this.next()),
      ...Array<() => Promise<string[]>>(7).fill(() =>
        this.submit("submit", (assignment) => assignment.state === "leased"),
      ),
      ...Array<() => Promise<string[]>>(3).fill(() => this.skip()),
      ...Array<() => Promise<string[]>>(2).fill(() => this.submit("late", isOver)),
      ...Array<() => Promise<string[]>>(3).fill(() => this.takeUp()),
      () => this.again(),
      () => this.stale(),
      () => this.beat(),
      () => this.owner(),
      () => this.owner(),
    ]
    return (await this.#dice.pick(acts)?.()) ?? []
  }

  #did(act: string): void {
    this.acts[act] = (this.acts[act] ?? 0) + 1
  }

  async next(): Promise<string[]> {
    this.#did("next")
    const person = this.#person()
    const want = 1 + this.#dice.below(2)
    const tiers = this.#dice.below(2) === 0 ? [2, 1] : [1, 2]
    const now = this.#now
    const leases = await this.#storage.hot.next(asks(this.project, person, { want, tiers, nowMs: now, gold: MIXED }))
    for (const lease of leases)
      if (lease.source === "gold" && !this.model.assignment(lease.taskId, lease.personId)) this.#did("gold")
    return this.model.drew(person, tiers, want, now, leases)
  }

  async submit(act: string, allowed: (assignment: ModelAssignment) => boolean): Promise<string[]> {
    const assignment = this.#assignment(allowed)
    if (!assignment) return []
    this.#did(act)
    const input = {
      ...{
        publicId: assignment.publicId,
        personId: assignment.person,
        fence: assignment.fence,
        ...answer(box(this.#dice.below(9))),
      },
      ...{ ontologyVersion: 1, guidelineVersion: 1, regions: 0, nowMs: this.#now, next: null },
    }
    const { receipt } = await this.#storage.hot.submit(input)
    this.#sent = { assignment, input }
    const problems = this.model.submitted(assignment, receipt.counted)
    if (receipt.revision !== assignment.revision) problems.push(`task ${assignment.task}: revision ${receipt.revision}`)
    return problems
  }

  /** The last answer once more: the first receipt, and nothing else changes. */
  async again(): Promise<string[]> {
    if (!this.#sent) return []
    this.#did("repeat")
    const { receipt } = await this.#storage.hot.submit(this.#sent.input)
    return receipt.submissionId === this.#sent.input.submissionId ? [] : ["a repeated answer got another receipt"]
  }

  async stale(): Promise<string[]> {
    const assignment = this.#assignment((one) => one.fence > 1)
    if (!assignment) return []
    this.#did("stale")
    const input = {
      publicId: assignment.publicId,
      personId: assignment.person,
      fence: assignment.fence - 1,
      ...answer(),
    }
    const rest = { ontologyVersion: 1, guidelineVersion: 1, regions: 0, nowMs: this.#now, next: null }
    const outcome = await this.#storage.hot.submit({ ...input, ...rest }).catch((error: { code?: string }) => error)
    return "code" in outcome && outcome.code === "taken_over" ? [] : ["a stale fence was taken"]
  }

  async skip(): Promise<string[]> {
    const assignment = this.#assignment((one) => one.state === "leased")
    if (!assignment) return []
    this.#did("skip")
    const { publicId, person: personId, fence } = assignment
    await this.#storage.hot.skip({
      publicId,
      personId,
      fence,
      reason: "too_hard",
      note: "",
      nowMs: this.#now,
      next: null,
    })
    this.model.end(assignment, "skipped")
    return []
  }

  async takeUp(): Promise<string[]> {
    const assignment = this.#assignment(() => true)
    if (!assignment) return []
    this.#did(assignment.state === "submitted" ? "revise" : "takeUp")
    const now = this.#now
    const lease = await this.#storage.hot.takeUp({
      publicId: assignment.publicId,
      personId: assignment.person,
      nowMs: now,
    })
    return this.model.tookUp(lease, now)
  }

  async beat(): Promise<string[]> {
    const assignment = this.#assignment((one) => one.state === "leased")
    if (!assignment) return []
    this.#did("heartbeat")
    const { publicId, person: personId, fence } = assignment
    const now = this.#now
    await this.#storage.hot.heartbeat({
      publicId,
      personId,
      fence,
      credit: credits(5),
      nowMs: now,
    })
    for (const held of this.model.held(personId)) held.expiresAtMs = now + LEASE_MS
    return []
  }

  async owner(): Promise<string[]> {
    const { hot } = this.#storage
    const task = this.model.task(1 + this.#dice.below(TASKS))
    const ids = [task.id]
    const act = this.#dice.pick(["up", "down", "reopen", "exclude", "tier"] as const) ?? "up"
    this.#did(act)
    if (act === "up" || act === "down") {
      const overlap = Math.min(5, Math.max(0, task.overlap + (act === "up" ? 1 : -1)))
      await hot.setOverlap(this.project, ids, overlap)
      task.overlap = overlap
    } else if (act === "reopen") {
      await hot.reopen(this.project, ids, this.#now)
      this.model.reopen(task.id)
    } else if (act === "exclude") {
      await hot.setExcluded(this.project, ids, !task.excluded, this.#now)
      task.excluded = !task.excluded
    } else {
      const tier = task.tier === 1 ? 2 : 1
      await hot.setTier(this.project, ids, tier)
      task.tier = tier
    }
    return []
  }

  /** Whether rows and model tell the same story, and the rows among themselves (I3). */
  async compare(): Promise<string[]> {
    const { db } = this.#storage
    const problems = await invariants(db, this.project)
    const tasks = await db.selectFrom("task").selectAll().where("project_id", "=", this.project).execute()
    for (const row of tasks) {
      const task = this.model.task(row.id)
      const told = [row.tier, row.overlap, row.submitted, row.open_slots, row.is_open]
      const expected = [
        task.tier,
        task.overlap,
        task.submitted,
        this.model.slots(task),
        this.model.isOpen(task) ? 1 : 0,
      ]
      if (told.join() !== expected.join()) problems.push(`task ${row.id}: rows ${told}, model ${expected}`)
    }
    const assignments = await db.selectFrom("assignment").selectAll().where("project_id", "=", this.project).execute()
    if (assignments.length !== this.model.assignments.size)
      problems.push(`${assignments.length} turns, model ${this.model.assignments.size}`)
    for (const row of assignments) {
      const assignment = this.model.assignment(row.task_id, row.person_id)
      const told = [
        row.public_id,
        toAssignmentState(row.state),
        row.counted,
        row.fence,
        row.revision,
        row.expires_at_ms,
      ]
      const expected = assignment && [
        assignment.publicId,
        assignment.state,
        assignment.counted ? 1 : 0,
        assignment.fence,
        assignment.revision,
        assignment.expiresAtMs,
      ]
      if (told.join() !== expected?.join())
        problems.push(`turn ${row.task_id}/${row.person_id}: ${told}, model ${expected}`)
    }
    return problems.map((problem) => `project ${this.project}: ${problem}`)
  }
}

/** Sums of acts of several walks. */
export function sumActs(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sum: Record<string, number> = {}
  for (const acts of all) for (const [act, n] of Object.entries(acts)) sum[act] = (sum[act] ?? 0) + n
  return sum
}

/**
 * Walks at random through next, submit, skip, expire, reopen, take up again, overlap up and down, and late answers. Every
 * answer is checked against the model, and every round the rows are. Lanes run side by side, so that SQLite shares commits.
 * The storage is one that {@link watchSlots} watches.
 */
export async function walk(storage: Storage, plan: WalkPlan): Promise<WalkReport> {
  const random = dice(plan.seed)
  const clock = { ms: NOW }
  const breaches: string[] = []
  const acts: Record<string, number>[] = [{ expire: 0 }]
  const steps = () => Object.values(sumActs(acts)).reduce((sum, n) => sum + n, 0)
  while (steps() < plan.steps && breaches.length < MOST_BREACHES) {
    const lanes: Lane[] = []
    for (let n = 0; n < plan.lanes; n++) {
      const overlap = 1 + random.below(3)
      const project = await addProject(storage, plan.people[0] ?? 0, TASKS + GOLD.length, overlap)
      await addGold(storage, project, GOLD)
      for (const person of plan.people) await setGoldRate(storage.db, project, person, 0.34)
      lanes.push(new Lane(storage, project, plan.people, dice(plan.seed + project), clock, overlap))
    }
    acts.push(...lanes.map((lane) => lane.acts))
    for (let done = 0; done < STEPS_A_PROJECT && steps() < plan.steps; done += 25) {
      const found = await Promise.all(lanes.map((lane) => stretch(lane, 25)))
      breaches.push(...found.flat())
      // Time passes between stretches: the sweep is the same for every lane.
      clock.ms += random.below(LEASE_MS)
      for (let ended = -1; ended !== 0; ) {
        ended = await storage.hot.endExpired(clock.ms, 50)
        acts.push({ expire: ended })
      }
      for (const lane of lanes) lane.model.expire(clock.ms)
      breaches.push(...(await Promise.all(lanes.map((lane) => lane.compare()))).flat())
      if (breaches.length > 0) break
      clock.ms += random.below(LEASE_MS / 2)
    }
  }
  breaches.push(...(await watched(storage)))
  return { steps: steps(), acts: sumActs(acts), breaches: breaches.slice(0, MOST_BREACHES) }
}

async function stretch(lane: Lane, steps: number): Promise<string[]> {
  const problems: string[] = []
  for (let n = 0; n < steps && problems.length === 0; n++) {
    try {
      problems.push(...(await lane.step()))
    } catch (error) {
      problems.push(`threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    }
  }
  return problems.map((problem) => `project ${lane.project}: ${problem}`)
}
