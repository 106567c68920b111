import {
  type DrawWays,
  type EditAct,
  type EditedStep,
  type Editing,
  isAnswerable,
  type Labelling,
  type LabellingEffect,
  type LabellingEvent,
  mustDecide,
  nextWakeMs,
  startLabelling,
  stepWorkspace,
  type Warnings,
} from "@justesse/editor"
import type { ReportedClass } from "@justesse/types"
import {
  type AssignmentId,
  type ProjectKind,
  type ProjectSlug,
  type Region,
  type RegionId,
  type SkipReason,
} from "@justesse/types"
import type { Guide, Lease } from "@justesse/types/wire/work"
import { whenIdle } from "../../../browser/idle.ts"
import type { BeatKeeper } from "../../../offline/beats.ts"
import { keepPictures } from "../../../offline/pictures.ts"
import { SAVED_AHEAD, saver } from "../../../offline/saver.ts"
import type { ActSender } from "../../../offline/sender.ts"
import type { KeptTasks } from "../../../offline/tasks.ts"
import { mark } from "../../canvas/counters.ts"
import type { CanvasEngine } from "../../canvas/engine.ts"
import { isPictured } from "../../media/pictured.ts"
import { type Rules, Workbench } from "../../store.ts"
import type { KindOnPage } from "../kinds/contract.ts"
import type { TaskTransport } from "../transport.ts"
import { firstWarnings, nextWarnings, warningsByEdges } from "./coach.ts"
import { TaskCalls } from "./effects.ts"
import { ActiveClock } from "./heartbeat.ts"
import { newSubmissionId } from "./ids.ts"
import { type ImageCache, pictureFailure, type Wanted } from "./imageCache.ts"
import type { LocalDrafts } from "./localDrafts.ts"
import { previousRegions } from "./previousRegions.ts"
import { followScene } from "./scene.ts"
import { keepSeen, readSeen } from "./seenTasks.ts"
import { followOnCanvas, showOnCanvas } from "./showOnCanvas.ts"
import { TaskModel } from "./task.ts"

/** Events that are said by their name alone. */
type Named =
  Extract<LabellingEvent, { type: string }> extends infer E
    ? E extends { readonly type: infer T }
      ? keyof E extends "type"
        ? T
        : never
      : never
    : never

interface StoreDeps {
  readonly project: ProjectSlug
  readonly transport: TaskTransport
  readonly local: LocalDrafts
  readonly sender: ActSender
  readonly beats: BeatKeeper
  readonly tasks: KeptTasks
  readonly engine: CanvasEngine
  readonly cache: ImageCache
  /** Fetches what the page shows and does for a kind of task. */
  readonly loadKind: (kind: ProjectKind) => Promise<KindOnPage>
  /** What clicks of the box tool mean to this person. */
  readonly boxClicks: () => DrawWays["box"]
  /** From which score on this person wants proposals drawn solid; null: as the project has it. */
  readonly solidFrom: () => number | null
  /** The address follows the task in hand. `mayReload`: nothing is looked at that a page loaded anew would not show. */
  readonly onTask: (id: AssignmentId | null, mayReload: boolean) => void
  /** A notice to the person, by its message key. */
  readonly onNotice: (key: string) => void
}

/** How many pictures are made ready besides the one that is shown. */
const PICTURES_AHEAD = 2

const RULES: Rules<Labelling, LabellingEvent, LabellingEffect> = {
  step: stepWorkspace,
  wake: { atMs: nextWakeMs, event: { type: "woke" } },
}

/** The task page over its rules (`stepWorkspace`): canvas, pictures, clock and calls do what these ask for. One a page. */
export class TaskStore {
  /** The guideline is open: its time is reading. */
  reading = false
  readonly #deps: StoreDeps
  readonly #bench: Workbench<Labelling, LabellingEvent, LabellingEffect>
  readonly #calls: TaskCalls
  readonly #stop = new AbortController()
  #clock: ActiveClock | null = null
  #inHand: TaskModel | null = null
  #viewed: TaskModel | null = null
  #onCanvas: TaskModel | null = null
  readonly #kinds = new Map<ProjectKind, KindOnPage>()
  #isKeeping = false
  /** Leases whose pictures are still to be kept. */
  #toKeep: readonly Lease[] = []

