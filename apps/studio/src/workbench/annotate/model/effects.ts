import { draftNow, type Failure, type LabellingEffect, type LabellingEvent, type LocalDraft } from "@justesse/editor"
import type { AssignmentId, ProjectSlug } from "@justesse/types"
import type { Guide, Lease } from "@justesse/types/wire/work"
import { failureOf } from "../../../failures/thrown.ts"
import type { TaskTransport } from "../transport.ts"
import type { LocalDrafts } from "./localDrafts.ts"
import { lockTask, type TabLock } from "./tabLock.ts"

interface CallsGiven {
  readonly project: ProjectSlug
  readonly transport: TaskTransport
  readonly local: LocalDrafts
  /** What was worked so far has reached the server, or failed to. */
  readonly tellTime: () => Promise<void>
  readonly dispatch: (event: LabellingEvent) => void
}

/** How many leases are asked for with each answer. */
const WANT = 3

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
  }
>
type Question = Extract<LabellingEffect, { type: "askBefore" | "reopen" | "fetchConditions" | "acceptConditions" }>

/** Carries out what the task page asks of the server and of this computer; each answer comes back as an event. */
export class TaskCalls {
  readonly #given: CallsGiven
  readonly #guides = new Map<string, Promise<Guide>>()
  readonly #drafts = new Map<AssignmentId, Promise<LocalDraft | null>>()
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
        this.#drafts.delete(effect.assignment)
        return void local.forget(effect.assignment)
      case "keepDraft": {
        const { lease: of, editing, saving } = effect.task
        const { revision, sentRevision } = saving.state
        const { submission } = saving
        this.#drafts.delete(of.assignmentId)
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
      case "submit": {
        const { assignmentId } = effect.submission
        return void transport.submitNext({ ...effect.submission, want: WANT }).then(
          (held) => dispatch({ type: "goneOn", assignmentId, held, tryOut: held.tryOut }),
          (error) => dispatch({ type: "sendFailed", assignmentId, failure: read(error) }),
        )
      }
      case "ask": {
        const { lease, question } = effect
        const { assignmentId, fence } = lease
        return void transport.ask({ ...question, assignmentId, fence, want: WANT }).then(
          (held) => dispatch({ type: "goneOn", assignmentId, held, tryOut: null }),
          (error) => dispatch({ type: "sendFailed", assignmentId, failure: read(error) }),
        )
      }
      case "skip": {
        const { lease, reason, note } = effect
        const { assignmentId, fence } = lease
        return void transport.skip({ assignmentId, fence, reason, note, want: WANT }).then(
          (held) => dispatch({ type: "goneOn", assignmentId, held, tryOut: null }),
          (error) => dispatch({ type: "sendFailed", assignmentId, failure: read(error) }),
        )
      }
    }
  }

  /** Questions; any that fails says so in the same way. */
  ask(effect: Question): void {
    const { dispatch } = this.#given
    this.#answer(effect).then(dispatch, (error) => dispatch({ type: "failed", failure: read(error) }))
  }

  /** Guideline and draft of tasks that come next are read before they are needed. */
  readAhead(leases: readonly Lease[]): void {
    for (const lease of leases) {
      void this.#guide(lease).catch(() => {})
      void this.#draft(lease.assignmentId)
    }
  }

  unlockAll(): void {
    for (const id of [...this.#locks.keys()]) this.#unlock(id)
  }

  async #answer(effect: Question): Promise<LabellingEvent> {
    const { transport, project, tellTime } = this.#given
    switch (effect.type) {
      case "askBefore": {
        const sent = await transport.previous(project, effect.before)
        return sent ? { type: "foundBefore", sent, guide: await this.#guide(sent) } : { type: "noneBefore" }
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
        await transport.acceptConditions(project, effect.guidelineVersion)
        return { type: "acceptedConditions" }
    }
  }

  async #begin(assignment: AssignmentId | null): Promise<void> {
    const { transport, project, dispatch } = this.#given
    try {
      const opened = assignment ? await transport.open(assignment) : null
      const held = await transport.next({ project, want: WANT })
      const others = held.leases.filter((lease) => lease.assignmentId !== opened?.assignmentId)
      dispatch({ type: "leased", held: opened ? { ...held, leases: [opened, ...others] } : held })
    } catch (error) {
      const kept = assignment ? await this.#draft(assignment) : null
      dispatch({ type: "beginFailed", failure: read(error), assignment, kept })
    }
  }

  async #prepare(lease: Lease, steal: boolean): Promise<void> {
    const { dispatch } = this.#given
    try {
      const [guide, kept] = await Promise.all([this.#guide(lease), this.#draft(lease.assignmentId)])
      dispatch({ type: "prepared", lease, guide, kept, steal })
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

  #guide(of: Pick<Lease, "ontologyVersion" | "guidelineVersion">): Promise<Guide> {
    const { project, transport } = this.#given
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
    const asked = this.#given.local.read(id)
    this.#drafts.set(id, asked)
    return asked
  }
}

function read(error: unknown): Failure {
  return { ...failureOf(error), error }
}
