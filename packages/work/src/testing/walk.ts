import type { Drawn } from "../allocation/draw.ts"
import { addTasks, endExpired, reopen, setExcluded, setOverlap, setTier } from "../allocation/owner.ts"
import { Acts, LEASE_MS, NOW, PROJECT } from "./acts.ts"
import { seedOf } from "./seedOf.ts"
import type { TaskRow, TurnRow } from "./tables.ts"

/** One act of a walk: which one, and two numbers that say whose and how. */
export type Move = readonly [act: number, a: number, b: number]

const PEOPLE = [1, 2, 3, 4]
/** They begin with training. */
const NEW_PEOPLE = [3, 4]
const TASKS = 8
const MOST_TASKS = 20

const at = <T>(list: readonly T[], n: number): T | undefined => list[n % Math.max(1, list.length)]
const isLive = ({ state }: TurnRow) => state === "leased"
const isOver = (assignment: TurnRow) => !isLive(assignment) && assignment.state !== "submitted"

/** What a project looked like before an act. */
interface Picture {
  readonly nextSeq: number
  readonly tasks: ReadonlyMap<number, TaskRow & { readonly holders: number }>
}

/**
 * People at work in one project and its owner, at random. After each act the rows are searched for what the rules forbid, by
 * looking through all of them: no cursor, no order of the queue is trusted.
 */
export class Walk {
  readonly acts = new Acts({ tasks: TASKS, overlap: 2, gold: 3, training: 2 })
  /** How often each act was done. */
  readonly done: Record<string, number> = {}
  #now = NOW
  #sent: { readonly assignment: TurnRow; readonly submissionId: string; readonly revision: number } | null = null

  constructor() {
    for (const person of PEOPLE.filter((one) => !NEW_PEOPLE.includes(one)))
      this.acts.tables.goldRows.set(`${PROJECT}/${person}`, { rate: 340_000, left: null })
  }

