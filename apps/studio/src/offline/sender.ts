import { afterFailure, type NewAct, nextAct, retryAfterMs, type UnsentAct } from "@justesse/editor"
import type { AssignmentId } from "@justesse/types"
import type { HeldLeases, Receipt, TrainingFeedback } from "@justesse/types/wire/work"
import { createStore, type StoreApi } from "zustand/vanilla"
import { type Failure, failureOf } from "../failures/thrown.ts"
import type { TaskTransport } from "../workbench/annotate/transport.ts"
import type { ActStore } from "./acts.ts"
import type { Exclusively } from "./exclusive.ts"

/** What pages read of what waits to be sent. */
export interface Sending {
  /** All acts of this person on this computer, in order; those that were refused among them. */
  readonly acts: readonly UnsentAct[]
  /** The act that is on its way. */
  readonly going: UnsentAct | null
  /** Of how many, since it began to send, so many have arrived. */
  readonly done: number
  /** Why nothing goes out now; null: it goes, or nothing waits. */
  readonly trouble: "offline" | "signed_out" | "other_person" | "busy" | null
  /** When it tries again by itself, milliseconds of the time of day. */
  readonly againAtMs: number | null
  /** Answers that arrived in this visit after their place was given on: kept, not counted. */
  readonly extra: number
  /** False: this browser keeps nothing, and what waits lives as long as the page. */
  readonly keeps: boolean
}

/** What became of an act, for the page that it was made on. */
export type SendingNews =
  | { readonly type: "listed"; readonly acts: readonly UnsentAct[] }
  /** `held` is null where another page of this browser sent it. */
  | {
      readonly type: "sent"
      readonly act: UnsentAct
      readonly held: HeldLeases | null
      readonly tryOut: TrainingFeedback | null
    }
  /** `isCut`: nothing comes through now; else it takes its time. */
  | { readonly type: "waits"; readonly act: UnsentAct; readonly isCut: boolean }
  | { readonly type: "refused"; readonly act: UnsentAct; readonly failure: Failure; readonly error: unknown }

interface SenderGiven {
  readonly person: number
  readonly transport: Pick<TaskTransport, "submitNext" | "skip" | "ask" | "open">
  readonly store: ActStore
  readonly exclusively: Exclusively
  /** Whose session it is now; null for nobody. Asked after a refusal that somebody else's session would explain. */
  readonly whoseSession: () => Promise<number | null>
  /** How many leases are asked for with each act. */
  readonly want: () => number
  /** The server has the task's act: what was kept of it is not needed any more. */
  readonly onSent: (assignmentId: AssignmentId) => void
}

/** What the server says to an act. */
type Answer = HeldLeases & {
  readonly tryOut: TrainingFeedback | null
  readonly receipt?: Pick<Receipt, "counted">
}

const NOTHING = { acts: [], going: null, done: 0, trouble: null, againAtMs: null, extra: 0, keeps: true } as const
/** A page waits so long for the answer to an act; then it goes on with what is here. */
const SLOW_MS = 700
const ELSEWHERE: readonly string[] = ["not_found", "not_allowed", "conflict"]

/**
 * Sends what this person did, one act after the other, from whichever page is open; several pages of a browser take turns. What
 * is written lies in the {@link ActStore}; which failure means what is decided by `afterFailure`.
 */
export class ActSender {
  readonly view: StoreApi<Sending>
  readonly #given: SenderGiven
  readonly #listeners = new Set<(news: SendingNews) => void>()
  readonly #channel: BroadcastChannel | null
  #draining: Promise<void> | null = null
  #again = false
  #tries = 0
  #least = 0
  /** Acts whose task a page of this window has in hand still, until it hears what became of them. */
  readonly #inHand = new Set<number>()
  /** Acts whose task was opened anew for them. */
  readonly #reopened = new Set<number>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #closed = false

