import {
  AssignmentId,
  type Box,
  boxShape,
  LabelId,
  type Language,
  ProjectSlug,
  RegionId,
  SubmissionId,
  type WorkBody,
} from "@justesse/types"
import type { Guide, Lease } from "@justesse/types/wire/work"
import { newRegion } from "../changes.ts"
import type { LocalDraft } from "../drafts.ts"
import type { Failure } from "../workspace/connection.ts"
import type { EditAct } from "../workspace/editActs.ts"
import { type Labelling, type LabellingEffect, type LabellingEvent, startLabelling } from "../workspace/labelling.ts"
import { nextWakeMs, stepWorkspace } from "../workspace.ts"

const project = ProjectSlug.parse("crates")
const crate = LabelId.parse("crate")
export const taskId = (n: number) => AssignmentId.parse(`4e1f6c1e-4e4f-4b4f-8a4e-${String(n).padStart(12, "0")}`)
export const submissionId = (n: number) => SubmissionId.parse(`4e1f6c1e-4e4f-4b4f-9a4e-${String(n).padStart(12, "0")}`)
export const regionId = (n: number) => RegionId.parse(`r${n}`)
const boxAt = (n: number): Box => ({ x: 10 * n, y: 5, width: 8, height: 8 })
const english: Language = "en"

/** An answer with so many boxes; none: nothing is here. */
export const answer = (boxes: number): WorkBody => ({
  regions: Array.from({ length: boxes }, (_, n) => newRegion(regionId(n), boxShape(boxAt(n)), crate)),
  nothingHere: boxes === 0,
})

export const draw = (n: number): EditAct => ({ act: "draw", id: regionId(n), shape: boxShape(boxAt(n)) })

/** The rules of the project that the visits of tests are in: one label, guideline and labels in their first version. */
export const guide: Guide = {
  ontology: {
    labels: [
      {
        id: crate,
        name: { [english]: "crate" },
        color: "#e69f00",
        key: null,
        hasText: false,
        attributes: [],
        retired: false,
      },
    ],
  },
  ontologyVersion: 1,
  guideline: "",
  guidelineVersion: 1,
  pictures: {},
  projectName: "Crates",
  opening: "fit",
  shapes: ["box"],
}

export const lease = (n: number, more: Partial<Lease> = {}): Lease => ({
  assignmentId: taskId(n),
  fence: 1,
  project,
  kind: "boxes",
  size: { width: 500, height: 400 },
  media: { full: `/${n}`, preview: `/${n}p`, thumbnail: `/${n}t` },
  body: answer(0),
  draftRevision: 0,
  question: "none",
  nextRevision: 1,
  ontologyVersion: 1,
  guidelineVersion: 1,
  leasedAtMs: 0,
  leaseUntilMs: 9e12,
  activeSeconds: 0,
  tryOut: null,
  ...more,
})

export const failure = (code: string, detail: Failure["detail"] = {}): Failure => ({ code, detail, error: code })

type Type = LabellingEffect["type"]
type Of<T extends Type> = Extract<LabellingEffect, { type: T }>

/** A task page without a page: what it asks for lies in `asked` until the test answers it. */
export class Visit {
  nowMs = 1_000
  workspace: Labelling = startLabelling(project, true)
  readonly asked: LabellingEffect[] = []
  /** Every effect there was, by its name. */
  readonly log: Type[] = []
  /** Submissions that this computer was asked to write, and those that went out before that. */
  readonly written = new Set<string>()
  readonly unwritten: string[] = []

  dispatch(event: LabellingEvent): this {
    const { workspace, effects } = stepWorkspace(this.workspace, event, this.nowMs)
    this.workspace = workspace
    this.asked.push(...effects)
    this.log.push(...effects.map(({ type }) => type))
    for (const effect of effects) this.#note(effect)
    return this
  }

  #note(effect: LabellingEffect): void {
    if (effect.type === "keepDraft" && effect.task.saving.submission)
      this.written.add(effect.task.saving.submission.submissionId)
    if (effect.type === "submit" && !this.written.has(effect.submission.submissionId))
      this.unwritten.push(effect.submission.submissionId)
  }

  edit(act: EditAct): this {
    return this.dispatch({ type: "edit", act })
  }

  /** Time goes by; the page wakes each time that it asked to. */
  wait(ms: number): this {
    const endMs = this.nowMs + ms
    for (let atMs = nextWakeMs(this.workspace); atMs !== null && atMs <= endMs; atMs = nextWakeMs(this.workspace)) {
      this.nowMs = Math.max(this.nowMs, atMs)
      this.dispatch({ type: "woke" })
    }
    this.nowMs = endMs
    return this
  }

  /** The first thing of this kind that is asked for and not answered yet; it is answered by the test from here on. */
  next<T extends Type>(type: T): Of<T> | null {
    const index = this.asked.findIndex((effect) => effect.type === type)
    const [found] = index < 0 ? [] : this.asked.splice(index, 1)
    return (found as Of<T> | undefined) ?? null // found by its type
  }

  count(type: Type): number {
    return this.log.filter((one) => one === type).length
  }

  /** The page has this task in hand, with what this computer kept of it. */
  hold(n: number, kept: LocalDraft | null = null, more: Partial<Lease> = {}): this {
    this.dispatch({ type: "leased", held: { leases: [lease(n, more), lease(n + 1), lease(n + 2)], none: null } })
    return this.prepared(kept)
  }

  /** What was asked to be made ready is, its picture too. */
  prepared(kept: LocalDraft | null = null): this {
    const asked = this.next("prepare")
    if (!asked) return this
    this.dispatch({ type: "prepared", lease: asked.lease, guide, kept, steal: asked.steal })
    return this.dispatch({ type: "picture", picture: "ready" })
  }

  /** This computer wrote what it was asked to write. Returns the last of it as a draft. */
  kept(): this {
    for (let asked = this.next("keepDraft"); asked; asked = this.next("keepDraft")) {
      const { lease: of, saving } = asked.task
      this.dispatch({ type: "kept", of, revision: saving.state.revision, submission: saving.submission })
    }
    return this
  }

  /** The server stored the drafts that it was sent. */
  arrived(): this {
    for (let asked = this.next("saveDraft"); asked; asked = this.next("saveDraft"))
      this.dispatch({ type: "draftArrived", of: asked.task.lease, revision: asked.task.saving.state.revision })
    return this
  }

  /** The answer on its way is stored, and the task after it is leased and ready. */
  stored(next: number): this {
    const asked = this.next("submit")
    if (!asked) return this
    const held = { leases: [lease(next), lease(next + 1)], none: null }
    this.dispatch({ type: "goneOn", assignmentId: asked.submission.assignmentId, held, tryOut: null })
    return this.prepared()
  }

  get inHand() {
    return this.workspace.task?.lease.assignmentId ?? null
  }

  get boxes(): number {
    return this.workspace.task?.editing.document.order.length ?? 0
  }
}
