import { canonicalJson, type ProjectSlug, type TaskId } from "@justesse/types"
import type { ReviewTask } from "@justesse/types/wire/review"
import type { FailureCode } from "../../../failures/codes.ts"
import { codeOf } from "../../../failures/thrown.ts"
import type { ReviewTransport } from "../transport.ts"
import type { Outbox, Unsent } from "./outbox.ts"

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

/** Decisions are sent again so long after the network did not answer. */
const AGAIN_MS = 4_000
/** Failures that pass by themselves. */
const PASSING: readonly FailureCode[] = ["offline", "busy", "not_signed_in", "internal", "read_only"]

/** Sends decisions one after the other and keeps what is not sent; nothing decided is lost to a cut of the network. */
export class DecisionSender {
  online = true
  sending = false
  readonly #waiting: Unsent[] = []
  readonly #revisions = new Map<TaskId, number>()
  #running: Promise<void> | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #last = 0
  #closed = false
  readonly #transport: ReviewTransport
  readonly #outbox: Outbox
  readonly #outlets: SenderOutlets
  readonly #person: number
  readonly #project: ProjectSlug

  constructor(given: {
    readonly transport: ReviewTransport
    readonly outbox: Outbox
    readonly outlets: SenderOutlets
    readonly person: number
    readonly project: ProjectSlug
  }) {
    this.#transport = given.transport
    this.#outbox = given.outbox
    this.#outlets = given.outlets
    this.#person = given.person
    this.#project = given.project
  }

  get waiting(): readonly Unsent[] {
    return this.#waiting
  }

  /** What an earlier visit could not send; it goes first. */
  async restore(): Promise<void> {
    const kept = await this.#outbox.read(this.#person)
    const mine = kept.filter((one) => one.project === this.#project && !this.#waiting.some(({ at }) => at === one.at))
    this.#waiting.unshift(...mine)
    this.#outlets.changed()
  }

  /** The revision of a task as the server reported it last. */
  knows(task: TaskId, revision: number): void {
    this.#revisions.set(task, revision)
  }

  revisionOf(task: TaskId): number {
    return this.#revisions.get(task) ?? 0
  }

  add(what: Pick<Extract<Unsent, { kind: "decide" }>, "kind" | "task" | "difference" | "decision" | "before">): void
  add(what: Pick<Extract<Unsent, { kind: "file" }>, "kind" | "task">): void
  add(
    what:
      | Pick<Extract<Unsent, { kind: "decide" }>, "kind" | "task" | "difference" | "decision" | "before">
      | Pick<Extract<Unsent, { kind: "file" }>, "kind" | "task">,
  ): void {
    this.#last = Math.max(this.#last + 1, Date.now())
    const ahead = this.#waiting.filter(({ task }) => task === what.task).length
    const common = { at: this.#last, person: this.#person, project: this.#project }
    const unsent: Unsent = { ...common, ...what, revision: this.revisionOf(what.task) + ahead }
    this.#waiting.push(unsent)
    this.#outlets.changed()
    void this.#outbox.keep(unsent)
    void this.drain()
  }

  /** Takes back the decision that came last, if it is not on its way: then nobody ever knew of it. */
  takeBack(task: TaskId): Extract<Unsent, { kind: "decide" }> | null {
    const last = this.#waiting.at(-1)
    if (!last || last.kind !== "decide" || last.task !== task) return null
    if (this.#waiting.length === 1 && this.sending) return null
    this.#forget([last])
    return last
  }

  /** Sends what waits. Resolves when nothing waits or the network does not answer; true when all is sent. */
  async drain(): Promise<boolean> {
    this.#running ??= this.#run().finally(() => {
      this.#running = null
    })
    await this.#running
    return this.#waiting.length === 0
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
  }

  async #run(): Promise<void> {
    clearTimeout(this.#timer)
    let tries = 0
    for (let next = this.#waiting[0]; next && !this.#closed; next = this.#waiting[0]) {
      this.#report({ sending: true })
      try {
        await this.#send(next)
        tries = 0
        this.#report({ online: true })
      } catch (error) {
        const code = codeOf(error)
        if (PASSING.includes(code)) {
          this.#report({ online: code !== "offline", sending: false })
          this.#again()
          return
        }
        if (code === "conflict" && tries++ < 3) {
          if (await this.#reread(next.task)) continue
          return
        }
        const dropped = this.#waiting.filter(({ task }) => task === next.task)
        this.#forget(dropped)
        this.#outlets.lost(next.task, code, dropped)
      }
    }
    this.#report({ sending: false })
  }

  async #send(unsent: Unsent): Promise<void> {
    const { project, task } = unsent
    const revision = this.#revisions.get(task) ?? unsent.revision
    if (unsent.kind === "file") {
      await this.#transport.file({ project, task, revision }).catch((error: unknown) => {
        // Sent before, and only the answer was lost.
        if (codeOf(error) !== "decided_already") throw error
      })
      this.#forget([unsent])
      this.#outlets.sent(unsent, null)
      return
    }
    const { difference: disagreement, decision } = unsent
    const done = await this.#transport.decide({ project, task, revision, difference: disagreement.id, decision })
    this.#revisions.set(task, done.revision)
    this.#forget([unsent])
    this.#outlets.sent(unsent, done.reservedUntilMs)
  }

  /** The task changed: look at it again and keep only decisions about what is still the same. False without network. */
  async #reread(task: TaskId): Promise<boolean> {
    try {
      const fresh = await this.#transport.open({ project: this.#project, task, kinds: [], labels: [] })
      if (!fresh) return true
      this.#revisions.set(task, fresh.revision)
      const there = new Map(fresh.differences.map((one) => [one.difference.id, one]))
      const mine = this.#waiting.filter((one) => one.task === task)
      const dropped = mine.filter((one) => {
        if (one.kind === "file") return false
        const now = there.get(one.difference.id)
        return !now || canonicalJson(now.difference) !== canonicalJson(one.difference)
      })
      const had = mine.filter((one) => {
        const known = one.kind === "decide" ? there.get(one.difference.id)?.decision : undefined
        return one.kind === "decide" && known && canonicalJson(known) === canonicalJson(one.decision)
      })
      // A task of which something is open again is not filed over the reviewer's head.
      const files = dropped.length > 0 ? mine.filter((one) => one.kind === "file") : []
      this.#forget([...dropped, ...had, ...files])
      this.#outlets.moved(fresh, dropped)
      return true
    } catch (error) {
      const code = codeOf(error)
      if (PASSING.includes(code)) {
        this.#report({ online: code !== "offline", sending: false })
        this.#again()
        return false
      }
      const dropped = this.#waiting.filter((one) => one.task === task)
      this.#forget(dropped)
      this.#outlets.lost(task, code, dropped)
      return true
    }
  }

  #forget(some: readonly Unsent[]): void {
    for (const unsent of some) {
      const index = this.#waiting.indexOf(unsent)
      if (index >= 0) this.#waiting.splice(index, 1)
      void this.#outbox.drop(unsent.at)
    }
    if (some.length > 0) this.#outlets.changed()
  }

  #report(change: { online?: boolean; sending?: boolean }): void {
    const online = change.online ?? this.online
    const sending = change.sending ?? this.sending
    if (online === this.online && sending === this.sending) return
    this.online = online
    this.sending = sending
    this.#outlets.changed()
  }

  #again(): void {
    if (this.#closed) return
    this.#timer = setTimeout(() => void this.drain(), AGAIN_MS)
  }
}
