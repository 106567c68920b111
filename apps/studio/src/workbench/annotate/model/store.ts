import { chooseDraft, documentOf, historyOf, type LocalDraft } from "@justesse/editor"
import { type AssignmentId, type Language, type ProjectSlug, type SkipReason } from "@justesse/types"
import type { Guide, HeldLeases, Lease } from "@justesse/types/wire/work"
import { createStore } from "zustand/vanilla"
import { failureOf } from "../../../failures/thrown.ts"
import { mark } from "../../canvas/counters.ts"
import type { CanvasEngine } from "../../canvas/engine.ts"
import { whenIdle } from "../../canvas/idle.ts"
import type { TaskTransport } from "../transport.ts"
import { DraftSaver } from "./draftSaver.ts"
import { ActiveClock } from "./heartbeat.ts"
import { newSubmissionId } from "./ids.ts"
import { type ImageCache, pictureFailure, type Wanted } from "./imageCache.ts"
import type { LocalDrafts } from "./localDrafts.ts"
import { showOnCanvas } from "./showOnCanvas.ts"
import { type Gone, type OpenTask, START_SNAPSHOT, type StoreSnapshot, type TaskFailure } from "./storeSnapshot.ts"
import { lockTask } from "./tabLock.ts"
import { TaskModel } from "./task.ts"

interface StoreDeps {
  readonly project: ProjectSlug
  readonly transport: TaskTransport
  readonly local: LocalDrafts
  readonly engine: CanvasEngine
  readonly cache: ImageCache
  readonly language: () => Language
  /** The address follows the task in hand. */
  readonly onTask: (id: AssignmentId | null) => void
}

const WANT = 3
/** How long "Sent. Take back" is said. */
const GONE_MS = 10_000
/** After a failed call the studio is asked again this often, until it answers. */
const ASK_AGAIN_MS = 3_000
/** Failures that are over as soon as the studio answers. */
const PASSING: readonly string[] = ["offline", "busy", "internal"]

/** The store of the task page: which task is in hand, which come next, what is sent. Outside React; one a page. */
export class TaskStore {
  /** What parts of the page follow. */
  readonly view = createStore<StoreSnapshot>(() => START_SNAPSHOT)
  /** The guideline is open: its time is reading. */
  reading = false
  #ahead: Lease[] = []
  readonly #deps: StoreDeps
  readonly #cache: ImageCache
  readonly #guides = new Map<string, Promise<Guide>>()
  readonly #drafts = new Map<AssignmentId, Promise<LocalDraft | null>>()
  readonly #stop = new AbortController()
  #clock: ActiveClock | null = null
  #goneTimer = 0
  #askTimer = 0
  #guidelineSeen = 0

  constructor(deps: StoreDeps) {
    this.#deps = deps
    this.#cache = deps.cache
  }

  get snapshot(): StoreSnapshot {
    return this.view.getState()
  }

