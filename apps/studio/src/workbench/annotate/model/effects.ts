import {
  draftNow,
  type Failure,
  type LabellingEffect,
  type LabellingEvent,
  passes,
  type Reopening,
  tasksToKeep,
  type UnsentAct,
} from "@justesse/editor"
import type { AssignmentId, ProjectKind, ProjectSlug } from "@justesse/types"
import type { Guide, HeldLeases, Lease } from "@justesse/types/wire/work"
import { failureOf } from "../../../failures/thrown.ts"
import type { ActSender, SendingNews } from "../../../offline/sender.ts"
import type { KeptTasks } from "../../../offline/tasks.ts"
import type { KindOnPage } from "../kinds/contract.ts"
import type { TaskTransport } from "../transport.ts"
import type { LocalDrafts } from "./localDrafts.ts"
import { isHeldElsewhere, lockTask, type TabLock } from "./tabLock.ts"

/** Things that are checked are looked at together, so many at most. */
const MOST_TOGETHER = 16

interface CallsGiven {
  readonly project: ProjectSlug
  readonly sender: ActSender
  readonly tasks: KeptTasks
  readonly transport: TaskTransport
  readonly local: LocalDrafts
  /** What was worked so far has reached the server, or failed to. */
  readonly tellTime: () => Promise<void>
  readonly dispatch: (event: LabellingEvent) => void
  /** What the page shows and does for a kind of task is here from now on. */
  readonly readyKind: (kind: ProjectKind) => Promise<KindOnPage>
  /** As the page shows it now. */
  readonly projectName: () => string
}

/** Effects that are answered by the server, by this computer or by other windows. */
type Call = Extract<
  LabellingEffect,
  {
    type:
      | "begin"
      | "prepare"
      | "lock"
      | "unlock"
      | "keepDraft"
      | "saveDraft"
      | "forgetDraft"
      | "submit"
      | "skip"
      | "ask"
      | "unpost"
      | "recall"
  }
>
type Question = Extract<LabellingEffect, { type: "askBefore" | "reopen" | "fetchConditions" | "acceptConditions" }>

/** Carries out what the task page asks of the server and of this computer; each answer comes back as an event. */
export class TaskCalls {
  readonly #given: CallsGiven
  readonly #guides = new Map<string, Promise<Guide>>()
  readonly #locks = new Map<AssignmentId, Promise<TabLock>>()

  constructor(given: CallsGiven) {
    this.#given = given
  }

  /** Acts whose answer is about one task. */
  run(effect: Call): void {
    const { transport, local, dispatch } = this.#given
    switch (effect.type) {
      case "begin":
        return void this.#begin(effect.assignment)
      case "prepare":
        return void this.#prepare(effect.lease, effect.steal)
      case "lock":
        return void this.#lock(effect.assignment, effect.steal)
      case "unlock":
        return this.#unlock(effect.assignment)
      case "forgetDraft":
        return void local.forget(effect.assignment)
      case "keepDraft": {
        const { lease: of, editing, saving } = effect.task
        const { revision, sentRevision } = saving.state
        const { submission } = saving
        const draft = { ...draftNow(editing), revision, sentRevision, ...(submission && { submission }) }
        return void local.write(of.assignmentId, draft).then(
          () => dispatch({ type: "kept", of, revision, submission }),
          () => dispatch({ type: "notKept", of }),
        )
      }
      case "saveDraft": {
        const { lease: of, editing, saving } = effect.task
        const { assignmentId, fence } = of
        const { revision } = saving.state
        return void transport.saveDraft({ assignmentId, fence, revision, body: draftNow(editing).body }).then(
          (saved) => dispatch({ type: "draftArrived", of, revision: saved.revision }),
          (error) => dispatch({ type: "draftFailed", of, failure: read(error) }),
        )
      }
      case "submit":
      case "skip":
      case "ask":
        return this.#post(effect)
      case "unpost":
        return void this.#given.sender.recall(effect.assignment)
      case "recall":
        return void this.#recall(effect.reopening)
    }
  }

  /** What waits here, or what became of it. */
  hear(news: SendingNews): void {
    const { project, dispatch, transport, sender } = this.#given
    if (news.type === "listed") {
      const mine = news.acts.filter((act) => act.project === project)
      return dispatch({ type: "waiting", assignments: mine.map(({ assignmentId }) => assignmentId) })
    }
    const { assignmentId } = news.act
    if (news.act.project !== project) return
    if (news.type === "waits") return dispatch({ type: "sendWaits", assignmentId, isCut: news.isCut })
    if (news.type === "refused") {
      const { failure, error } = news
      return dispatch({ type: "sendFailed", assignmentId, failure: { ...failure, error } })
    }
    const goOn = (held: HeldLeases) => {
      this.#keepLeases(held)
      dispatch({ type: "goneOn", assignmentId, held, tryOut: news.tryOut })
    }
    if (news.held) return goOn(news.held)
    void transport.next({ project, want: sender.want }).then(goOn, () => {})
  }