  constructor(deps: StoreDeps) {
    this.#deps = deps
    this.#bench = new Workbench(startLabelling(deps.project, navigator.onLine), RULES, (effect) => this.#run(effect))
    // What is no act of a hand (read only from now on) reaches the shown task here.
    this.view.subscribe(({ task, looking }) => {
      if (task) this.#inHand?.follow(task.editing)
      if (looking) this.#viewed?.follow(looking.editing)
    })
    const { project, transport, local, sender, tasks } = deps
    this.#calls = new TaskCalls({
      project,
      transport,
      local,
      sender,
      tasks,
      projectName: () => this.snapshot.task?.guide.projectName ?? "",
      tellTime: async () => this.#clock?.settle(),
      dispatch: (event) => this.dispatch(event),
      readyKind: (kind) => this.#readyKind(kind),
    })
  }

  /** What parts of the page follow. */
  get view() {
    return this.#bench.view
  }

  get snapshot(): Labelling {
    return this.#bench.now
  }

  /** The task in hand. */
  get model(): TaskModel | null {
    return this.snapshot.task ? this.#inHand : null
  }

  /** The task that is shown: the one looked back at, else the one in hand. */
  get shown(): TaskModel | null {
    return this.snapshot.looking ? this.#viewed : this.model
  }

  /** The task in hand leaves it: nothing is sent twice, and it is read only until it is known what became of it. */
  get sending(): boolean {
    return this.snapshot.leaving !== null
  }

  /** What the page shows and does for the kind of a task that is shown: it came before the task. */
  kindOf({ kind }: Pick<Editing, "kind">): KindOnPage {
    const found = this.#kinds.get(kind)
    if (!found) throw new Error("a task is shown before what its kind shows")
    return found
  }

  async #readyKind(kind: ProjectKind): Promise<KindOnPage> {
    const known = this.#kinds.get(kind) ?? (await this.#deps.loadKind(kind))
    this.#kinds.set(kind, known)
    return known
  }

  dispatch(event: LabellingEvent): void {
    this.#bench.dispatch(event)
  }

  /** An act that needs nothing but its name. */
  act(type: Named): void {
    this.dispatch({ type })
  }

  /** Called when the page is shown; returns the function that leaves it. */
  open(assignment: AssignmentId | null): () => void {
    const { signal } = this.#stop
    window.addEventListener("online", () => this.#comeBack(), { signal })
    window.addEventListener("offline", () => this.dispatch({ type: "wentOffline" }), { signal })
    window.addEventListener("pagehide", () => this.dispatch({ type: "left" }), { signal })
    this.#clock = new ActiveClock({
      assignment: () => this.#timed(),
      together: () => this.#timedTogether(),
      activity: () => (this.reading ? "read" : this.model?.isTyped ? "type" : "draw"),
      waiting: () => this.snapshot.picture === "loading" || this.sending,
      send: (beat, last) => this.#beat(beat, last),
      keep: (beat) => this.#deps.beats.keep(beat),
    })
    signal.addEventListener(
      "abort",
      this.#deps.sender.follow((news) => this.#calls.hear(news)),
    )
    mark("task-open")
    this.dispatch({ type: "began", assignment })
    return () => this.#leave()
  }

  /**
   * What a model proposed and nobody took is nobody's answer: it is left out, but where the project asks that each is decided, and
   * where nothing else would be sent.
   */
  /** `asked`: the person said that regions without a text are meant so. */
  submit(asked = false): "sending" | "problems" | "proposals" | "unwritten" | "waiting" | "unseen" {
    const { model } = this
    if (!model?.editable || this.sending || this.snapshot.looking) return "waiting"
    if (!isAnswerable(this.snapshot)) return "unseen"
    const { proposed } = model.snapshot
    const { task } = this.snapshot
    if (proposed > 0 && task && mustDecide(task)) return "proposals"
    const [problem] = model.check()
    if (problem) return proposed > 0 && problem.kind === "nothing_said" ? "proposals" : "problems"
    if (!asked && model.unwritten().length > 0) return "unwritten"
    this.dispatch({ type: "submit", submissionId: newSubmissionId() })
    return "sending"
  }

  skip(reason: SkipReason, note = "", how: "skipped" | "reported" = "skipped", content?: ReportedClass): void {
    this.dispatch({ type: "skip", reason, note, how, ...(content && { content }) })
  }

  /** Fetch the picture again. */
  retryPicture(): void {
    const shown = this.#wanted()
    if (shown) void this.#loadPicture(shown)
  }

  acceptConditions(): void {
    const { conditions } = this.snapshot
    if (!conditions) return
    const { guidelineVersion, mode } = conditions
    this.#run({ type: "acceptConditions", guidelineVersion, mode })
  }

  /** What this person sent last before the task in hand; null for nothing. Rejects where the network is needed and does not answer. */
  previousRegions(): Promise<readonly Region[] | null> {
    const { task } = this.snapshot
    return task ? previousRegions(this.#deps, task.lease.assignmentId) : Promise.resolve(null)
  }

  #run(effect: LabellingEffect): void {
    switch (effect.type) {
      case "show":
        return this.#show(effect.what, effect.opened)
      case "edited":
        return this.#follow(effect.step)
      case "setAddress":
        return this.#setAddress(effect.assignment)
      case "prepareAhead":
        return whenIdle(() => this.#prepareAhead(), 2_000)
      case "tellTime":
        return this.#clock?.flush()
      case "say":
        return this.#deps.onNotice(effect.key)
      case "askBefore":
      case "reopen":
      case "fetchConditions":
      case "acceptConditions":
        return this.#calls.ask(effect)
      default:
        return this.#calls.run(effect)
    }
  }

  #show(what: "task" | "looking", opened: boolean): void {
    const { task, looking } = this.snapshot
    const shown = looking ?? task
    if (!shown) return
    const known = what === "task" ? this.#inHand : this.#viewed
    const model = opened || !known ? this.#makeModel(shown) : known
    if (what === "task") this.#inHand = model
    else this.#viewed = model
    this.#onCanvas = model
    // The picture and its regions come first.
    if (opened) whenIdle(() => this.#lookAtAll(model), 500)
    const { engine, boxClicks } = this.#deps
    showOnCanvas(engine, model, { guide: shown.guide, kind: this.kindOf(model), boxClicks: boxClicks() })
    const seen = opened && what === "task" && task ? readSeen(task.lease.assignmentId) : null
    if (seen) this.dispatch({ type: "edit", act: { act: "see", seen } })
    const wanted = this.#wanted()
    if (wanted) void this.#loadPicture(wanted)
  }

  #makeModel({ editing, guide }: { readonly editing: Editing; readonly guide: Guide }): TaskModel {
    const own = this.kindOf(editing).solidFrom(guide)
    const dispatch = (act: EditAct) => this.dispatch({ type: "edit", act })
    return new TaskModel(editing, dispatch, this.#deps.solidFrom() ?? own)
  }

  /** The canvas and the page follow an act; boxes drawn twice are looked for where something changed. */
  #follow(step: EditedStep): void {
    const model = step.of === "task" ? this.#inHand : this.#viewed
    if (!model) return
    model.follow(step.after)
    if (model === this.#onCanvas) followOnCanvas(this.#deps.engine, model, step)
    else followScene(model.scene, step, model.solidFrom.getState())
    const { before, after } = step
    const { task } = this.snapshot
    if (task && step.of === "task" && (before.hidden !== after.hidden || before.locked !== after.locked))
      keepSeen(task.lease.assignmentId, after)
    if (step.changes.length === 0 || step.of === "looking") return
    const warnings = nextWarnings(model.scene, step)
    if (warnings !== step.after.warnings) this.#found(warnings)
    if (this.#deps.engine.magnet) whenIdle(() => this.#lookAtEdges(model, step), 500)
  }

  #lookAtAll(model: TaskModel): void {
    if (model !== this.#onCanvas || this.#stop.signal.aborted) return
    const warnings = firstWarnings(model.scene, model.snapshot)
    if (warnings.size > 0) this.#found(warnings)
  }

  #found(warnings: Warnings): void {
    this.dispatch({ type: "edit", act: { act: "foundWarnings", warnings } })
  }

  /** With the magnet on, what was drawn or changed is held against the edges of the picture, when the hand rests. */
  #lookAtEdges(model: TaskModel, { changes }: EditedStep): void {
    const { magnet } = this.#deps.engine
    if (!magnet || model !== this.#onCanvas || !model.editable) return
    const ids = changes.flatMap(({ edits }) => edits.map(({ id }) => id))
    const tightened = (id: RegionId) => {
      const region = model.document.regions.get(id)
      return region ? magnet.tighten(region.geometry, model.limits) : null
    }
    const warnings = warningsByEdges(model.scene, model.snapshot, ids, tightened)
    if (warnings !== model.snapshot.warnings) this.#found(warnings)
  }

  #setAddress(assignment: AssignmentId | null): void {
    this.#deps.onTask(assignment, this.snapshot.training === null)
    if (assignment === null) this.#deps.cache.prepare([], [])
  }

  async #loadPicture(shown: Wanted): Promise<void> {
    const { cache, engine } = this.#deps
    // A form may be about nothing.
    if (!shown.media.full) return this.dispatch({ type: "picture", picture: "ready" })
    // A recording has no picture: its page fetches what it plays, as two beside each other do; what is played or read elsewhere says when it is there.
    if (!isPictured(shown.media)) {
      const { shown: model } = this
      const isOwn = model !== null && (this.kindOf(model).keys.scope === "sound" || model.about?.type === "pair")
      return this.dispatch({ type: "picture", picture: isOwn ? "ready" : "loading" })
    }
    const isShown = () => this.#wanted()?.media.full === shown.media.full
    let painted = false
    if (!cache.isReady(shown)) this.dispatch({ type: "picture", picture: "loading" })
    try {
      await cache.show(shown, (picture) => {
        if (!isShown()) return
        engine.setPicture(picture)
        if (this.snapshot.picture !== "ready") this.dispatch({ type: "picture", picture: "ready" })
        if (!painted) requestAnimationFrame(() => mark("next-task-painted"))
        painted = true
      })
    } catch (error) {
      if (isShown()) this.dispatch({ type: "picture", picture: pictureFailure(error) })
    }
  }

  #prepareAhead(): void {
    const { task, looking, ahead } = this.snapshot
    if (!task || this.#stop.signal.aborted) return
    const isPicture = ({ media }: Wanted) => isPictured(media) && media.full !== ""
    const shown = (looking ? [task.lease, looking.sent] : [task.lease]).filter(isPicture)
    this.#deps.cache.prepare(shown, ahead.slice(0, PICTURES_AHEAD).filter(isPicture))
    this.#calls.readAhead(ahead)
    void this.#keepPictures([task.lease, ...(saver.getState().isOn ? ahead.slice(0, SAVED_AHEAD) : ahead)])
  }

  /** Pictures of all tasks in hand lie on this computer, one after the other; what does not come now comes with the next task. */
  async #keepPictures(leases: readonly Lease[]): Promise<void> {
    this.#toKeep = leases
    if (this.#isKeeping) return
    this.#isKeeping = true
    // Those that were leased meanwhile come first.
    for (let lease = this.#toKeep[0]; lease && !this.#stop.signal.aborted; lease = this.#toKeep[0]) {
      this.#toKeep = this.#toKeep.slice(1)
      if (await this.#isHere(lease)) this.dispatch({ type: "pictureKept", assignmentId: lease.assignmentId })
    }
    this.#isKeeping = false
  }

  /** Fetches a picture that is not here; true where it can be shown without a network from now on. */
  async #isHere(lease: Lease): Promise<boolean> {
    const isKept = await keepPictures(lease, this.#stop.signal).catch(() => false)
    return isKept || this.#deps.cache.isWhole(lease)
  }

  #comeBack(): void {
    this.dispatch({ type: "wentOnline" })
    if (this.snapshot.picture === "failed") this.retryPicture()
  }

  /** The picture that is to be seen now. */
  #wanted(): Wanted | null {
    const { looking, task } = this.snapshot
    return looking?.sent ?? task?.lease ?? null
  }

  /** All of the picture that is shown, though the network is spared. */
  sharpen(): void {
    const shown = this.#wanted()
    if (shown) void this.#deps.cache.sharpen(shown)
  }

  /** All of the picture that is shown is here, or on its way. */
  get isSharp(): boolean {
    const shown = this.#wanted()
    return shown !== null && this.#deps.cache.isSharp(shown)
  }

  /** The task whose time runs. */
  #timed() {
    const { task, state } = this.snapshot
    if (state !== "task" || !task || task.editing.readOnly === "other_tab") return null
    return { assignmentId: task.lease.assignmentId, fence: task.lease.fence }
  }

  /** Tasks that are worked on with it, over which its time is shared. */
  #timedTogether() {
    const { task, ahead } = this.snapshot
    const leases = task && this.kindOf(task.lease).timedWith?.(task.lease, ahead)
    return leases?.map(({ assignmentId, fence }) => ({ assignmentId, fence })) ?? []
  }

  async #beat(beat: Parameters<TaskTransport["heartbeat"]>[0], last: boolean): Promise<void> {
    const answer = await this.#deps.transport.heartbeat(beat, last)
    if (answer) this.dispatch({ type: "timeCounted", assignmentId: beat.assignmentId, ...answer })
    else this.dispatch({ type: "heard" })
    void this.#deps.beats.drain()
  }

  #leave(): void {
    this.dispatch({ type: "left" })
    this.#bench.close()
    this.#calls.unlockAll()
    this.#clock?.stop()
    this.#clock = null
    this.#stop.abort()
    this.#deps.cache.clear()
  }
}