  /** Does one act; what it broke, empty for nothing. */
  step([act, a, b]: Move): string[] {
    this.#now++
    const moves: readonly (readonly [name: string, often: number, move: () => string[]])[] = [
      ["next", 8, () => this.#next(at(PEOPLE, a) ?? 1, b)],
      ["submit", 6, () => this.#submit(at(this.#assignments(isLive), a), b)],
      ["submit late", 2, () => this.#submit(at(this.#assignments(isOver), a), b)],
      ["skip", 3, () => this.#skip(at(this.#assignments(isLive), a), b)],
      ["take up", 3, () => this.#takeUp(at(this.#assignments(), a))],
      ["repeat", 1, () => this.#repeat()],
      [
        "stale",
        1,
        () =>
          this.#sendStale(
            at(
              this.#assignments((assignment) => assignment.fence > 1),
              a,
            ),
          ),
      ],
      ["beat", 1, () => this.#beat(at(this.#assignments(isLive), a))],
      ["sweep", 1, () => this.#endExpired(b)],
      ["own", 4, () => this.#own(at(this.#ordinary(), a) ?? 1, b)],
    ]
    const [name, , move] = at(
      moves.flatMap((one) => Array<typeof one>(one[1]).fill(one)),
      act,
    ) ?? ["none", 0, () => []]
    this.done[name] = (this.done[name] ?? 0) + 1
    const before = this.#picture()
    try {
      return [...move(), ...this.#compare(before)].map((problem) => `${name}: ${problem}`)
    } catch (error) {
      // Nothing that is asked here may be refused; least of all an answer.
      return [`${name}: refused, ${String(error)}`]
    }
  }

  #assignments(which: (assignment: TurnRow) => boolean = () => true): TurnRow[] {
    return [...this.acts.tables.assignments.values()].filter(which)
  }

  /** Tasks that an owner moves; known answers are left where they are. */
  #ordinary(): number[] {
    const known = new Set(this.acts.tables.gold(PROJECT).map(({ taskId }) => taskId))
    return this.acts.tables.tasksOf(PROJECT).flatMap(({ id }) => (known.has(id) ? [] : [id]))
  }

  #ask(person: number, b: number) {
    const gold = { seed: 11, seedOf, mixed: true, tryOut: NEW_PEOPLE.includes(person) ? 2 : 0 }
    return this.acts.wants(person, { want: 1 + (b % 3), tiers: b & 4 ? [1, 2] : [2, 1], nowMs: this.#now, gold })
  }

  /** Tasks that a person may be given next, best first: open, never met, in the order of the tiers and of the queue. */
  #offered(personId: number, tiers: readonly number[]): TaskRow[] {
    const open = this.acts.tables
      .tasksOf(PROJECT)
      .filter(({ id, isOpen }) => isOpen && !this.acts.tables.hasMet({ projectId: PROJECT, personId }, id))
    return tiers.flatMap((tier) => open.filter((task) => task.tier === tier).sort((x, y) => x.seq - y.seq))
  }

  #next(personId: number, b: number): string[] {
    const input = this.#ask(personId, b)
    const mine = () => this.acts.tables.turnsOf({ projectId: PROJECT, personId })
    const met = new Map(mine().map((assignment) => [assignment.taskId, { ...assignment }]))
    const kept = [...met.values()].filter((assignment) => isLive(assignment) && assignment.expiresAtMs > this.#now)
    const offered = this.#offered(personId, input.tiers).map(({ id }) => id)
    const { again }: Drawn = this.acts.next(personId, input)
    const hand = this.acts.inHand(personId)
    const problems: string[] = again ? ["says that it was cut short"] : []
    for (const { taskId, fence } of kept)
      if (hand.find((assignment) => assignment.taskId === taskId)?.fence !== fence)
        problems.push(`lease of task ${taskId} is gone`)
    const fresh = hand.filter(({ taskId }) => !met.has(taskId))
    for (const { taskId, source } of fresh) {
      if (source === "gold" && offered.length === 0) problems.push(`gold ${taskId} though nothing else is left`)
      if (source === "queue" && offered.shift() !== taskId) problems.push(`task ${taskId} is not the next one`)
    }
    const unsent = hand.filter(({ revision }) => revision === 0)
    const trains = unsent.some(({ source }) => source === "training")
    if (trains && fresh.some(({ source }) => source !== "training")) problems.push("mixes work with training")
    if (fresh.length > 0 && unsent.length > input.want) problems.push(`holds ${unsent.length}, wants ${input.want}`)
    const [hidden] = this.#offered(personId, input.tiers)
    if (unsent.length < input.want && !trains && hidden) problems.push(`hides task ${hidden.id}`)
    const back = hand.filter(
      ({ taskId }) => met.has(taskId) && !kept.some((assignment) => assignment.taskId === taskId),
    )
    if (back.length > 0 && back.length < hand.length && !trains) problems.push("brings own ones back beside others")
    return hand.length > 0 ? problems : [...problems, ...this.#keptBack(mine(), input.tiers)]
  }

  #keptBack(assignments: readonly TurnRow[], tiers: readonly number[]): string[] {
    return assignments
      .filter(
        (assignment) =>
          isOver(assignment) &&
          assignment.source !== "training" &&
          tiers.includes(this.acts.task(assignment.taskId).tier),
      )
      .filter(({ source, taskId }) => source === "gold" || this.acts.task(taskId).isOpen)
      .map(({ taskId }) => `keeps own task ${taskId} back though nothing else is left`)
  }

  #submit(assignment: TurnRow | undefined, b: number): string[] {
    if (!assignment) return []
    const { revision, counted, source, state } = assignment
    const hasPlace = (state === "leased" && counted) || source !== "queue" || this.acts.task(assignment.taskId).isOpen
    const expected = revision > 0 ? counted : hasPlace
    const next = b & 1 ? this.#ask(assignment.personId, b) : null
    const submissionId = `sent-${this.acts.tables.answers.size}`
    const { receipt } = this.acts.submit(assignment, { submissionId, nowMs: this.#now, next })
    this.#sent = { assignment: assignment, submissionId, revision: receipt.revision }
    const problems = this.acts.tables.answers.has(submissionId) ? [] : ["is not stored"]
    if (assignment.state !== "submitted" || receipt.revision !== revision + 1) problems.push("is not the next revision")
    if (receipt.counted !== expected) problems.push(`counts ${receipt.counted}, expected ${expected}`)
    return problems
  }

  #repeat(): string[] {
    if (!this.#sent) return []
    const { assignment, submissionId, revision } = this.#sent
    const { receipt } = this.acts.submit(assignment, { submissionId, nowMs: this.#now })
    const sent = [...this.acts.tables.answers.values()].filter(
      ({ receipt: { taskId } }) => taskId === assignment.taskId,
    )
    const latest = Math.max(
      ...sent.filter(({ personId }) => personId === assignment.personId).map((one) => one.receipt.revision),
    )
    return receipt.revision === revision && assignment.revision === latest ? [] : ["gives another receipt"]
  }

  #sendStale(assignment: TurnRow | undefined): string[] {
    if (!assignment) return []
    try {
      this.acts.submit({ ...assignment, fence: assignment.fence - 1 })
    } catch (error) {
      return (error as { code?: string }).code === "taken_over" ? [] : [`is refused otherwise: ${String(error)}`]
    }
    return ["is let through"]
  }

  #skip(assignment: TurnRow | undefined, b: number): string[] {
    if (!assignment) return []
    const state = assignment.revision > 0 ? "submitted" : "skipped"
    const next = b & 1 ? this.#ask(assignment.personId, b) : null
    const { fence } = assignment
    this.acts.skip(assignment, { nowMs: this.#now, next })
    // With nothing else left the same one comes back at once.
    return assignment.state === state || (next && assignment.fence > fence) ? [] : [`leaves it ${assignment.state}`]
  }

  #takeUp(assignment: TurnRow | undefined): string[] {
    if (!assignment) return []
    const { fence } = assignment
    this.acts.takeUp(assignment, this.#now)
    return assignment.fence === fence + 1 && isLive(assignment) ? [] : ["is not in hand under the next fence"]
  }

  #beat(assignment: TurnRow | undefined): string[] {
    if (!assignment) return []
    const { leaseUntilMs } = this.acts.beat(assignment, this.#now)
    return leaseUntilMs === assignment.expiresAtMs && leaseUntilMs === this.#now + LEASE_MS ? [] : ["renews nothing"]
  }

  #endExpired(b: number): string[] {
    this.#now += b % LEASE_MS
    while (this.acts.store.run(endExpired(this.#now, 3)) > 0);
    const late = this.#assignments((assignment) => isLive(assignment) && assignment.expiresAtMs <= this.#now)
    return late.map(({ taskId }) => `leaves task ${taskId} leased beyond its deadline`)
  }

  #own(id: number, b: number): string[] {
    const { store, tables } = this.acts
    const { overlap, state, tier } = this.acts.task(id)
    const fresh = { id: tables.tasks.size + 1, tier: 1, overlap: 1 }
    const owns = [
      () => store.run(setOverlap(PROJECT, [id], Math.min(4, overlap + 1))),
      () => store.run(setOverlap(PROJECT, [id], Math.max(0, overlap - 1))),
      () => store.run(reopen(PROJECT, [id], this.#now)),
      () => store.run(setExcluded(PROJECT, [id], state !== "excluded", this.#now)),
      () => store.run(setTier(PROJECT, [id], tier === 1 ? 2 : 1)),
      () => tables.tasks.size < MOST_TASKS && store.run(addTasks(PROJECT, [fresh], this.#now)),
    ]
    at(owns, b)?.()
    return []
  }

  #picture(): Picture {
    const { tables } = this.acts
    const held = this.#assignments(({ counted }) => counted)
    const rows = tables.tasksOf(PROJECT).map((task): [number, TaskRow & { holders: number }] => {
      return [task.id, { ...task, holders: held.filter(({ taskId }) => taskId === task.id).length }]
    })
    return { tasks: new Map(rows), nextSeq: tables.projects.get(PROJECT)?.nextSeq ?? 0 }
  }

  /** What is wrong with the rows, and with what an act made of them. */
  #compare(before: Picture): string[] {
    const after = this.#picture()
    const problems: string[] = []
    for (const assignment of this.#assignments((one) => isOver(one) && one.counted))
      problems.push(`task ${assignment.taskId}: a turn that is over holds a place`)
    const seqs = new Set([...after.tasks.values()].map(({ seq }) => seq))
    if (seqs.size < after.tasks.size) problems.push("two tasks stand at one place")
    for (const [id, task] of after.tasks) {
      const { overlap, openSlots, holders, isOpen, submitted, seq } = task
      const was = before.tasks.get(id)
      const say = (problem: string) => problems.push(`task ${id}: ${problem}`)
      const answers = this.#assignments(
        (assignment) => assignment.taskId === id && assignment.counted && assignment.revision > 0,
      ).length
      if (openSlots !== overlap - holders) say(`${openSlots} places free, overlap ${overlap}, ${holders} held`)
      if (submitted !== answers) say(`counts ${submitted} answers, has ${answers}`)
      if (isOpen !== (openSlots > 0 && task.state !== "excluded")) say(`open ${isOpen} with ${openSlots} places`)
      // Lowering the overlap revokes nothing, so only one that comes to hold a place is measured (I3).
      if (holders > (was?.holders ?? 0) && holders > overlap) say(`held ${holders} times beyond its overlap ${overlap}`)
      const isNew = isOpen && (!was?.isOpen || was.tier !== task.tier)
      if (isNew && seq < before.nextSeq) say(`opens at ${seq}, where people may have passed`)
    }
    return problems
  }
}
