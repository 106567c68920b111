import { HEARTBEAT, type HeartbeatBatch, type WorkActivity } from "@justesse/types"
import type { FailureCode } from "../../../failures/codes.ts"
import { codeOf } from "../../../failures/thrown.ts"
import type { Heartbeat } from "../transport.ts"

/** What somebody did for one thing (a task, a text that is read), as it is told. */
type Beat<Of> = Of & { readonly activity: WorkActivity; readonly batches: HeartbeatBatch[] }

interface ClockDeps<Of> {
  /** The task, or text, whose time runs now; null while none is shown. Nothing is recorded without one. */
  readonly assignment: () => Of | null
  /** What is worked on together with it: the time is shared over these, one after the other. Absent or fewer than two: it is its own alone. */
  readonly together?: () => readonly Of[]
  readonly activity: () => WorkActivity
  /** The page waits for a picture or the server. */
  readonly waiting: () => boolean
  readonly send: (beat: Beat<Of>, last: boolean) => Promise<unknown>
  /** What does not come through is kept on this computer and told later; false where it keeps nothing. */
  readonly keep: (beat: Beat<Of>) => Promise<boolean>
}

const BATCH_SECONDS = 15
/** Of time that is shared each task has so many seconds at a time. */
const SHARED_SECONDS = 2
/** Seconds that wait in memory where nothing can be sent nor kept: of them the last. */
const MOST_UNSENT_SECONDS = 600
/** The clocks of a computer that part by more than this have been set, or it slept. */
const MOST_PARTED_MS = 30_000
/** A page in sight that was busy for so long is in sight still; of a longer time nobody knows. */
const MOST_BUSY_SECONDS = 30
/** Another window has the task, or it is gone: sent again, the same beat would be refused again. */
const REFUSED: readonly FailureCode[] = ["taken_over", "not_found", "not_allowed", "invalid_input"]

type Assignment = Pick<Heartbeat, "assignmentId" | "fence">
interface Open<Of> {
  readonly assignment: Of
  readonly activity: WorkActivity
  readonly monotonicMs: number
  seconds: string
}

/**
 * Records, second by second, four booleans and nothing else: was there input, media, waiting, and was the page in
 * sight. Sent every 15 s and when the page is left; what could not be sent is sent with the next. Once the computer slept, or its
 * clock was set, the page has another name: what came before is placed by the old one.
 */
export class ActiveClock<Of extends object = Assignment> {
  #input = false
  #open: Open<Of> | null = null
  #unsent: Beat<Of>[] = []
  #sending: Promise<void> = Promise.resolve()
  #seq = 0
  /** Which of those that share the time has the seconds that come. */
  #next = 0
  #tab = tabName()
  #lastMs = performance.now()
  #lastWallMs = Date.now()
  #wasVisible = isVisible()
  readonly #deps: ClockDeps<Of>
  readonly #stop = new AbortController()
  readonly #timer: number

  constructor(deps: ClockDeps<Of>) {
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

  /** Seconds that passed without a tick although the page was in sight: it was busy. Others end what was recorded so far. */
  #missed(): number {
    const [nowMs, wallMs] = [performance.now(), Date.now()]
    const passedMs = nowMs - this.#lastMs
    const hasParted = Math.abs(wallMs - this.#lastWallMs - passedMs) > MOST_PARTED_MS
    const missed = Math.round(passedMs / 1_000) - 1
    const wasInSight = this.#wasVisible && isVisible()
    this.#lastMs = nowMs
    this.#lastWallMs = wallMs
    this.#wasVisible = isVisible()
    if (hasParted) {
      this.#closeBatch()
      this.#tab = tabName()
      return 0
    }
    if (missed <= 0) return 0
    if (wasInSight && missed <= MOST_BUSY_SECONDS) return missed
    this.#closeBatch()
    return 0
  }

  #tick(): void {
    const missed = this.#missed()
    const assignment = this.#deps.assignment()
    if (!assignment) {
      this.#closeBatch()
      return
    }
    const activity = this.#deps.activity()
    if (this.#open && (!isSame(this.#open.assignment, assignment) || this.#open.activity !== activity)) this.flush()
    this.#open ??= { assignment, activity, monotonicMs: Math.round(performance.now()), seconds: "" }
    const visible = isVisible()
    // Before the first second of a batch there is nothing to fill.
    if (this.#open.seconds !== "") this.#open.seconds += HEARTBEAT.visible.toString(16).repeat(missed)
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
    const together = this.#deps.together?.() ?? []
    const isShared = together.length > 1
    const length = isShared ? SHARED_SECONDS : open.seconds.length
    for (let at = 0; at < open.seconds.length; at += length) {
      const assignment = isShared ? (together[this.#next++ % together.length] ?? open.assignment) : open.assignment
      const monotonicMs = open.monotonicMs + at * 1_000
      const batch: HeartbeatBatch = {
        tab: this.#tab,
        seq: this.#seq++,
        monotonicMs,
        seconds: open.seconds.slice(at, at + length),
      }
      this.#unsent = latestOf([...this.#unsent, { ...assignment, activity: open.activity, batches: [batch] }])
    }
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
        this.#unsent = latestOf([...beats.slice(index), ...this.#unsent])
        return
      }
    }
  }
}

/** Of what waits the last, as far as it is kept; however finely its time was shared out. */
function latestOf<B extends { readonly batches: readonly HeartbeatBatch[] }>(beats: B[]): B[] {
  const secondsOf = ({ batches }: B) => batches.map(({ seconds }) => seconds)
  while (beats.flatMap(secondsOf).join("").length > MOST_UNSENT_SECONDS) beats.shift()
  return beats
}

/** A task that was given back and opened anew is another assignment of it. */
function isSame<Of extends object>(one: Of, other: Of): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function isVisible(): boolean {
  return !document.hidden && document.hasFocus()
}

function tabName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")
}
