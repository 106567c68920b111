import type { LeaseRow } from "@justesse/db/hot/operations"
import type { AssignmentState } from "@justesse/work/lease"

/** What the walk believes about one person's assignment. */
export interface ModelAssignment {
  readonly task: number
  readonly person: number
  readonly publicId: string
  state: AssignmentState
  counted: boolean
  fence: number
  revision: number
  expiresAtMs: number
}

/** Whether it was given up: skipped, run out or released. */
export function isOver({ state }: Pick<ModelAssignment, "state">): boolean {
  return state !== "leased" && state !== "submitted"
}

export interface ModelTask {
  readonly id: number
  overlap: number
  tier: number
  excluded: boolean
  submitted: number
  /** In nobody's queue: each turn on it makes its own place, and takes it away when it is given back. */
  readonly gold: boolean
}

/**
 * A plain second telling of the allocation rules, by search through everything: no cursor, no places, no indexes. Whatever
 * the engines answer must be what these rules allow.
 */
export class Model {
  readonly tasks = new Map<number, ModelTask>()
  readonly assignments = new Map<string, ModelAssignment>()
  readonly #leaseMs: number
  constructor(leaseMs: number) {
    this.#leaseMs = leaseMs
  }

  add(id: number, tier: number, overlap: number, gold = false): void {
    this.tasks.set(id, { id, tier, overlap, excluded: false, submitted: 0, gold })
  }

