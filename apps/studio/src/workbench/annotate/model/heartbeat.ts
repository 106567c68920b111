import { HEARTBEAT, type HeartbeatBatch, type WorkActivity } from "@justesse/types"
import type { FailureCode } from "../../../failures/codes.ts"
import { codeOf } from "../../../failures/thrown.ts"
import type { Heartbeat } from "../transport.ts"

interface ClockDeps {
  /** The task whose time runs now; null while none is shown. Nothing is recorded without one. */
  readonly assignment: () => Pick<Heartbeat, "assignmentId" | "fence"> | null
  readonly activity: () => WorkActivity
  /** The page waits for a picture or the server. */
  readonly waiting: () => boolean
  readonly send: (beat: Heartbeat, last: boolean) => Promise<unknown>
  /** What does not come through is kept on this computer and told later; false where it keeps nothing. */
  readonly keep: (beat: Heartbeat) => Promise<boolean>
}

const BATCH_SECONDS = 15
const MOST_UNSENT = 40
/** Another window has the task, or it is gone: sent again, the same beat would be refused again. */
const REFUSED: readonly FailureCode[] = ["taken_over", "not_found", "not_allowed", "invalid_input"]

type Assignment = Pick<Heartbeat, "assignmentId" | "fence">
interface Open {
  readonly assignment: Assignment
  readonly activity: WorkActivity
  readonly monotonicMs: number
  seconds: string
}

/**
 * Records, second by second, four booleans and nothing else: was there input, media, waiting, and was the page in
 * sight. Sent every 15 s and when the page is left; what could not be sent is sent with the next.
 */
export class ActiveClock {
  #input = false
  #open: Open | null = null
  #unsent: Heartbeat[] = []
  #sending: Promise<void> = Promise.resolve()
  #seq = 0
  readonly #tab = tabName()
  readonly #deps: ClockDeps
  readonly #stop = new AbortController()
  readonly #timer: number

  constructor(deps: ClockDeps) {
    this.#deps = deps
    const { signal } = this.#stop
    const touched = () => {
      this.#input = true
    }
    for (const type of ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"]) {
      window.addEventListener(type, touched, { signal, capture: true, passive: true })
    }
    document.addEventListener("visibilitychange", () => this.#leave(document.hidden), { signal })
    window.addEventListener("pagehide", () => this.#leave(true), { signal })
    this.#timer = window.setInterval(() => this.#tick(), 1_000)
  }

  /** The task is finished or another one is shown: what was recorded for it is sent. */
  flush(last = false): void {
    this.#closeBatch()
    this.#sending = Promise.all([this.#sending, this.#sendAll(last)]).then(() => {})
  }

  /** What was recorded so far has reached the server, or failed to: before a task is opened anew and its assignment changes. */
  async settle(): Promise<void> {
    this.flush()
    await this.#sending
  }

  stop(): void {
    window.clearInterval(this.#timer)
    this.#stop.abort()
    this.flush(true)
  }

  #tick(): void {
    const assignment = this.#deps.assignment()
    if (!assignment) {
      this.#closeBatch()
      return
    }
    const activity = this.#deps.activity()
    if (this.#open && (!isSame(this.#open.assignment, assignment) || this.#open.activity !== activity)) this.flush()
    this.#open ??= { assignment, activity, monotonicMs: Math.round(performance.now()), seconds: "" }
    const visible = !document.hidden && document.hasFocus()
    const bits =
      (this.#input ? HEARTBEAT.input : 0) |
      (this.#deps.waiting() ? HEARTBEAT.wait : 0) |
      (visible ? HEARTBEAT.visible : 0)
    this.#input = false
    this.#open.seconds += bits.toString(16)
    if (this.#open.seconds.length >= BATCH_SECONDS) this.flush()
  }

  #leave(hidden: boolean): void {
    if (hidden) this.flush(true)
  }

  #closeBatch(): void {
    const open = this.#open
    this.#open = null
    if (!open || open.seconds === "") return
    const batch: HeartbeatBatch = {
      tab: this.#tab,
      seq: this.#seq++,
      monotonicMs: open.monotonicMs,
      seconds: open.seconds,
    }
    this.#unsent = [...this.#unsent, { ...open.assignment, activity: open.activity, batches: [batch] }].slice(
      -MOST_UNSENT,
    )
  }

  async #sendAll(last: boolean): Promise<void> {
    const beats = this.#unsent
    this.#unsent = []
    for (const [index, beat] of beats.entries()) {
      // Without a network nothing is tried: the page may be gone before that fails.
      if (!navigator.onLine && (await this.#deps.keep(beat))) continue
      try {
        await this.#deps.send(beat, last)
      } catch (error) {
        if (REFUSED.includes(codeOf(error)) || (await this.#deps.keep(beat))) continue
        // Offline: kept for the next batch. The server takes batches in any order, once each.
        this.#unsent = [...beats.slice(index), ...this.#unsent].slice(-MOST_UNSENT)
        return
      }
    }
  }
}

/** A task that was given back and opened anew is another assignment of it. */
function isSame(one: Assignment, other: Assignment): boolean {
  return one.assignmentId === other.assignmentId && one.fence === other.fence
}

function tabName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")
}
