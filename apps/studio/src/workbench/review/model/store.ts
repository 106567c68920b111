import { type Decided, type Unsent } from "@justesse/editor"
import {
  aboutRegion,
  type Deciding,
  type DecidingEffect,
  type DecidingEvent,
  differenceNow,
  isDecidable,
  openAfter,
  openOf,
  openWith,
  type QueueFilter,
  type ReviewNotice,
  startDeciding,
  stepDeciding,
  UNSEEN,
} from "@justesse/editor/workspace/deciding"
import {
  clausesOf,
  type DecisionReason,
  type Disagreement,
  type DisagreementId,
  type Letter,
  type ProjectSlug,
  type TaskId,
} from "@justesse/types"
import type { ReviewTask } from "@justesse/types/wire/review"
import type { FailureCode } from "../../../failures/codes.ts"
import { codeOf } from "../../../failures/thrown.ts"
import type { Exclusively } from "../../../offline/exclusive.ts"
import { Workbench } from "../../store.ts"
import type { ReviewTransport } from "../transport.ts"
import { keptBy } from "./answers.ts"
import type { Outbox } from "./outbox.ts"
import { phaseOf } from "./phases.ts"
import { clauseFor, type Outcome, reasonCodeFor } from "./reasons.ts"
import { DecisionSender } from "./sender.ts"

interface StoreInput {
  readonly project: ProjectSlug
  readonly person: number
  readonly filter: QueueFilter
  readonly transport: ReviewTransport
  readonly outbox: Outbox
  readonly look: "first" | "second"
  readonly exclusively: Exclusively
  readonly whoseSession: () => Promise<number | null>
  /** The address follows what is looked at. */
  readonly onPosition: (task: TaskId | null, disagreement: DisagreementId | null) => void
}

/** A reservation with less time left than this is renewed by whatever the reviewer does. */
const RENEW_BELOW_MS = 10 * 60_000

/** One visit of the review page: the task in hand, what is decided, and what is not sent yet. Lives outside React. */
export class ReviewStore {
  readonly #bench: Workbench<Deciding, DecidingEvent, DecidingEffect>
  readonly project: ProjectSlug
  readonly sender: DecisionSender
  readonly #given: StoreInput
  readonly #tick: ReturnType<typeof setInterval>
  #closed = false

  constructor(given: StoreInput) {
    this.#given = given
    this.project = given.project
    this.#bench = new Workbench(startDeciding(given.filter), { step: stepDeciding }, (effect) => this.#run(effect))
    const { transport, outbox, person, project, look, exclusively, whoseSession } = given
    const outlets = {
      changed: () => this.#senderChanged(),
      sent: (unsent: Unsent, untilMs: number | null) => this.#sent(unsent, untilMs),
      moved: (task: ReviewTask, dropped: readonly Unsent[]) => this.#moved(task, dropped),
      lost: (task: TaskId, code: FailureCode, dropped: readonly Unsent[]) => this.#lost(task, code, dropped),
      elsewhere: (gone: readonly Unsent[]) => void this.#elsewhere(gone),
    }
    this.sender = new DecisionSender({ transport, outbox, outlets, person, project, look, exclusively, whoseSession })
    this.#tick = setInterval(() => this.#do({ type: "tick", nowMs: Date.now() }), 5_000)
  }

  /** What parts of the page follow. */
  get view() {
    return this.#bench.view
  }

  get state(): Deciding {
    return this.#bench.now
  }

  /** Only a part of the queue is walked. */
  get isFiltered(): boolean {
    const { kinds, labels } = this.#given.filter
    return kinds.length > 0 || labels.length > 0
  }

  /** The difference that is looked at. */
  get difference(): Disagreement | null {
    return differenceNow(this.state)?.difference ?? null
  }

  /** Open differences of other tasks that are like the one looked at; none in a second look. */
  get similarOpen(): number {
    return this.state.task?.look === "second" ? 0 : (differenceNow(this.state)?.alikeOpen ?? 0)
  }

  /** Opens the page: sends first what an earlier visit kept, then takes the task named or the next one. */
  async start(task: TaskId | null, disagreement: DisagreementId | null): Promise<void> {
    await this.sender.restore()
    await this.sender.drain()
    await this.open(task, disagreement)
  }

