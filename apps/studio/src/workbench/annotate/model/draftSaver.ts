import {
  type LocalDraft,
  type SaveState,
  type SaveStatus,
  saveStateOf,
  saveStatusOf,
  shouldSend,
  stepSave,
} from "@justesse/editor"
import type { AssignmentId, WorkBody } from "@justesse/types"
import { failureOf } from "../../../failures/thrown.ts"
import type { TaskTransport } from "../transport.ts"
import type { LocalDrafts } from "./localDrafts.ts"

/** What is saved: the answer as it stands, with the steps that can be taken back. */
export type DraftNow = Pick<LocalDraft, "body" | "undos" | "redos">

interface SaverDeps {
  readonly assignmentId: AssignmentId
  readonly fence: () => number
  readonly transport: Pick<TaskTransport, "saveDraft">
  readonly local: LocalDrafts
  readonly now: () => DraftNow
  readonly onStatus: (status: SaveStatus) => void
  /** A refusal that saving again cannot mend: taken over, signed out, no room. */
  readonly onRefused: (error: unknown) => void
}

const SEND_AFTER_MS = 800
const RETRY_FIRST_MS = 2_000
const RETRY_MOST_MS = 30_000
/** Answers with more regions than this are written to disk when the hand rests, not at each stroke. */
const LARGE_ANSWER = 2_000
const LARGE_WAIT_MS = 400

/** Keeps an answer: on this computer at once, on the server within a second. Goes on by itself when the network is back. */
export class DraftSaver {
  #state: SaveState
  #sendTimer = 0
  #keepTimer = 0
  #keptRevision = -1
  #keeping: Promise<void> = Promise.resolve()
  #retryMs = RETRY_FIRST_MS
  #closed = false
  #paused = false
  #inFlight: Promise<void> = Promise.resolve()
  #status: SaveStatus
  readonly #deps: SaverDeps
  readonly #online = () => this.#sendSoon(0)

  constructor(deps: SaverDeps, draft: LocalDraft) {
    this.#deps = deps
    this.#state = saveStateOf(draft)
    this.#status = saveStatusOf(this.#state)
    window.addEventListener("online", this.#online)
    if (shouldSend(this.#state)) this.#sendSoon(SEND_AFTER_MS)
  }

  get status(): SaveStatus {
    return this.#status
  }

  get revision(): number {
    return this.#state.revision
  }

  /** Something changed. Kept here at once; sent when the hand rests. */
  edited(): void {
    if (this.#closed) return
    this.#step({ type: "edited" })
    this.#keepSoon()
    this.#sendSoon(SEND_AFTER_MS)
  }

  /** Send now, if there is anything: before the page is left. */
  flush(): void {
    if (!this.#closed && shouldSend(this.#state)) this.#sendSoon(0)
  }

  /** No draft is on its way and none goes out: before the answer is sent, which a late draft would be refused after. */
  async pause(): Promise<void> {
    this.#paused = true
    window.clearTimeout(this.#sendTimer)
    await this.#inFlight
  }

  /** The answer did not arrive: drafts go out again. */
  resume(): void {
    this.#paused = false
    this.flush()
  }

  /** What is drawn so far is kept here and sent, as far as the network allows. */
  async settle(): Promise<void> {
    await this.#keep()
    await this.#send()
  }

  /** Nothing is to be saved any more. `forget`: the answer was submitted or passed on; else what is open is saved first. */
  async close(forget: boolean): Promise<void> {
    if (!forget) {
      await this.#keep()
      await this.#send()
    }
    this.#closed = true
    window.clearTimeout(this.#sendTimer)
    window.clearTimeout(this.#keepTimer)
    window.removeEventListener("online", this.#online)
    if (forget) await this.#deps.local.forget(this.#deps.assignmentId)
  }

  #step(event: Parameters<typeof stepSave>[1]): void {
    this.#state = stepSave(this.#state, event)
    const status = saveStatusOf(this.#state)
    if (status === this.#status) return
    this.#status = status
    this.#deps.onStatus(status)
  }

  #keepSoon(): void {
    window.clearTimeout(this.#keepTimer)
    const large = this.#deps.now().body.regions.length > LARGE_ANSWER
    this.#keepTimer = window.setTimeout(() => void this.#keep(), large ? LARGE_WAIT_MS : 0)
  }

  /** One after the other: whoever waits for this knows that everything drawn so far is on this computer, where it keeps any. */
  #keep(): Promise<void> {
    this.#keeping = this.#keeping.then(() => this.#keepNow())
    return this.#keeping
  }

  async #keepNow(): Promise<void> {
    const { revision } = this.#state
    if (this.#closed || revision <= this.#keptRevision) return
    try {
      await this.#deps.local.write(this.#deps.assignmentId, {
        ...this.#deps.now(),
        revision,
        sentRevision: this.#state.sentRevision,
      })
      this.#keptRevision = revision
      this.#step({ type: "kept", revision })
    } catch {
      // This browser keeps nothing (private window, disk full): the server alone does, and "Saving" says so.
    }
  }

  #sendSoon(afterMs: number): void {
    if (this.#closed || this.#paused) return
    window.clearTimeout(this.#sendTimer)
    this.#sendTimer = window.setTimeout(() => void this.#send(), afterMs)
  }

  /** One after the other: whoever waits for this knows that nothing of the draft is under way any more. */
  #send(): Promise<void> {
    this.#inFlight = this.#inFlight.then(() => this.#sendNow())
    return this.#inFlight
  }

  async #sendNow(): Promise<void> {
    if (this.#closed || !shouldSend(this.#state)) return
    const { revision } = this.#state
    const { assignmentId, fence, transport, now } = this.#deps
    this.#step({ type: "sending", revision })
    try {
      const body: WorkBody = now().body
      const saved = await transport.saveDraft({ assignmentId, fence: fence(), revision, body })
      this.#step({ type: "arrived", revision: saved.revision })
      this.#retryMs = RETRY_FIRST_MS
      if (shouldSend(this.#state)) this.#sendSoon(SEND_AFTER_MS)
    } catch (error) {
      this.#failed(error)
    }
  }

  #failed(error: unknown): void {
    if (this.#closed) return
    const failure = failureOf(error)
    if (failure.code === "draft_is_older") {
      this.#step({ type: "older", storedRevision: Number(failure.detail.revision ?? this.#state.revision) })
      this.#sendSoon(0)
      return
    }
    this.#step({ type: "failed" })
    if (failure.code === "offline" || failure.code === "busy" || failure.code === "internal") {
      this.#sendSoon(this.#retryMs)
      this.#retryMs = Math.min(RETRY_MOST_MS, this.#retryMs * 2)
      // The answer itself arrived, and only its receipt was lost: it is asked for by sending again.
    } else if (failure.code !== "already_submitted") this.#deps.onRefused(error)
  }
}