  constructor(given: SenderGiven) {
    this.#given = given
    this.view = createStore<Sending>(() => NOTHING)
    this.#channel =
      typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(`justesse-acts-${given.person}`)
    if (this.#channel) this.#channel.onmessage = () => void this.#list()
  }

  /** How many tasks its person wants to have in hand. */
  get want(): number {
    return Math.max(this.#least, this.#given.want())
  }

  /** From now on at least so many are had in hand: as many as are looked at together. */
  wantAtLeast(least: number): void {
    this.#least = least
  }

  /** This browser keeps nothing. */
  keepNothing(): void {
    this.#set({ keeps: false })
  }

  /** What waits of earlier visits goes out. */
  async start(): Promise<void> {
    await this.#list()
    void this.drain()
  }

  /** Tasks whose act lies here as of now and may leave yet: whatever the server says of them, they are done. */
  async unsentTasks(): Promise<ReadonlySet<AssignmentId>> {
    await this.#list()
    const { acts } = this.view.getState()
    return new Set(acts.filter(({ refused }) => refused === null).map(({ assignmentId }) => assignmentId))
  }

  /** Tells what becomes of acts; returns the function that stops it. */
  follow(listener: (news: SendingNews) => void): () => void {
    this.#listeners.add(listener)
    listener({ type: "listed", acts: this.view.getState().acts })
    return () => this.#listeners.delete(listener)
  }

  /** Keeps an act, and sends it when its turn comes. */
  async post(act: NewAct): Promise<void> {
    const kept = await this.#given.store.add(this.#given.person, { ...act, refused: null })
    this.#inHand.add(kept.at)
    await this.#list()
    this.#channel?.postMessage("changed")
    if (this.view.getState().againAtMs !== null) return this.#leaveWaiting(kept)
    // What a training task was answered is looked at before the next one.
    const isLate = () => !act.lease?.tryOut && this.#isWaiting(kept)
    const slow = setTimeout(() => isLate() && this.#leaveWaiting(kept), SLOW_MS)
    await this.drain()
    clearTimeout(slow)
    if (this.#isWaiting(kept)) this.#leaveWaiting(kept)
  }

  #leaveWaiting(act: UnsentAct): void {
    this.#inHand.delete(act.at)
    this.#tell({ type: "waits", act, isCut: this.view.getState().trouble === "offline" })
  }

  /** Takes the act of a task back; one that is on its way is waited for. Null where the server has it, or there is none. */
  async recall(assignmentId: AssignmentId): Promise<UnsentAct | null> {
    const find = () => this.view.getState().acts.find((act) => act.assignmentId === assignmentId)
    const at = find()?.at
    if (at !== undefined) await this.#untilStill(at)
    const found = find()
    if (!found) return null
    await this.drop(found)
    return found
  }

  /** Resolves when an act is not on its way. */
  #untilStill(at: number): Promise<void> {
    const isStill = () => this.#closed || this.view.getState().going?.at !== at
    if (isStill()) return Promise.resolve()
    return new Promise((resolve) => {
      const stop = this.view.subscribe(() => {
        if (!isStill()) return
        stop()
        resolve()
      })
    })
  }

  /** An act is not sent any more. */
  async drop(act: UnsentAct): Promise<void> {
    await this.#given.store.drop(act.at)
    this.#set({ acts: this.view.getState().acts.filter(({ at }) => at !== act.at) })
    await this.#list()
    this.#channel?.postMessage("changed")
  }

  /** Sends what waits, until nothing does or nothing comes through. */
  drain(): Promise<void> {
    clearTimeout(this.#timer)
    this.#again = true
    this.#draining ??= this.#drainAll().finally(() => {
      this.#draining = null
    })
    return this.#draining
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#channel?.close()
    this.#listeners.clear()
  }

  async #drainAll(): Promise<void> {
    const { person, exclusively } = this.#given
    while (this.#again && !this.#closed) {
      this.#again = false
      try {
        await exclusively(`acts-${person}`, async () => {
          await this.#list()
          while (!this.#closed && (await this.#sendNext())) await this.#list()
        })
      } catch {
        // This computer cannot write down what became of an act: it is tried again later.
        this.#wait("busy")
      }
    }
    this.#set({ going: null, ...(nextAct(this.view.getState().acts) ? {} : { done: 0 }) })
  }

  /** True when another one may go. */
  async #sendNext(): Promise<boolean> {
    const act = nextAct(this.view.getState().acts)
    if (!act) {
      this.#tries = 0
      this.#set({ trouble: null, againAtMs: null })
      return false
    }
    this.#set({ going: act })
    try {
      await this.#arrive(act, await this.#send(act))
    } catch (error) {
      return this.#fail(act, error)
    }
    return true
  }