  #post(effect: Extract<Call, { type: "submit" | "skip" | "ask" }>): void {
    const { sender, project, projectName } = this.#given
    const { lease, ...call } = effect
    const about = effect.type === "submit" ? effect.submission : effect.lease
    const { assignmentId, fence } = about
    void sender.post({ project, projectName: projectName(), assignmentId, fence, call, lease })
  }

  async #recall(reopening: Reopening): Promise<void> {
    const { sender } = this.#given
    const waiting = sender.view.getState().acts.find((act) => act.assignmentId === reopening.assignmentId)
    if (waiting?.refused === "already_submitted") return this.#correct(waiting)
    const act = await sender.recall(reopening.assignmentId)
    if (act?.lease) this.#given.dispatch({ type: "reopened", lease: act.lease })
    else this.ask({ type: "reopen", reopening })
  }

  /** Another page sent an answer to its task meanwhile: the one that waits here comes into the hand as a correction of that. */
  async #correct({ assignmentId, call }: UnsentAct): Promise<void> {
    const { transport, sender, dispatch } = this.#given
    try {
      const lease = await transport.revise(assignmentId)
      await sender.recall(assignmentId)
      dispatch({ type: "reopened", lease: call.type === "submit" ? { ...lease, body: call.submission.body } : lease })
    } catch (error) {
      dispatch({ type: "failed", failure: read(error) })
    }
  }

  /** Questions; any that fails says so in the same way. */
  ask(effect: Question): void {
    const { dispatch } = this.#given
    this.#answer(effect).then(dispatch, (error) => dispatch({ type: "failed", failure: read(error) }))
  }

  /** Guidelines of tasks that come next are read before they are needed; drafts are not, for another window may write them meanwhile. */
  readAhead(leases: readonly Lease[]): void {
    for (const lease of leases) void this.#ready(lease).catch(() => {})
  }

  unlockAll(): void {
    for (const id of [...this.#locks.keys()]) this.#unlock(id)
  }

  async #answer(effect: Question): Promise<LabellingEvent> {
    const { transport, project, tellTime } = this.#given
    switch (effect.type) {
      case "askBefore": {
        const sent = await transport.previous(project, effect.before)
        return sent ? { type: "foundBefore", sent, guide: await this.#ready(sent) } : { type: "noneBefore" }
      }
      case "reopen": {
        const { assignmentId, how } = effect.reopening
        if (how !== "takeOver") await tellTime()
        const lease = await (how === "revise" ? transport.revise(assignmentId) : transport.open(assignmentId))
        return { type: "reopened", lease }
      }
      case "fetchConditions":
        return { type: "gotConditions", conditions: await transport.conditions(project) }
      case "acceptConditions":
        await transport.acceptConditions(project, effect.guidelineVersion, effect.mode)
        return { type: "acceptedConditions" }
    }
  }

  async #begin(assignment: AssignmentId | null): Promise<void> {
    const { transport, dispatch, sender } = this.#given
    // Asked before the server is: of an answer that is on its way the server may say that its task is open still, and what was
    // drawn on it then would be lost when the answer arrives.
    const done = await sender.unsentTasks()
    try {
      const named = assignment && !done.has(assignment) ? assignment : null
      // A window that only reads what another one works on asks for no lease of its own: that would end the other one's.
      const isElsewhere = named !== null && (await isHeldElsewhere(named))
      const taken = named && !isElsewhere ? await transport.open(named) : null
      const held = await this.#next()
      const leases = held.leases.filter(({ assignmentId }) => !done.has(assignmentId))
      const found = named && !taken ? leases.find(({ assignmentId }) => assignmentId === named) : null
      const opened = taken ?? found ?? (named && (await transport.open(named)))
      // All that the server knows of waits here: there is nothing to show, and what it says of it stands as it is.
      if (leases.length === 0 && held.leases.length > 0 && !opened) return dispatch({ type: "leased", held })
      this.#keepLeases({ ...held, leases })
      const others = leases.filter((lease) => lease.assignmentId !== opened?.assignmentId)
      dispatch({ type: "leased", held: { ...held, leases: opened ? [opened, ...others] : leases } })
    } catch (error) {
      const failure = read(error)
      if (passes(failure) && (await this.#beginFromHere(assignment, done))) return
      const kept = assignment ? await this.#given.local.read(assignment) : null
      dispatch({ type: "beginFailed", failure, assignment, kept })
    }
  }

  /** As many as are wanted; of things that are checked, which may be looked at together, a grid of them. */
  async #next(): Promise<HeldLeases> {
    const { transport, project, sender } = this.#given
    // What another project of this visit wanted is no wish here.
    sender.wantAtLeast(0)
    const held = await transport.next({ project, want: sender.want })
    void this.#keepMore(held)
    if (sender.want >= MOST_TOGETHER || !held.leases.some(({ about }) => about?.type === "region")) return held
    sender.wantAtLeast(MOST_TOGETHER)
    return transport.next({ project, want: sender.want })
  }

  /** Where answers take seconds more tasks are kept from the next answer on; see {@link tasksToKeep}. */
  async #keepMore({ leases }: HeldLeases): Promise<void> {
    const { transport, project, sender } = this.#given
    const kind = leases[0]?.kind
    const outlook = kind && (await transport.outlook?.(project).catch(() => null))
    if (outlook) sender.wantAtLeast(Math.max(sender.want, tasksToKeep({ kind, ...outlook, chosen: sender.want })))
  }

  /** Goes on with the tasks that this computer has with their pictures; false where it has none. */
  async #beginFromHere(first: AssignmentId | null, done: ReadonlySet<AssignmentId>): Promise<boolean> {
    const { tasks, project, dispatch } = this.#given
    const kept = (await tasks.whole(project)).filter(({ assignmentId }) => !done.has(assignmentId))
    if (kept.length === 0) return false
    const leases = [...kept].sort((a, b) => Number(b.assignmentId === first) - Number(a.assignmentId === first))
    for (const { assignmentId } of leases) dispatch({ type: "pictureKept", assignmentId })
    dispatch({ type: "leased", held: { leases, none: null } })
    return true
  }

  /** What is leased lies on this computer from now on, and what waits here to be sent stays. */
  #keepLeases({ leases }: HeldLeases): void {
    const { tasks, project, sender } = this.#given
    const waiting = sender.view.getState().acts.map(({ assignmentId }) => assignmentId)
    // What waits stays as it is until it has arrived: written anew, it could come back after that.
    const others = leases.filter(({ assignmentId }) => !waiting.includes(assignmentId))
    void tasks.keepLeases(project, others, waiting)
  }

  async #prepare(lease: Lease, steal: boolean): Promise<void> {
    const { dispatch } = this.#given
    try {
      const [guide, kept] = await Promise.all([this.#ready(lease), this.#given.local.read(lease.assignmentId)])
      const { arrange } = await this.#given.readyKind(lease.kind)
      // A draft is as its person left it.
      const isFresh = arrange !== undefined && lease.draftRevision === 0
      const begun = isFresh ? { ...lease, body: arrange(lease.body, guide) } : lease
      dispatch({ type: "prepared", lease: begun, guide, kept, steal })
    } catch (error) {
      dispatch({ type: "prepareFailed", failure: read(error) })
    }
  }

  async #lock(assignmentId: AssignmentId, steal: boolean): Promise<void> {
    const { dispatch } = this.#given
    const asked = lockTask(assignmentId, steal, () => dispatch({ type: "locked", assignmentId, mine: false }))
    this.#locks.set(assignmentId, asked)
    const { mine } = await asked
    if (this.#locks.get(assignmentId) === asked) dispatch({ type: "locked", assignmentId, mine })
  }

  #unlock(assignmentId: AssignmentId): void {
    void this.#locks.get(assignmentId)?.then((lock) => lock.release())
    this.#locks.delete(assignmentId)
  }

  /** The guideline of a task, once all that it is shown with is here. */
  async #ready(of: Pick<Lease, "kind" | "ontologyVersion" | "guidelineVersion">): Promise<Guide> {
    const [guide] = await Promise.all([this.#guide(of), this.#given.readyKind(of.kind)])
    return guide
  }

  #guide(of: Pick<Lease, "ontologyVersion" | "guidelineVersion">): Promise<Guide> {
    const { project } = this.#given
    const { ontologyVersion, guidelineVersion } = of
    const key = `${ontologyVersion}/${guidelineVersion}`
    const known = this.#guides.get(key)
    if (known) return known
    const asked = this.#fetchGuide({ project, ontologyVersion, guidelineVersion })
    this.#guides.set(key, asked)
    asked.catch(() => this.#guides.delete(key))
    return asked
  }

  /** Versions never change: what this computer has of them is used where the network has nothing to say. */
  async #fetchGuide(input: Parameters<TaskTransport["guide"]>[0]): Promise<Guide> {
    const { transport, tasks } = this.#given
    const key = `${input.project}/${input.ontologyVersion}/${input.guidelineVersion}`
    try {
      const guide = await transport.guide(input)
      void tasks.keepGuide(key, guide)
      return guide
    } catch (error) {
      const kept = passes(read(error)) ? await tasks.guide(key) : null
      if (!kept) throw error
      return kept
    }
  }
}

function read(error: unknown): Failure {
  return { ...failureOf(error), error }
}
