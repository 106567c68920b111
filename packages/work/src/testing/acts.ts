import { type ActDone, saveDraft, skip, submit, takeUp } from "../allocation/answer.ts"
import { type Drawn, type NextInput, topUp } from "../allocation/draw.ts"
import type { OwnHeld, Receipt } from "../allocation/operations.ts"
import { addTasks } from "../allocation/owner.ts"
import { type Asked, askQuestion } from "../allocation/questions.ts"
import { heartbeat } from "../allocation/time.ts"
import { MemoryStore } from "./memoryStore.ts"
import type { Tables, TaskRow, TurnRow } from "./tables.ts"

export const PROJECT = 1
export const NOW = 1_000_000
export const LEASE_MS = 60_000
const VERSIONS = { ontologyVersion: 1, guidelineVersion: 1 }

interface Plan {
  /** Ordinary tasks, numbered from 1. */
  readonly tasks?: number
  readonly overlap?: number
  /** Known answers, numbered after the ordinary tasks. */
  readonly gold?: number
  /** Known answers to begin with, numbered after the others. */
  readonly training?: number
}

type Handed = Pick<TurnRow, "publicId" | "personId" | "fence">
type Change<Of extends (...input: never) => unknown> = Partial<Parameters<Of>[0]>

/** A project in memory and what people do in it; what a test does not say is ordinary. */
export class Acts {
  readonly store = new MemoryStore()
  #ids = 0

  constructor({ tasks = 3, overlap = 1, gold = 0, training = 0 }: Plan = {}) {
    this.tables.projects.set(PROJECT, { ...VERSIONS, leaseMs: LEASE_MS, nextSeq: 1, gold: [] })
    const ordinary = Array.from({ length: tasks }, (_, n) => ({ id: n + 1, tier: 1, overlap }))
    this.store.run(addTasks(PROJECT, ordinary, NOW))
    for (let n = 1; n <= gold + training; n++) {
      const id = tasks + n
      this.store.run(addTasks(PROJECT, [{ id, tier: 1, overlap: 0 }], NOW))
      this.task(id).state = "settled"
      this.tables.gold(PROJECT).push({ taskId: id, state: n <= gold ? "active" : "training" })
    }
  }

  get tables(): Tables {
    return this.store.tables
  }

  task(id: number): TaskRow {
    return this.tables.task(PROJECT, id)
  }

  assignment(taskId: number, personId: number): TurnRow {
    return this.tables.assignment({ projectId: PROJECT, taskId, personId })
  }

  /** Leases of a person in the order in which they were made. */
  inHand(personId: number): TurnRow[] {
    const live = this.tables.turnsOf({ projectId: PROJECT, personId }).filter(({ state }) => state === "leased")
    return live.sort((a, b) => a.leasedAtMs - b.leasedAtMs || a.taskId - b.taskId)
  }

  wants(personId: number, change: Change<typeof topUp> = {}): NextInput {
    const freshIds = Array.from({ length: change.want ?? 1 }, () => `turn-${++this.#ids}`)
    return { projectId: PROJECT, personId, tiers: [1], want: 1, nowMs: NOW, freshIds, ...VERSIONS, ...change }
  }

  next(personId: number, change: Change<typeof topUp> = {}): Drawn {
    return this.store.run(topUp(this.wants(personId, change)))
  }

  /** Numbers of the tasks in hand after a draw. */
  draw(personId: number, change: Change<typeof topUp> = {}): number[] {
    this.next(personId, change)
    return this.inHand(personId).map(({ taskId }) => taskId)
  }

  submit(assignment: Handed, change: Change<typeof submit> = {}): ActDone & { readonly receipt: Receipt } {
    const { publicId, personId, fence } = assignment
    const sent = { submissionId: `answer-${++this.#ids}`, body: "[]", bodySha256: "aa", regions: 0 }
    const input = { publicId, personId, fence, ...sent, ...VERSIONS, nowMs: NOW, next: null, ...change }
    return this.store.run(submit(input))
  }

  skip({ publicId, personId, fence }: Handed, change: Change<typeof skip> = {}): ActDone {
    const why = { reason: "too_hard", note: "", nowMs: NOW, next: null }
    return this.store.run(skip({ publicId, personId, fence, ...why, ...change }))
  }

  ask({ publicId, personId, fence }: Handed, change: Change<typeof askQuestion> = {}): ActDone & { asked: Asked } {
    const ids = { threadId: `thread-${++this.#ids}`, messageId: `message-${++this.#ids}` }
    const what = { text: "?", regionId: null, spot: "{}", clause: null, putAside: true, nowMs: NOW, next: null }
    return this.store.run(askQuestion({ publicId, personId, fence, ...ids, ...what, ...change }))
  }

  saveDraft({ publicId, personId, fence }: Handed, revision: number): { revision: number; savedAtMs: number } {
    return this.store.run(saveDraft({ publicId, personId, fence, revision, body: `draft ${revision}`, nowMs: NOW }))
  }

  takeUp({ publicId, personId }: Handed, nowMs = NOW): OwnHeld {
    return this.store.run(takeUp({ publicId, personId, nowMs }))
  }

  beat(
    { publicId, personId, fence }: Handed,
    nowMs = NOW,
    creditedMs = 5_000,
  ): { activeMs: number; leaseUntilMs: number } {
    const credit = (stored: string | null) => ({ creditedMs, slots: [], ticks: null, stateJson: `${stored ?? ""}+` })
    return this.store.run(heartbeat({ publicId, personId, fence, nowMs, credit }))
  }
}
