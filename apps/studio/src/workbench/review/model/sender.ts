import {
  type Decided,
  hasMore,
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
import { randomUuid } from "../../../browser/uuid.ts"
import type { FailureCode } from "../../../failures/codes.ts"
import { codeOf, failureOf } from "../../../failures/thrown.ts"
import type { Exclusively } from "../../../offline/exclusive.ts"
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
  /** Another page of this browser sent these, or heard that they were not taken. */
  elsewhere(gone: readonly Unsent[]): void
}

interface SenderGiven {
  readonly transport: ReviewTransport
  readonly outbox: Outbox
  readonly outlets: SenderOutlets
  readonly person: number
  readonly project: ProjectSlug
  readonly look: "first" | "second"
  readonly exclusively: Exclusively
  /** Whose session it is now; null for nobody. Asked after a refusal that somebody else's session would explain. */
  readonly whoseSession: () => Promise<number | null>
}

/** Refusals that another person would meet. */
const ELSEWHERE: readonly string[] = ["not_found", "not_allowed", "conflict", "reserved_by_other", "own_task"]

/**
 * Carries out what the rules of the outbox ask for (`stepOutbox`): what is decided lies on this computer before it is sent, and
 * one page of a browser sends at a time, as nobody but the person who decided.
 */
export class DecisionSender {
  readonly #given: SenderGiven
  #state: OutboxState
  readonly #queue: OutboxEvent[] = []
  #isStepping = false
  #timer: ReturnType<typeof setTimeout> | undefined
  #closed = false
  readonly #resting: (() => void)[] = []
  /** What is being written down. */
  readonly #writing = new Set<Promise<void>>()
  /** Rises with what is written, so that a list that was read meanwhile is read again. */
  #written = 0
  #sending: Promise<boolean> | null = null
  /** Two pages make no two acts of one moment. */
  readonly #moment = Math.random()

  constructor(given: SenderGiven) {
    this.#given = given
    this.#state = openOutbox(given.person, given.project, given.look)
  }

  get waiting(): readonly Unsent[] {
    return this.#state.waiting
  }

  get online(): boolean {
    return this.#state.online
  }

  /** Why nothing leaves now; null: it does, or nothing waits. */
  get trouble(): string | null {
    return this.waiting.length > 0 ? this.#state.trouble : null
  }

