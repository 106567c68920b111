import {
  type Decided,
  type OutboxEffect,
  type OutboxEvent,
  type Outbox as OutboxState,
  openOutbox,
  rests,
  stepOutbox,
  type Unsent,
  unknownLast,
} from "@justesse/editor"
import type { ProjectSlug, TaskId } from "@justesse/types"
import type { ReviewTask } from "@justesse/types/wire/review"
import type { FailureCode } from "../../../failures/codes.ts"
import { codeOf, failureOf } from "../../../failures/thrown.ts"
import type { ReviewTransport } from "../transport.ts"
import type { Outbox } from "./outbox.ts"

/** What the sender reports to the store. */
interface SenderOutlets {
  /** The list of what waits, or the network, changed. */
  changed(): void
  /** The server has it; how long the task is reserved from now on. */
  sent(unsent: Unsent, reservedUntilMs: number | null): void
  /** The task was not as it was when these were decided: as it is now, what was dropped. */
  moved(task: ReviewTask, dropped: readonly Unsent[]): void
  /** The task is not this reviewer's any more; these decisions were not taken. */
  lost(task: TaskId, code: FailureCode, dropped: readonly Unsent[]): void
}

interface SenderGiven {
  readonly transport: ReviewTransport
  readonly outbox: Outbox
  readonly outlets: SenderOutlets
  readonly person: number
  readonly project: ProjectSlug
}

/** Carries out what the rules of the outbox ask for (`stepOutbox`); nothing decided is lost to a cut of the network. */
export class DecisionSender {
  readonly #given: SenderGiven
  #state: OutboxState
  readonly #queue: OutboxEvent[] = []
  #isStepping = false
  #timer: ReturnType<typeof setTimeout> | undefined
  #closed = false
  readonly #resting: (() => void)[] = []

  constructor(given: SenderGiven) {
    this.#given = given
    this.#state = openOutbox(given.person, given.project)
  }

  get waiting(): readonly Unsent[] {
    return this.#state.waiting
  }

  get online(): boolean {
    return this.#state.online
  }

  get sending(): boolean {
    return !rests(this.#state)
  }

  /** What an earlier visit could not send; it goes first. */
  async restore(): Promise<void> {
    this.#dispatch({ type: "restored", kept: await this.#given.outbox.read(this.#given.person) })
  }

  /** The revision of a task as the server reported it last. */
  knows(task: TaskId, revision: number): void {
    this.#dispatch({ type: "knows", task, revision })
  }

  revisionOf(task: TaskId): number {
    return this.#state.revisions.get(task) ?? 0
  }

  add(decided: Decided): void {
    this.#dispatch({ type: "add", decided })
  }

  /** Takes back the decision that came last, if it is not on its way: then nobody ever knew of it. */
  takeBack(task: TaskId) {
    const last = unknownLast(this.#state, task)
    if (last) this.#dispatch({ type: "drop", unsent: last })
    return last
  }

  /** Sends what waits. Resolves when nothing waits or the network does not answer; true when all is sent. */
  async drain(): Promise<boolean> {
    this.#dispatch({ type: "drain" })
    if (this.sending && !this.#closed) await new Promise<void>((resolve) => this.#resting.push(resolve))
    return this.waiting.length === 0
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    for (const resolve of this.#resting.splice(0)) resolve()
  }

  #dispatch(event: OutboxEvent): void {
    if (this.#closed) return
    this.#queue.push(event)
    if (this.#isStepping) return
    this.#isStepping = true
    const before = this.#state
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      const { outbox, effects } = stepOutbox(this.#state, next, Date.now())
      this.#state = outbox
      for (const effect of effects) this.#run(effect)
    }
    this.#isStepping = false
    clearTimeout(this.#timer)
    const { againAtMs } = this.#state
    if (againAtMs !== null) this.#timer = setTimeout(() => this.#dispatch({ type: "woke" }), againAtMs - Date.now())
    if (before !== this.#state) this.#given.outlets.changed()
    if (!this.sending) for (const resolve of this.#resting.splice(0)) resolve()
  }

  #run(effect: OutboxEffect): void {
    const { outbox, outlets } = this.#given
    switch (effect.type) {
      case "keep":
        return void outbox.keep(effect.unsent)
      case "forget":
        return void outbox.drop(effect.at)
      case "send":
        return void this.#send(effect.unsent, effect.revision)
      case "reread":
        return void this.#reread(effect.task)
      case "sent":
        return outlets.sent(effect.unsent, effect.reservedUntilMs)
      case "moved":
        return outlets.moved(effect.task, effect.dropped)
      case "lost":
        return outlets.lost(effect.task, codeOf(effect.failure.error), effect.dropped)
    }
  }

  async #send(unsent: Unsent, revision: number): Promise<void> {
    const { transport } = this.#given
    const { project, task } = unsent
    try {
      const about = { project, task, revision }
      if (unsent.kind === "file") await transport.file(about)
      const { kind } = unsent
      const done =
        kind === "decide"
          ? await transport.decide({ ...about, difference: unsent.difference.id, decision: unsent.decision })
          : null
      this.#dispatch({ type: "sent", done })
    } catch (error) {
      this.#dispatch({ type: "failed", failure: { ...failureOf(error), error } })
    }
  }

  async #reread(task: TaskId): Promise<void> {
    const { transport, project } = this.#given
    try {
      this.#dispatch({ type: "reread", task: await transport.open({ project, task, kinds: [], labels: [] }) })
    } catch (error) {
      this.#dispatch({ type: "rereadFailed", failure: { ...failureOf(error), error } })
    }
  }
}