  #key(task: number, person: number): string {
    return `${task}/${person}`
  }

  assignment(task: number, person: number): ModelAssignment | undefined {
    return this.assignments.get(this.#key(task, person))
  }

  holders(task: number): number {
    let n = 0
    for (const assignment of this.assignments.values()) if (assignment.task === task && assignment.counted) n++
    return n
  }

  slots(task: ModelTask): number {
    return task.overlap - this.holders(task.id)
  }

  isOpen(task: ModelTask): boolean {
    return !task.excluded && this.slots(task) > 0
  }

  task(id: number): ModelTask {
    const task = this.tasks.get(id)
    if (!task) throw new Error(`the walk knows no task ${id}`)
    return task
  }

  held(person: number): ModelAssignment[] {
    return [...this.assignments.values()].filter(
      (assignment) => assignment.person === person && assignment.state === "leased",
    )
  }

  expire(nowMs: number, person?: number): void {
    for (const assignment of this.assignments.values()) {
      if (assignment.state !== "leased" || assignment.expiresAtMs > nowMs) continue
      if (person === undefined || assignment.person === person) this.end(assignment, "expired")
    }
  }

  end(assignment: ModelAssignment, state: AssignmentState): void {
    assignment.state = assignment.revision > 0 ? "submitted" : state
    if (assignment.revision > 0) return
    const task = this.task(assignment.task)
    if (task.gold && assignment.counted) task.overlap--
    assignment.counted = false
  }

  /** Tasks that `next` may give: open and never met, of the best tier that has any. */
  offered(person: number, tiers: readonly number[]): ModelTask[] {
    for (const tier of tiers) {
      const open = [...this.tasks.values()].filter(
        (task) => task.tier === tier && this.isOpen(task) && !this.assignment(task.id, person),
      )
      if (open.length > 0) return open
    }
    return []
  }

  /** Own turns that were given up and may come back. */
  comeBack(person: number, tiers: readonly number[]): ModelAssignment[] {
    return [...this.assignments.values()].filter((assignment) => {
      const task = this.task(assignment.task)
      return (
        assignment.person === person &&
        isOver(assignment) &&
        (task.gold || this.isOpen(task)) &&
        tiers.includes(task.tier)
      )
    })
  }

  /** Checks what a draw gave and takes it over; says what breaks the rules. */
  drew(person: number, tiers: readonly number[], want: number, nowMs: number, leases: readonly LeaseRow[]): string[] {
    const problems: string[] = []
    this.expire(nowMs, person)
    const before = this.held(person)
    const given = leases.filter((lease) => !before.some((assignment) => assignment.task === lease.taskId))
    const gone = before.filter((assignment) => !leases.some((lease) => lease.taskId === assignment.task))
    if (gone.length > 0) problems.push(`next forgot a lease in hand of task ${gone[0]?.task}`)
    let missing = Math.max(0, want - before.filter((assignment) => assignment.revision === 0).length)
    const golden = given.filter((lease) => lease.source === "gold" && lease.fence === 1)
    for (const lease of golden) problems.push(...this.#drewGold(person, tiers, lease))
    missing -= golden.length
    const fresh = given.filter((lease) => !golden.includes(lease))
    while (missing > 0) {
      const offered = this.offered(person, tiers)
      const at = fresh.findIndex((lease) => offered.some((task) => task.id === lease.taskId))
      const [lease] = at < 0 ? [] : fresh.splice(at, 1)
      if (!lease) {
        if (offered.length > 0) problems.push(`next hid open tasks ${offered.map((task) => task.id).join(" ")}`)
        break
      }
      this.#lease(lease)
      missing--
    }
    if (missing > 0 && before.length === 0 && given.length === fresh.length && golden.length === 0) {
      const back = this.comeBack(person, tiers)
      const at = fresh.findIndex((lease) => back.some((assignment) => assignment.task === lease.taskId))
      if (at < 0 && back.length > 0) problems.push("next kept an own skipped task back though nothing else is left")
      const [lease] = at < 0 ? [] : fresh.splice(at, 1)
      if (lease) this.tookUp(lease, nowMs)
    }
    for (const lease of fresh) problems.push(`next gave task ${lease.taskId}, which the rules do not allow`)
    return problems
  }

  /** Gold is drawn by whoever never met it, while an ordinary task could have been drawn too. */
  #drewGold(person: number, tiers: readonly number[], lease: LeaseRow): string[] {
    const task = this.task(lease.taskId)
    if (!task.gold || this.assignment(task.id, person))
      return [`next gave task ${task.id} as gold, which it is not for them`]
    const alone = this.offered(person, tiers).length === 0
    task.overlap++
    this.#lease(lease)
    return alone ? [`next gave gold task ${task.id} though nothing else could be drawn`] : []
  }

  #lease(lease: LeaseRow): void {
    const { taskId: task, personId: person, publicId, fence, expiresAtMs } = lease
    const assignment = {
      task,
      person,
      publicId,
      fence,
      expiresAtMs,
      state: "leased" as const,
      counted: true,
      revision: 0,
    }
    this.assignments.set(this.#key(task, person), assignment)
  }

  tookUp(lease: LeaseRow, nowMs: number): string[] {
    const assignment = this.assignment(lease.taskId, lease.personId)
    if (!assignment) return ["took up a turn that nobody had"]
    const task = this.task(assignment.task)
    if (isOver(assignment)) {
      assignment.counted = task.gold || this.isOpen(task)
      if (task.gold) task.overlap++
    }
    assignment.state = "leased"
    assignment.fence++
    assignment.expiresAtMs = nowMs + this.#leaseMs
    return lease.fence === assignment.fence && lease.expiresAtMs === assignment.expiresAtMs
      ? []
      : ["fence or deadline is wrong"]
  }

  submitted(assignment: ModelAssignment, counted: boolean): string[] {
    const task = this.task(assignment.task)
    const holds = assignment.revision > 0 || (assignment.state === "leased" && assignment.counted)
    const expected = holds ? assignment.counted : task.gold || this.isOpen(task)
    if (!holds && task.gold) task.overlap++
    if (assignment.revision === 0 && expected) task.submitted++
    assignment.counted = expected
    assignment.revision++
    assignment.state = "submitted"
    return counted === expected ? [] : [`task ${assignment.task}: counted ${counted}, expected ${expected}`]
  }

  reopen(id: number): void {
    const task = this.task(id)
    const slots = this.slots(task)
    if (slots <= 0) task.overlap += 1 - slots
  }
}