  /** Called when the page is shown; returns the function that leaves it. */
  open(assignment: AssignmentId | null): () => void {
    const { signal } = this.#stop
    const network = () => this.#show({ online: navigator.onLine })
    window.addEventListener("online", network, { signal })
    window.addEventListener("offline", network, { signal })
    window.addEventListener("pagehide", () => this.snapshot.task?.saver.flush(), { signal })
    this.#clock = new ActiveClock({
      assignment: () => this.#inHand(),
      activity: () => (this.reading ? "read" : this.snapshot.task?.lease.kind === "transcription" ? "type" : "draw"),
      waiting: () => this.snapshot.picture === "loading" || this.snapshot.sending,
      send: (beat, last) => this.#beat(beat, last),
    })
    mark("task-open")
    void this.#begin(assignment)
    return () => this.#leave()
  }

  async retry(): Promise<void> {
    this.#show({ state: "loading", failure: null })
    await this.#begin(null)
  }

  /** Nobody's answer is what a model proposed and nobody took: those are answered before anything is sent. */
  async submit(): Promise<"sent" | "problems" | "proposals" | "waiting"> {
    const { task, sending, looking } = this.snapshot
    if (!task || sending || looking || !task.model.editable) return "waiting"
    if (task.model.check().length > 0) return "problems"
    if (task.model.snapshot.proposed > 0) return "proposals"
    const body = task.model.answerNow()
    const written = JSON.stringify(body)
    if (task.submissionId === null || task.sentBody !== written) task.submissionId = newSubmissionId()
    task.sentBody = written
    const { assignmentId, fence } = task.lease
    const { ontologyVersion, guidelineVersion } = task.guide
    const { submissionId } = task
    this.#show({ sending: true })
    this.#clock?.flush()
    const answer = { assignmentId, fence, submissionId, body, ontologyVersion, guidelineVersion, want: WANT }
    const send = async () => {
      await task.saver.pause()
      const sent = await this.#deps.transport.submitNext(answer)
      if (sent.tryOut) this.#show({ training: { result: sent.tryOut, lease: task.lease, guide: task.guide } })
      return sent
    }
    return (await this.#goOn(send, "sent")) ? "sent" : "waiting"
  }

  /** The difference was looked at: on with the task that waits. */
  closeTraining(): void {
    if (this.snapshot.training) this.#show({ training: null })
  }

  async skip(reason: SkipReason, note = "", how: "skipped" | "reported" = "skipped"): Promise<void> {
    const { task, sending } = this.snapshot
    if (!task || sending || !task.model.editable) return
    const { assignmentId, fence } = task.lease
    this.#show({ sending: true })
    this.#clock?.flush()
    await this.#goOn(async () => {
      // What is drawn is kept, so that taking it back brings it back.
      await task.saver.settle()
      return this.#deps.transport.skip({ assignmentId, fence, reason, note, want: WANT })
    }, how)
  }

  /** What was just sent or passed on, in hand again; the task that came after it waits. */
  async takeBack(): Promise<void> {
    const { gone, task, sending } = this.snapshot
    if (!gone || sending) return
    this.clearGone()
    await this.#takeAgain(task, gone.assignmentId, gone.how === "sent" ? "revise" : "open")
  }

  /** "Sent. Take back" is not said any more. */
  clearGone(): void {
    window.clearTimeout(this.#goneTimer)
    if (this.snapshot.gone) this.#show({ gone: null })
  }

  /** One step back through what I sent; false when there is nothing further back. Two quick taps are two steps. */
  lookBack(): Promise<boolean> {
    const step = this.#backs.then(() => this.#lookBack())
    this.#backs = step
    return step
  }
  #backs: Promise<unknown> = Promise.resolve()

  async #lookBack(): Promise<boolean> {
    const { looking, task } = this.snapshot
    const before = looking?.sent.assignmentId ?? null
    try {
      const sent = await this.#deps.transport.previous(this.#deps.project, before)
      if (!sent) {
        this.#show({ noneBefore: true })
        return false
      }
      const guide = await this.#guide(sent)
      if (this.#stop.signal.aborted) return false
      const history = historyOf(documentOf(sent.body))
      const { kind, size } = sent
      const model = new TaskModel({ history, ontology: guide.ontology, kind, size, fresh: false, readOnly: "sent" })
      task?.model.leaveText()
      this.#show({ looking: { sent, guide, model }, noneBefore: false })
      this.#showTask(model, guide, sent)
      return true
    } catch (error) {
      this.#fail(error)
      return false
    }
  }

  /** Back to the task in hand. */
  lookForward(): void {
    const { task, looking } = this.snapshot
    if (!looking) return
    this.#show({ looking: null, noneBefore: false })
    if (task) this.#showTask(task.model, task.guide, task.lease)
  }

  /** A new revision of what is looked at, or once more what was passed on. The task in hand waits. */
  async revise(): Promise<void> {
    const { looking, task } = this.snapshot
    if (!looking) return
    await this.#takeAgain(task, looking.sent.assignmentId, looking.sent.state === "skipped" ? "open" : "revise")
  }

  /** An own task that was over, in hand again. What was worked on it before is reported first: its earlier assignment ends here. */
  async #takeAgain(task: OpenTask | null, id: AssignmentId, how: "open" | "revise"): Promise<void> {
    try {
      await this.#clock?.settle()
      const lease = await this.#deps.transport[how](id)
      if (task) this.#putAway(task)
      await this.#take(lease)
    } catch (error) {
      this.#fail(error)
    }
  }

  /** This window goes on with a task that another one had. */
  async takeOver(): Promise<void> {
    const { task } = this.snapshot
    if (!task) return
    try {
      const lease = await this.#deps.transport.open(task.lease.assignmentId)
      await task.saver.close(false)
      task.lock?.release()
      this.#drafts.delete(lease.assignmentId)
      await this.#take(lease, true)
    } catch (error) {
      this.#fail(error)
    }
  }

  /** Fetch the picture again. */
  retryPicture(): void {
    const { looking, task } = this.snapshot
    const shown = looking?.sent ?? task?.lease
    if (shown) void this.#loadPicture(shown)
  }

  async acceptConditions(): Promise<void> {
    const { conditions } = this.snapshot
    if (!conditions) return
    try {
      await this.#deps.transport.acceptConditions(this.#deps.project, conditions.guidelineVersion)
      await this.retry()
    } catch (error) {
      this.#fail(error)
    }
  }

  clearFailure(): void {
    this.#show({ failure: null })
  }

  seenGuideline(): void {
    this.#guidelineSeen = this.snapshot.task?.guide.guidelineVersion ?? this.#guidelineSeen
    if (this.snapshot.guidelineNew) this.#show({ guidelineNew: false })
  }

  // Which task --------------------------------------------------------------------------------------------------

  async #begin(assignment: AssignmentId | null): Promise<void> {
    const { transport, project } = this.#deps
    try {
      const opened = assignment ? await transport.open(assignment) : null
      const leased = await transport.next({ project, want: WANT })
      await this.#lock(opened ? { ...leased, leases: [opened, ...without(leased.leases, opened)] } : leased)
    } catch (error) {
      this.#show({ state: "failed", failure: read(error) })
    }
  }

  /** The leases of this person from now on; the first one is taken in hand. */
  async #lock(leased: HeldLeases): Promise<void> {
    if (this.#stop.signal.aborted) return
    const [first, ...rest] = leased.leases
    this.#ahead = rest
    if (first) {
      await this.#take(first)
      return
    }
    this.#deps.onTask(null)
    this.#cache.prepare([], [])
    if (leased.none?.reason === "conditions") {
      const conditions = await this.#deps.transport.conditions(this.#deps.project)
      this.#show({ state: "conditions", conditions, task: null, looking: null, sending: false })
    } else this.#show({ state: "none", none: leased.none, task: null, looking: null, sending: false, ahead: 0 })
  }

  async #take(lease: Lease, steal = false): Promise<void> {
    const [guide, local] = await Promise.all([this.#guide(lease), this.#draft(lease.assignmentId)])
    // The page was left meanwhile: the address and the saver belong to the one that is open now.
    if (this.#stop.signal.aborted) return
    const draft = chooseDraft(local, { revision: lease.draftRevision, body: lease.body })
    const { undos, redos } = draft
    const model = new TaskModel({
      history: { document: documentOf(draft.body), undos, redos },
      ontology: guide.ontology,
      kind: lease.kind,
      size: lease.size,
      fresh: draft.revision === 0,
      readOnly: null,
    })
    const task: OpenTask = {
      lease,
      guide,
      model,
      saver: new DraftSaver(
        {
          assignmentId: lease.assignmentId,
          fence: () => task.lease.fence,
          transport: this.#deps.transport,
          local: this.#deps.local,
          now: () => model.draftNow(),
          onStatus: (status) => {
            model.setSaveStatus(status)
            if (status === "saved") this.#heard()
          },
          onRefused: (error) => this.#refused(task, error),
        },
        draft,
      ),
      lock: null,
      submissionId: null,
      sentBody: null,
    }
    model.setSaveStatus(task.saver.status)
    this.#ahead = without(this.#ahead, lease)
    const guidelineNew = this.#guidelineSeen > 0 && guide.guidelineVersion > this.#guidelineSeen
    this.#guidelineSeen = Math.max(this.#guidelineSeen, guide.guidelineVersion)
    this.#show({
      state: "task",
      task,
      looking: null,
      sending: false,
      failure: null,
      ahead: this.#ahead.length,
      activeSeconds: lease.activeSeconds,
      leaseUntilMs: lease.leaseUntilMs,
      guidelineNew,
    })
    this.#showTask(model, guide, lease)
    this.#deps.onTask(lease.assignmentId)
    void this.#claim(task, steal)
    whenIdle(() => this.#prepareAhead(lease), 2_000)
  }

  async #claim(task: OpenTask, steal: boolean): Promise<void> {
    const lock = await lockTask(task.lease.assignmentId, steal, () => task.model.setReadOnly("other_tab"))
    task.lock = lock
    if (this.snapshot.task !== task || this.#stop.signal.aborted) lock.release()
    else if (!lock.mine) task.model.setReadOnly("other_tab")
  }

  /** The task in hand waits while another one is revised: it is the next one again afterwards. */
  #putAway(task: OpenTask): void {
    task.model.leaveText()
    task.saver.flush()
    task.lock?.release()
    const { body } = task.model.draftNow()
    this.#drafts.delete(task.lease.assignmentId)
    this.#ahead = [{ ...task.lease, body, draftRevision: task.saver.revision }, ...this.#ahead]
    void task.saver.close(false)
  }

  async #goOn(send: () => Promise<HeldLeases>, how: Gone["how"]): Promise<boolean> {
    const { task } = this.snapshot
    if (!task) return false
    try {
      const leased = await send()
      await task.saver.close(true)
      task.lock?.release()
      this.#drafts.delete(task.lease.assignmentId)
      this.#reportGone({ assignmentId: task.lease.assignmentId, how })
      await this.#lock(leased)
      return true
    } catch (error) {
      task.saver.resume()
      if (this.#fail(error).code === "taken_over") task.model.setReadOnly("taken_over")
      return false
    }
  }

  #reportGone(gone: Gone): void {
    window.clearTimeout(this.#goneTimer)
    this.#show({ gone })
    this.#goneTimer = window.setTimeout(() => this.clearGone(), GONE_MS)
  }

  #fail(error: unknown): TaskFailure {
    const failure = read(error)
    this.#show({ sending: false, failure })
    window.clearTimeout(this.#askTimer)
    if (PASSING.includes(failure.code)) this.#askTimer = window.setTimeout(() => this.#askAgain(), ASK_AGAIN_MS)
    return failure
  }

  /** Time is sent as always; when it arrives, the trouble is over. */
  #askAgain(): void {
    if (!PASSING.includes(this.snapshot.failure?.code ?? "")) return
    this.#clock?.flush()
    this.#askTimer = window.setTimeout(() => this.#askAgain(), ASK_AGAIN_MS)
  }

  /** The studio answered: what is said about a call that failed before is over. */
  #heard(): void {
    if (PASSING.includes(this.snapshot.failure?.code ?? "")) this.#show({ failure: null })
  }

  #refused(task: OpenTask, error: unknown): void {
    const failure = read(error)
    if (failure.code === "taken_over") task.model.setReadOnly("taken_over")
    this.#show({ failure })
  }

  // What is shown -----------------------------------------------------------------------------------------------

  #showTask(model: TaskModel, guide: Guide, shown: Wanted): void {
    const { engine, language } = this.#deps
    const edited = () => {
      if (this.snapshot.task?.model === model) this.snapshot.task.saver.edited()
    }
    showOnCanvas(engine, model, guide, language(), edited)
    void this.#loadPicture(shown)
  }

  async #loadPicture(shown: Wanted): Promise<void> {
    const isShown = () => (this.snapshot.looking?.sent ?? this.snapshot.task?.lease)?.media.full === shown.media.full
    let painted = false
    if (!this.#cache.isReady(shown)) this.#show({ picture: "loading" })
    try {
      await this.#cache.show(shown, (picture) => {
        if (!isShown()) return
        this.#deps.engine.setPicture(picture)
        if (this.snapshot.picture !== "ready") this.#show({ picture: "ready" })
        if (!painted) requestAnimationFrame(() => mark("next-task-painted"))
        painted = true
      })
    } catch (error) {
      if (isShown()) this.#show({ picture: pictureFailure(error) })
    }
  }

  #prepareAhead(current: Lease): void {
    const { task, looking } = this.snapshot
    if (task?.lease.assignmentId !== current.assignmentId) return
    this.#cache.prepare(looking ? [current, looking.sent] : [current], this.#ahead.slice(0, 2))
    for (const lease of this.#ahead) {
      void this.#guide(lease).catch(() => {})
      void this.#draft(lease.assignmentId)
    }
  }

  #guide(of: { readonly ontologyVersion: number; readonly guidelineVersion: number }): Promise<Guide> {
    const { project, transport } = this.#deps
    const { ontologyVersion, guidelineVersion } = of
    const key = `${ontologyVersion}/${guidelineVersion}`
    const known = this.#guides.get(key)
    if (known) return known
    const asked = transport.guide({ project, ontologyVersion, guidelineVersion })
    this.#guides.set(key, asked)
    asked.catch(() => this.#guides.delete(key))
    return asked
  }

  #draft(id: AssignmentId): Promise<LocalDraft | null> {
    const known = this.#drafts.get(id)
    if (known) return known
    const read = this.#deps.local.read(id)
    this.#drafts.set(id, read)
    return read
  }

  // Time --------------------------------------------------------------------------------------------------------

  #inHand() {
    const { task, state } = this.snapshot
    if (state !== "task" || !task || task.model.snapshot.readOnly === "other_tab") return null
    return { assignmentId: task.lease.assignmentId, fence: task.lease.fence }
  }

  async #beat(beat: Parameters<TaskTransport["heartbeat"]>[0], last: boolean): Promise<void> {
    const answer = await this.#deps.transport.heartbeat(beat, last)
    this.#heard()
    if (answer && this.snapshot.task?.lease.assignmentId === beat.assignmentId) this.#show(answer)
  }

  #leave(): void {
    const { task } = this.snapshot
    task?.model.leaveText()
    task?.saver.flush()
    task?.lock?.release()
    this.#clock?.stop()
    this.#clock = null
    window.clearTimeout(this.#goneTimer)
    window.clearTimeout(this.#askTimer)
    this.#stop.abort()
    this.#cache.clear()
  }

  #show(change: Partial<StoreSnapshot>): void {
    this.view.setState(change)
  }
}

const without = (leases: readonly Lease[], one: Lease) =>
  leases.filter((lease) => lease.assignmentId !== one.assignmentId)

function read(error: unknown): TaskFailure {
  return { ...failureOf(error), error }
}