  async #send({ call, assignmentId, fence }: UnsentAct): Promise<Answer> {
    const { transport } = this.#given
    const about = { assignmentId, fence, want: this.want }
    switch (call.type) {
      case "submit":
        return transport.submitNext({ ...call.submission, ...about })
      case "skip": {
        const { type: _, ...why } = call
        return { ...(await transport.skip({ ...about, ...why })), tryOut: null }
      }
      case "ask":
        return { ...(await transport.ask({ ...call.question, ...about })), tryOut: null }
    }
  }

  async #arrive(act: UnsentAct, answer: Answer): Promise<void> {
    const { store, onSent } = this.#given
    this.#tries = 0
    await store.arrived(act)
    onSent(act.assignmentId)
    this.#channel?.postMessage("changed")
    const { done, extra, acts } = this.view.getState()
    const left = acts.filter(({ at }) => at !== act.at)
    const more = answer.receipt?.counted === "extra" ? 1 : 0
    this.#set({ acts: left, going: null, done: done + 1, trouble: null, againAtMs: null, extra: extra + more })
    const { leases, none, tryOut } = answer
    this.#tell({ type: "sent", act, held: { leases, none }, tryOut })
  }

  async #fail(act: UnsentAct, error: unknown): Promise<boolean> {
    const failure = failureOf(error)
    const { code } = failure
    this.#set({ going: null })
    if (ELSEWHERE.includes(code) && !(await this.#isMySession())) return this.#wait("other_person")
    const mayReopen = !this.#inHand.has(act.at) && !this.#reopened.has(act.at)
    const then = afterFailure(act, { ...failure, error }, mayReopen)
    if (then === "wait")
      return this.#wait(code === "not_signed_in" ? "signed_out" : code === "offline" ? "offline" : "busy")
    if (then === "reopen") return this.#reopen(act)
    if (then === "over") {
      await this.#arrive(act, { leases: [], none: null, tryOut: null })
      return true
    }
    return this.#refuse(act, error)
  }

  async #refuse(act: UnsentAct, error: unknown): Promise<boolean> {
    const failure = failureOf(error)
    await this.#given.store.change({ ...act, refused: failure.code })
    this.#tell({ type: "refused", act, failure, error })
    return true
  }

  /** The task was opened anew since: the same answer goes out under the new lease, so that it is not lost. */
  async #reopen(act: UnsentAct): Promise<boolean> {
    try {
      const { fence } = await this.#given.transport.open(act.assignmentId)
      await this.#given.store.change({ ...act, fence })
      // Only now: a lease of which word was lost on its way is asked for again.
      this.#reopened.add(act.at)
      return true
    } catch (error) {
      if (afterFailure(act, { ...failureOf(error), error }, false) === "wait") return this.#wait("offline")
      return this.#refuse(act, error)
    }
  }

  async #isMySession(): Promise<boolean> {
    try {
      return (await this.#given.whoseSession()) === this.#given.person
    } catch {
      return false
    }
  }

  #wait(trouble: NonNullable<Sending["trouble"]>): false {
    this.#tries++
    const waitMs = retryAfterMs(this.#tries)
    this.#set({ trouble, againAtMs: Date.now() + waitMs, done: 0 })
    clearTimeout(this.#timer)
    if (!this.#closed) this.#timer = setTimeout(() => void this.drain(), waitMs)
    return false
  }

  #isWaiting({ at }: UnsentAct): boolean {
    return this.view.getState().acts.some((act) => act.at === at && act.refused === null)
  }

  async #list(): Promise<void> {
    const before = this.view.getState().acts
    const acts = await this.#given.store.read(this.#given.person).catch(() => before)
    if (this.#closed) return
    this.#set({ acts })
    this.#tell({ type: "listed", acts })
    const gone = before.filter((act) => act.refused === null && !acts.some(({ at }) => at === act.at))
    // Sent by another page of this browser, or taken back there.
    for (const act of gone) this.#tell({ type: "sent", act, held: null, tryOut: null })
  }

  #set(change: Partial<Sending>): void {
    this.view.setState(change)
  }

  #tell(news: SendingNews): void {
    for (const listener of [...this.#listeners]) listener(news)
  }
}