  /** Opens a task and looks at a difference of it; null for the next task and the first open difference. */
  async open(task: TaskId | null, disagreement: DisagreementId | null = null): Promise<void> {
    this.#set({ busy: true, failure: null })
    try {
      const found = await this.#fetch(task, [])
      // Reserved for a page that is left by now.
      if (this.#closed && found) await this.#release(found.task)
      if (this.#closed) return
      if (found) this.#show(found, disagreement)
      else this.#do({ type: "nothingOpen" })
    } catch (error) {
      if (this.#closed) return
      this.#do({ type: "notOpened", phase: phaseOf(codeOf(error)), failure: error })
    } finally {
      if (!this.#closed) this.#set({ busy: false })
    }
  }

  async #fetch(task: TaskId | null, except: readonly TaskId[]): Promise<ReviewTask | null> {
    const { kinds, labels } = this.#given.filter
    const input = { project: this.project, task, kinds: [...kinds], labels: [...labels] }
    const found = await this.#given.transport.open(except.length > 0 ? { ...input, except: [...except] } : input)
    return found && except.includes(found.task) ? null : found
  }

  /** The reason that a decision will carry: the one chosen, else what the difference and the guideline say. */
  reasonFor(outcome: Outcome): DecisionReason {
    return this.state.reason ?? this.#reasonOf(outcome, this.difference)
  }

  #reasonOf(outcome: Outcome, disagreement: Disagreement | null): DecisionReason {
    const blank: DecisionReason = { code: "other", clause: null, note: "" }
    if (!disagreement) return blank
    const kept = keptBy(disagreement, { ...outcome, reason: blank })
    return this.suggest(reasonCodeFor(disagreement, kept), disagreement)
  }

  /** A reason with the clause of the guideline that fits it. */
  suggest(code: DecisionReason["code"], disagreement = this.difference): DecisionReason {
    const { task } = this.state
    const about = disagreement && aboutRegion(disagreement)
    const label = task?.ontology.labels.find((one) => one.id === about?.label) ?? null
    return { code, clause: clauseFor(code, label, clausesOf(task?.guideline ?? "")), note: "" }
  }

  chooseReason(reason: DecisionReason | null): void {
    this.#do({ type: "chooseReason", reason })
  }

  #undoing = false
  /** Decided while an undo was on its way: about the difference that it returns to. */
  #afterUndo: Outcome | null = null

  /** Decides the difference that is looked at and goes on to the next open one. */
  decide(outcome: Outcome): void {
    if (this.#undoing) this.#afterUndo = outcome
    else {
      const { decisions, task } = this.state
      this.#do({ type: "decide", decision: { ...outcome, reason: this.reasonFor(outcome) } })
      if (task && this.state.decisions !== decisions) this.#together.push({ task: task.task, count: 1 })
    }
  }

  /** How many decisions each act of this visit made, the last one at the end: they are taken back together. */
  #together: { readonly task: TaskId; readonly count: number }[] = []

  /** Takes somebody's answer wherever a difference of this task is open and has it; one undo takes all of it back. */
  takeAll(letter: Letter): void {
    const { task, busy } = this.state
    if (this.#undoing || busy || !task || !this.mayDecide()) return
    const all = openWith(this.state, letter)
    const outcome = { outcome: "take", letter } as const
    const decisions = new Map(all.map((one) => [one.id, { ...outcome, reason: this.#reasonOf(outcome, one) }]))
    if (all.length === 0) return this.report({ key: "notice.noneOf", values: { letter } })
    this.#do({ type: "decideAll", decisions })
    this.#together.push({ task: task.task, count: all.length })
    this.report({ key: "notice.takenAll", values: { letter, count: all.length } })
  }

  /** Another difference of this task, around the end. */
  step(by: 1 | -1): void {
    this.#do({ type: "step", by })
  }

  look(id: DisagreementId | null): void {
    this.#do({ type: "look", id })
  }

  /** Files the task when nothing is open and goes to the next; else says how much is open. */
  async file(): Promise<void> {
    const { task, busy, phase } = this.state
    if (!task || busy || phase !== "ready") return
    if (!this.mayDecide()) return
    const open = openOf(this.state)
    if (open.length > 0) {
      this.#set({ notice: { key: "notice.stillOpen", values: { count: open.length } } })
      this.look(openAfter(this.state, this.state.now))
      return
    }
    await this.#leaveBy({ kind: "file", task: task.task }, null)
  }

  /** The picture of the task is on its way, shown, or did not load. */
  pictureIs(picture: Deciding["picture"]): void {
    if (picture !== this.state.picture) this.#do({ type: "picture", picture })
  }

  /** Says why not where the picture does not show. */
  mayDecide(): boolean {
    if (!isDecidable(this.state)) this.report(UNSEEN)
    return isDecidable(this.state)
  }

  /** An act after which the next task comes, once this one lies on this computer; without a network it waits here. */
  async #leaveBy(decided: Decided, notice: ReviewNotice | null): Promise<void> {
    this.#set({ busy: true, notice: null })
    const id = this.sender.add(decided)
    const all = await this.sender.drain()
    if (this.#closed) return
    this.#set({ busy: false })
    // Not taken: what became of it is said already. Another page of this browser may have sent it.
    const isStillOpen = decided.kind === "file" && openOf(this.state).length > 0
    if (all && (this.#notTaken.has(id) || this.state.phase !== "ready" || isStillOpen)) return
    if (decided.kind !== "file") this.#together = []
    if (all) await this.#goOn(notice)
    else this.#do({ type: "notOpened", phase: "far", failure: null })
  }
  readonly #notTaken = new Set<string>()
  #hadUnsent = false

  /** Takes the last act back, all that it decided, and returns to it, also in the task that was filed last. */
  undo(): Promise<void> {
    // One after the other: two quick taps take two acts back.
    const run = this.#undosGoing === 0 ? this.#undoAct() : this.#undos.then(() => this.#undoAct())
    this.#undosGoing++
    this.#undos = run.finally(() => {
      this.#undosGoing--
    })
    return this.#undos
  }
  #undosGoing = 0
  #undos: Promise<void> = Promise.resolve()

  async #undoAct(): Promise<void> {
    const act = this.#together.at(-1)
    const undone = await this.#undo(act ?? { task: null, count: 1 })
    if (act && undone.count > 0 && undone.task === act.task) {
      this.#together.pop()
      // What could not be taken back waits for the next try.
      if (undone.count < act.count) this.#together.push({ task: act.task, count: act.count - undone.count })
      else if (act.count > 1) this.report({ key: "notice.undoneAll", values: { count: act.count } })
    }
    const outcome = this.#afterUndo
    this.#afterUndo = null
    if (outcome) this.decide(outcome)
  }

  /** Takes one decision back, or as many as an act made where it is of that act's task; says of which, and how many. */
  async #undo(act: { readonly task: TaskId | null; readonly count: number }) {
    const { task, busy } = this.state
    const undone = { task: act.task, count: 0 }
    const isMore = () => undone.count === 0 || (undone.count < act.count && undone.task === act.task)
    if (busy) return undone
    for (let here = task && this.sender.takeBack(task.task); here; ) {
      this.#do({ type: "takeBack", last: here })
      Object.assign(undone, { task: here.task, count: undone.count + 1 })
      here = isMore() ? this.sender.takeBack(here.task) : null
    }
    if (!isMore()) return undone
    let last: { readonly task: TaskId; readonly difference: DisagreementId } | null = null
    this.#undoing = true
    this.#set({ busy: true, notice: null })
    try {
      if (await this.sender.drain()) {
        while (isMore()) {
          last = await this.#given.transport.undo(this.project, last?.task ?? task?.task ?? null)
          Object.assign(undone, { task: last.task, count: undone.count + 1 })
        }
        if (last) await this.open(last.task, last.difference)
      }
      this.#set({ notice: { key: last ? "notice.undone" : "notice.undoFar" } })
    } catch (error) {
      this.#afterUndo = null
      if (last) await this.open(last.task, last.difference)
      this.#wrong(error, {
        nothing_to_undo: "notice.nothingToUndo",
        decided_already: "notice.frozen",
        offline: "notice.undoFar",
      })
    } finally {
      this.#undoing = false
      this.#set({ busy: false })
    }
    return undone
  }

  /** Gives one answer back to its author with a reason; the task comes last in the queue. */
  async sendBack(letter: Letter, reason: DecisionReason): Promise<void> {
    if (this.state.task?.look === "second") return this.report({ key: "notice.onlyFirst" })
    const { difference: disagreement } = this
    const { task, busy } = this.state
    if (!task || busy || !this.mayDecide()) return
    const back = { kind: "back", task: task.task, letter, reason, difference: disagreement } as const
    await this.#leaveBy(back, { key: "notice.sentBack", values: { letter } })
  }

  /** Asks one more person; the task leaves the queue until the answer is there. */
  async oneMore(): Promise<void> {
    if (this.state.task?.look === "second") return this.report({ key: "notice.onlyFirst" })
    const { task, busy } = this.state
    if (task && !busy) await this.#leaveBy({ kind: "more", task: task.task }, { key: "notice.oneMore" })
  }

  /** Another task without filing this one; what is decided stays. */
  async nextTask(): Promise<void> {
    await this.#withAll(async (here) => {
      const { before, after } = this.state
      const [known, ...rest] = after
      const passed = [...before, here].slice(-200)
      const found = await this.#fetch(known ?? null, known === undefined ? passed : [])
      if (this.#closed && found) await this.#release(found.task)
      if (this.#closed) return
      if (!found) return this.#set({ notice: { key: "notice.noOtherTask" } })
      await this.#release(here)
      this.#show(found, null)
      this.#set({ before: passed, after: rest })
    })
  }

  /** The task before this one, where it can still be decided. */
  async previousTask(): Promise<void> {
    const { before, after } = this.state
    const back = before.at(-1)
    if (back === undefined) return this.#set({ notice: { key: "notice.noTaskBefore" } })
    await this.#withAll(async (here) => {
      try {
        const found = await this.#fetch(back, [])
        if (this.#closed && found) await this.#release(found.task)
        if (!found || this.#closed) return
        await this.#release(here)
        this.#show(found, null)
        this.#set({ before: before.slice(0, -1), after: [here, ...after] })
      } catch (error) {
        if (codeOf(error) !== "decided_already") throw error
        this.#set({ notice: { key: "notice.filedBefore" } })
      }
    })
  }

  clearNotice(): void {
    if (this.state.notice) this.#set({ notice: null })
  }

  report(notice: ReviewNotice): void {
    this.#set({ notice })
  }

  /** Somebody is at work: a reservation that ends soon is renewed, also while reading. */
  async stay(): Promise<void> {
    const { task, reservedUntilMs, busy } = this.state
    if (!task || busy || this.#staying || reservedUntilMs - Date.now() > RENEW_BELOW_MS) return
    this.#staying = true
    const again = await this.#readAgain(task.task)
    this.#staying = false
    if (again === null) return
    if (again.revision !== this.sender.revisionOf(task.task) && this.sender.waiting.length === 0) this.#moved(again, [])
    else this.#do({ type: "reserved", task: task.task, untilMs: again.reservedUntilMs })
  }
  #staying = false

  /** The network is back: sends what waits, and fetches the task that had to wait for it. */
  async cameOnline(): Promise<void> {
    const all = await this.sender.drain()
    if (all && !this.#closed && this.state.phase === "far" && !this.state.busy) await this.open(null)
  }

  /** Leaves the page: the reservation is given back, decisions stay. */
  close(): void {
    this.#closed = true
    clearInterval(this.#tick)
    const { task } = this.state
    if (task && this.sender.waiting.length === 0) void this.#release(task.task)
    this.sender.close()
  }

  async #withAll(act: (task: TaskId) => Promise<void>): Promise<void> {
    const { task, busy } = this.state
    if (!task || busy) return
    this.#set({ busy: true, notice: null })
    try {
      if (await this.sender.drain()) await act(task.task)
      else this.#set({ notice: { key: "notice.far" } })
    } catch (error) {
      this.#wrong(error, { offline: "notice.far" })
    } finally {
      if (!this.#closed) this.#set({ busy: false })
    }
  }

  async #goOn(notice: ReviewNotice | null): Promise<void> {
    const { task, before } = this.state
    await this.open(null)
    const isHere = task?.task === this.state.task?.task
    // It comes last in the queue, and may be all that is in it.
    if (isHere && notice?.key === "notice.sentBack") return this.report({ ...notice, key: "notice.sentBackHere" })
    this.#set({ notice, after: [], before: task ? [...before, task.task].slice(-50) : before })
  }

  async #release(task: TaskId): Promise<void> {
    // Where that does not arrive it is given back by itself after a while.
    await this.#given.transport.release(this.project, task).catch(() => {})
  }

  #show(task: ReviewTask, wanted: DisagreementId | null): void {
    this.sender.knows(task.task, task.revision)
    this.#do({ type: "opened", task, wanted, waiting: this.sender.waiting })
  }

  #senderChanged(): void {
    const { waiting, online, trouble, sending, isKept } = this.sender
    this.#do({ type: "outbox", unsent: waiting.length, online, trouble, sending: sending || !isKept })
    // It was sent by itself meanwhile: the next task can be fetched.
    if (this.state.phase === "far" && !this.state.busy && this.#hadUnsent && waiting.length === 0) void this.open(null)
    this.#hadUnsent = waiting.length > 0
  }

  #sent({ task }: Unsent, untilMs: number | null): void {
    if (untilMs !== null) this.#do({ type: "reserved", task, untilMs })
  }

  #moved(task: ReviewTask, dropped: readonly Unsent[]): void {
    // Which of them are still there to be taken back is not known: from here on they go one by one.
    if (dropped.length > 0) this.#together = []
    for (const { id } of dropped) this.#notTaken.add(id)
    this.#do({ type: "moved", task, dropped, waiting: this.sender.waiting })
  }

  /** What became of decisions of this task is read where another page sent them: not all may have been taken. */
  async #elsewhere(gone: readonly Unsent[]): Promise<void> {
    const here = this.state.task?.task
    const left = gone.filter(({ task }) => task === here)
    // What ends a task is followed by the next one.
    if (here === undefined || !left[0] || left.some(({ kind }) => kind !== "decide")) return
    const now = await this.#readAgain(here)
    if (!now || now.revision < this.sender.revisionOf(here)) return
    this.sender.knows(here, now.revision)
    this.#moved(now, [])
  }

  /** The task in hand as it is now; null where it is another one by then, or is not to be had. */
  async #readAgain(task: TaskId): Promise<ReviewTask | null> {
    const isHere = () => !this.#closed && this.state.task?.task === task
    try {
      const again = await this.#given.transport.open({ project: this.project, task, kinds: [], labels: [] })
      return isHere() ? again : null
    } catch (error) {
      if (codeOf(error) !== "offline" && isHere()) this.#lost(task, codeOf(error), [])
      return null
    }
  }

  #lost(task: TaskId, code: FailureCode, dropped: readonly Unsent[]): void {
    this.#together = []
    this.#do({ type: "lost", task, phase: phaseOf(code), dropped })
  }

  #wrong(error: unknown, texts: Partial<Record<FailureCode, string>>): void {
    const code = codeOf(error)
    if (texts[code]) return this.#set({ notice: { key: texts[code] } })
    const task = this.state.task?.task
    if (task !== undefined && code === "conflict") void this.open(task, this.state.now)
    if (task !== undefined && (code === "reserved_by_other" || code === "not_found")) return this.#lost(task, code, [])
    this.#set({ failure: error })
  }

  #run(effect: DecidingEffect): void {
    if (effect.type === "send") this.sender.add(effect.decided)
    // A late answer never leads back to a page that was left.
    else if (!this.#closed) this.#given.onPosition(effect.task, effect.difference)
  }

  #do(event: DecidingEvent): void {
    this.#bench.dispatch(event)
  }

  #set(change: Extract<DecidingEvent, { type: "note" }>["change"]): void {
    this.#do({ type: "note", change })
  }
}