  get sending(): boolean {
    return !rests(this.#state)
  }

  /** All that waits lies on the disk. */
  get isKept(): boolean {
    return this.#writing.size === 0
  }

  /** What an earlier visit, or another page, could not send; it goes first. */
  async restore(): Promise<void> {
    let read = -1
    while (read !== this.#written && !this.#closed) {
      await Promise.all(this.#writing)
      read = this.#written
      const kept = await this.#given.outbox.read(this.#given.person)
      if (read !== this.#written) continue
      const before = this.waiting
      this.#dispatch({ type: "listed", kept })
      const gone = before.filter((one) => !this.waiting.some(({ at }) => at === one.at))
      if (gone.length > 0 && !this.#closed) this.#given.outlets.elsewhere(gone)
    }
  }

  /** The revision of a task as the server reported it last. */
  knows(task: TaskId, revision: number): void {
    this.#dispatch({ type: "knows", task, revision })
  }

  revisionOf(task: TaskId): number {
    return this.#state.revisions.get(task) ?? 0
  }

  /** Writes it down, and sends it when its turn comes; the name under which it goes. */
  add(decided: Decided): string {
    const id = randomUuid()
    this.#dispatch({ type: "add", decided, id })
    if (hasMore(this.#state)) void this.#send()
    return id
  }

  /** Takes back the decision that came last, if it is not on its way: then nobody ever knew of it. */
  takeBack(task: TaskId) {
    const last = unknownLast(this.#state, task)
    if (last) this.#dispatch({ type: "drop", unsent: last })
    return last
  }

  /** Sends what waits. Resolves when nothing waits or the network does not answer; true when all is sent. */
  async drain(): Promise<boolean> {
    for (let goesOn = true; goesOn && !this.#closed; ) goesOn = (await this.#send()) && hasMore(this.#state)
    return this.waiting.length === 0
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    for (const resolve of this.#resting.splice(0)) resolve()
  }

  /** One turn among the pages of this browser; false where this computer cannot read what it keeps: that is tried again. */
  #send(): Promise<boolean> {
    this.#sending ??= this.#given
      .exclusively(`decisions-${this.#given.person}`, () => this.#takeTurn())
      .then(
        () => true,
        () => false,
      )
      .then((isRead) => {
        this.#sending = null
        if (!isRead) this.#again()
        // Decided while the turn went to another page.
        else if (!this.#closed && hasMore(this.#state)) void this.#send()
        return isRead
      })
    return this.#sending
  }

  async #takeTurn(): Promise<void> {
    if (this.#closed) return
    await this.restore()
    this.#dispatch({ type: "turn" })
    if (this.sending && !this.#closed) await new Promise<void>((resolve) => this.#resting.push(resolve))
    this.#dispatch({ type: "turnOver" })
  }

  #again(): void {
    clearTimeout(this.#timer)
    if (!this.#closed) this.#timer = setTimeout(() => void this.#send(), 4_000)
  }

  #dispatch(event: OutboxEvent): void {
    if (this.#closed) return
    this.#queue.push(event)
    if (this.#isStepping) return
    this.#isStepping = true
    const before = this.#state
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      const { outbox, effects } = stepOutbox(this.#state, next, Date.now() + this.#moment)
      this.#state = outbox
      for (const effect of effects) this.#run(effect)
    }
    this.#isStepping = false
    clearTimeout(this.#timer)
    const { againAtMs } = this.#state
    if (againAtMs !== null) this.#timer = setTimeout(() => void this.#send(), againAtMs - Date.now())
    if (before !== this.#state) this.#given.outlets.changed()
    if (!this.sending) for (const resolve of this.#resting.splice(0)) resolve()
  }

  #run(effect: OutboxEffect): void {
    const { outbox, outlets } = this.#given
    switch (effect.type) {
      case "keep":
        return this.#write(outbox.keep(effect.unsent))
      case "forget":
        return this.#write(outbox.drop(effect.at))
      case "send":
        return void this.#call(effect.unsent, effect.revision)
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

  #write(done: Promise<void>): void {
    this.#written++
    this.#writing.add(done)
    void done.finally(() => {
      this.#writing.delete(done)
      if (!this.#closed) this.#given.outlets.changed()
    })
  }

  async #call(unsent: Unsent, revision: number): Promise<void> {
    const { transport } = this.#given
    const { project, task, id: act } = unsent
    try {
      // On the disk first: what the server has is known here, whatever becomes of the page.
      await Promise.all(this.#writing)
      const about = { project, task, revision, act }
      switch (unsent.kind) {
        case "decide": {
          const { difference: disagreement, decision } = unsent
          const done = await transport.decide({ ...about, difference: disagreement.id, decision })
          return this.#dispatch({ type: "sent", done })
        }
        case "back": {
          const { letter, reason, difference: disagreement } = unsent
          await transport.sendBack({ ...about, letter, reason, ...(disagreement && { difference: disagreement.id }) })
          break
        }
        case "file":
          await transport.file(about)
          break
        case "more":
          await transport.oneMore(about)
      }
      this.#dispatch({ type: "sent", done: null })
    } catch (error) {
      this.#dispatch({ type: "failed", failure: await this.#failureOf(error) })
    }
  }

  async #reread(task: TaskId): Promise<void> {
    const { transport, project } = this.#given
    try {
      this.#dispatch({ type: "reread", task: await transport.open({ project, task, kinds: [], labels: [] }) })
    } catch (error) {
      this.#dispatch({ type: "rereadFailed", failure: await this.#failureOf(error) })
    }
  }

  /** What somebody else is refused says nothing of this person's decisions: they wait. */
  async #failureOf(error: unknown) {
    const failure = { ...failureOf(error), error }
    if (!ELSEWHERE.includes(failure.code)) return failure
    const session = await this.#given.whoseSession().catch(() => undefined)
    if (session === undefined || session === null) return { ...failure, code: "not_signed_in" as const }
    return session === this.#given.person ? failure : { ...failure, code: "other_person" as const }
  }
}
