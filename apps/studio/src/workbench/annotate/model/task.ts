import {
  addRegion,
  afterDrawing,
  answerNothingHere,
  answerOf,
  apply,
  applyToScene,
  type BoxLimits,
  bodyOf,
  boxAt,
  type Change,
  chooseLabel,
  commit,
  deleteRegions,
  dropMissing,
  duplicateRegion,
  type EditorDocument,
  enterText,
  FLAG_HIDDEN,
  FLAG_LOCKED,
  findDuplicates,
  type History,
  invert,
  isRead,
  leaveText,
  moveRegion,
  newRegion,
  nextAttributeValue,
  nextEdge,
  nudgeEdge,
  nudgeRegion,
  proposalsIn,
  redo,
  relabelDrawn,
  type SaveStatus,
  type Scene,
  type Session,
  sceneOf,
  selectRegion,
  sessionOf,
  setAttribute,
  setFlag,
  type TextVisit,
  type Tool,
  takeProposals,
  toggleMark,
  typeText,
  undo,
  whenDrawingStarts,
} from "@justesse/editor"
import type {
  AnnotationBody,
  AttributeId,
  AttributeValue,
  Box,
  Label,
  LabelId,
  Ontology,
  RegionId,
  Size,
  TextMark,
} from "@justesse/types"
import { type AnswerProblem, answerProblems } from "@justesse/types"
import { createStore, type StoreApi } from "zustand/vanilla"
import type { InHand } from "../../canvas/state.ts"
import type { DraftNow } from "./draftSaver.ts"
import { hintOf, nextDuplicates } from "./duplicates.ts"
import { newRegionId } from "./ids.ts"
import { inOrder, markOpen, proposalAfter, proposedBy } from "./proposals.ts"
import type { ReadOnly, TaskOutlets, TaskSnapshot, TaskStart } from "./snapshot.ts"

const QUIET: TaskOutlets = { changed() {}, selected() {}, tool() {}, color() {}, edited() {} }
/** Above this, looking for boxes drawn twice is done only for what changes. */
const DUPLICATES_AT_START_MAX = 3_000
const COPY_OFFSET_SCREEN = 12

/** One task in the hand: document, steps, session and text, outside React. */
export class TaskModel {
  readonly scene: Scene
  readonly labels: readonly Label[]
  readonly kind: TaskStart["kind"]
  readonly size: Size
  outlets: TaskOutlets = QUIET
  #history: History
  /** What parts of the page follow. */
  readonly view: StoreApi<TaskSnapshot>
  readonly #ontology: Ontology
  readonly #byId: ReadonlyMap<LabelId, Label>
  #kept = new Set<RegionId>()

  constructor(start: TaskStart) {
    const { document } = start.history
    const ordered = start.kind === "transcription" && start.fresh ? inOrder(document) : document
    this.#history = { ...start.history, document: ordered }
    this.kind = start.kind
    this.size = start.size
    this.#ontology = start.ontology
    this.labels = start.ontology.labels.filter((label) => !label.retired)
    this.#byId = new Map(start.ontology.labels.map((label) => [label.id, label]))
    this.scene = sceneOf(
      ordered,
      start.ontology.labels.map((label) => label.id),
    )
    this.view = createStore(() => this.#first(start, ordered))
    markOpen(this.scene, this.kind, ordered, ordered.order)
  }

  get snapshot(): TaskSnapshot {
    return this.view.getState()
  }

  get document(): EditorDocument {
    return this.#history.document
  }

  get limits(): BoxLimits {
    return { picture: this.size, minSidePx: 3 }
  }

  label(id: LabelId | null): Label | null {
    return id === null ? null : (this.#byId.get(id) ?? null)
  }

  /** What is to be saved: with the text that is being typed, and the steps. */
  draftNow(): DraftNow {
    const { undos, redos } = this.#history
    return { body: bodyOf(this.#withVisit()), undos, redos }
  }

  /** What is to be sent: nothing in it is a proposal any more. */
  answerNow(): AnnotationBody {
    return answerOf(this.#withVisit())
  }

  /** Letters are text here: a document, or the text tool. Enter goes to the next line then and never sends. */
  get writes(): boolean {
    return this.kind === "transcription" || this.snapshot.session.tool === "text"
  }

  get editable(): boolean {
    return this.snapshot.readOnly === null
  }

  setReadOnly(readOnly: ReadOnly): void {
    this.#show({ readOnly })
  }

  setSaveStatus(saveStatus: SaveStatus): void {
    this.#show({ saveStatus })
  }

  setInHand(inHand: InHand): void {
    const session = inHand === "drawing" ? whenDrawingStarts(this.snapshot.session) : this.snapshot.session
    if (session !== this.snapshot.session) this.outlets.selected(null, null)
    this.#show({ inHand, session })
  }

  // Regions -----------------------------------------------------------------------------------------------------

  created(box: Box): void {
    const { label } = this.snapshot.session
    if (!this.editable || label === null) return
    const region = newRegion(newRegionId(), box, label)
    this.commit(addRegion(this.document, region))
    this.#session(afterDrawing(this.snapshot.session, region.id))
    if (this.kind === "transcription") this.enterText(region.id)
  }

  moved(id: RegionId, box: Box, resized: boolean): void {
    if (this.editable) this.commit(moveRegion(this.document, id, box, resized ? "change.resize" : "change.move"))
  }

  select(id: RegionId | null): void {
    if (id === this.snapshot.session.selected) {
      // Pressed on purpose: label keys are about it from now on.
      if (id !== null && this.snapshot.session.inHand !== null) this.#session(selectRegion(this.snapshot.session, id))
      return
    }
    this.leaveText()
    this.#session(selectRegion(this.snapshot.session, id))
    const region = id === null ? undefined : this.document.regions.get(id)
    if (region && this.#byId.get(region.label)?.retired !== true) this.#adoptLabel(region.label)
  }

  delete(ids: readonly RegionId[] = this.#selectedIds()): void {
    const { locked } = this.snapshot
    const free = ids.filter((id) => !locked.has(id))
    if (!this.editable) return
    this.leaveText()
    this.commit(deleteRegions(this.document, free))
  }

  /** A line was read as a model wrote it: it is taken. */
  takeRead(id: RegionId): void {
    this.leaveText()
    if (this.editable && this.document.regions.get(id)?.proposed) this.commit(takeProposals(this.document, [id]))
  }

  /** What a model proposes, taken or dropped, as one step. The selection goes on to the next one after a selected one. */
  answerProposals(ids: readonly RegionId[], take: boolean): void {
    if (!this.editable) return
    this.leaveText()
    const { selected } = this.snapshot.session
    const next = ids.length === 1 && ids[0] === selected ? proposalAfter(this.document, selected) : null
    const free = take ? ids : ids.filter((id) => !this.snapshot.locked.has(id))
    this.commit(take ? takeProposals(this.document, free) : deleteRegions(this.document, free))
    if (next !== null) this.select(next)
  }

  duplicate(scale: number): void {
    const id = this.snapshot.session.selected
    if (!this.editable || id === null) return
    const copy = newRegionId()
    this.commit(duplicateRegion(this.document, id, copy, COPY_OFFSET_SCREEN / scale, this.limits))
    if (this.document.regions.has(copy)) this.#session(afterDrawing(this.snapshot.session, copy))
  }

  /** Arrows: the whole box, or the edge that `W` picked along its own axis. */
  nudge(dx: number, dy: number): void {
    const { selected, edge } = this.snapshot.session
    if (!this.editable || selected === null || this.snapshot.locked.has(selected)) return
    const by = edge === "left" || edge === "right" ? dx : dy
    const change = edge
      ? nudgeEdge(this.document, selected, edge, by, this.limits)
      : nudgeRegion(this.document, selected, dx, dy, this.limits)
    this.commit(change)
  }

  nextEdge(): void {
    this.#session(nextEdge(this.snapshot.session))
  }

  /** The next or previous region of the list, around the end. Returns it. */
  step(by: 1 | -1): RegionId | null {
    const { order } = this.document
    if (order.length === 0) return null
    const { selected } = this.snapshot.session
    const position = selected === null ? (by === 1 ? -1 : 0) : order.indexOf(selected)
    const next = order[(position + by + order.length) % order.length] ?? null
    this.select(next)
    return next
  }

  chooseLabel(label: Label): void {
    if (!this.editable) return
    const { session, change } = chooseLabel(this.snapshot.session, this.#withVisitCommitted(), label)
    if (change) this.commit(change)
    const recent = [label.id, ...this.snapshot.recent.filter((id) => id !== label.id)].slice(0, 9)
    this.#show({ session: { ...this.snapshot.session, label: session.label }, recent })
    this.outlets.color(label.color)
  }

  /** The box just drawn gets another label; the next one keeps its own. */
  relabelDrawn(label: Label): void {
    if (this.editable) this.commit(relabelDrawn(this.snapshot.session, this.#withVisitCommitted(), label))
  }

  setAttribute(id: RegionId, attribute: AttributeId, value: AttributeValue | null): void {
    if (this.editable) this.commit(setAttribute(this.document, id, attribute, value))
  }

  /** `A` and a digit: the next value of that attribute of the selected region. */
  stepAttribute(position: number): void {
    const id = this.snapshot.session.selected
    const region = id === null ? undefined : this.document.regions.get(id)
    const attribute = region && this.#byId.get(region.label)?.attributes[position - 1]
    if (!region || !attribute) return
    this.setAttribute(region.id, attribute.id, nextAttributeValue(attribute, region.attributes?.[attribute.id]))
  }

  answerNothingHere(): "said" | "refused" {
    if (this.document.order.length > 0) return "refused"
    if (this.editable) this.commit(answerNothingHere(this.document, !this.document.nothingHere))
    return "said"
  }

  toggleHidden(id: RegionId): void {
    this.#toggle("hidden", FLAG_HIDDEN, id)
  }

  toggleLocked(id: RegionId): void {
    this.#toggle("locked", FLAG_LOCKED, id)
  }

  // Text --------------------------------------------------------------------------------------------------------

  enterText(id: RegionId): void {
    if (this.snapshot.visit?.region === id) return
    this.leaveText()
    this.#show({ visit: enterText(this.document, id) })
  }

  type(value: string): void {
    this.#visit((visit) => typeText(visit, value))
  }

  mark(mark: TextMark): void {
    this.#visit((visit) => toggleMark(visit, mark))
  }

  setTextLanguage(language: string | undefined): void {
    this.#visit((visit) => ({ ...visit, language }))
  }

  /** The caret leaves: one step for all that was typed. */
  leaveText(): void {
    const { visit } = this.snapshot
    if (!visit) return
    this.#show({ visit: null })
    const change = leaveText(this.document, visit)
    if (change && this.editable) this.commit(change)
  }

  // Steps -------------------------------------------------------------------------------------------------------

  commit(change: Change | null): void {
    if (!change) return
    this.#move(commit(this.#history, change), change)
  }

  undo(): void {
    const last = this.#history.undos.at(-1)
    if (this.editable && last) this.#move(undo(this.#history), invert(last))
  }

  redo(): void {
    const next = this.#history.redos.at(-1)
    if (this.editable && next) this.#move(redo(this.#history), next)
  }

  // Before sending ----------------------------------------------------------------------------------------------

  /** Lines of a document that nobody wrote or marked yet, in order; none on a picture. */
  unread(): readonly RegionId[] {
    if (this.kind !== "transcription" || !this.editable) return []
    const { order, regions } = this.document
    return order.filter((id) => {
      const region = regions.get(id)
      return region !== undefined && this.label(region.label)?.hasText === true && !isRead(region.transcript)
    })
  }

  /** What stands in the way of sending; shown until it is mended. */
  check(): readonly AnswerProblem[] {
    this.leaveText()
    const problems = answerProblems(bodyOf(this.document), this.#ontology)
    this.#show({ problems })
    return problems
  }

  /** The hint taken or dropped: the duplicate removed, or kept and not pointed out again. */
  answerHint(remove: boolean): void {
    const { hint } = this.snapshot
    if (!hint) return
    if (remove) this.delete([hint.id])
    else {
      this.#kept = new Set([...this.#kept, hint.id])
      this.#show({ hint: hintOf(this.snapshot.duplicates, this.#kept) })
    }
  }

  // Tools -------------------------------------------------------------------------------------------------------

  setTool(tool: Tool): void {
    if (tool !== "text") this.leaveText()
    const { session } = this.snapshot
    // Whoever turns from drawing to another tool means the box that is still selected.
    this.#session({ ...session, tool, inHand: tool === "box" ? session.inHand : null })
    this.outlets.tool(tool)
    const { selected } = this.snapshot.session
    if (tool === "text" && selected !== null) this.enterText(selected)
  }

  #first(start: TaskStart, document: EditorDocument): TaskSnapshot {
    // A page without lines is begun by drawing them.
    const tool: Tool = start.kind === "transcription" && document.order.length > 0 ? "text" : "box"
    const session = sessionOf(this.labels, start.readOnly === "sent" ? "select" : tool)
    const few = document.order.length <= DUPLICATES_AT_START_MAX && start.readOnly === null
    const duplicates = new Map(
      few ? findDuplicates(document, this.scene, this.#kept).map((t) => [t.id, t.duplicateOf]) : [],
    )
    return {
      document,
      proposed: start.readOnly === "sent" ? 0 : proposalsIn(document).length,
      session,
      undoLabel: this.#history.undos.at(-1)?.label.key ?? null,
      redoLabel: this.#history.redos.at(-1)?.label.key ?? null,
      saveStatus: "saved",
      inHand: null,
      duplicates,
      hint: hintOf(duplicates, this.#kept),
      problems: [],
      visit: null,
      recent: [],
      hidden: new Set(),
      locked: new Set(),
      readOnly: start.readOnly,
    }
  }

  #move(history: History, change: Change): void {
    const before: Box[] = []
    for (const { id } of change.edits) {
      const slot = this.scene.slotOf.get(id)
      if (slot !== undefined && this.scene.alive[slot] === 1) before.push(boxAt(this.scene, slot))
    }
    this.#history = history
    const slots = applyToScene(this.scene, change)
    const ids = change.edits.map((edit) => edit.id)
    markOpen(this.scene, this.kind, history.document, ids)
    const session = dropMissing(this.snapshot.session, history.document)
    const duplicates = nextDuplicates(this.snapshot.duplicates, history.document, this.scene, ids)
    const problems = this.snapshot.problems.length > 0 ? answerProblems(bodyOf(history.document), this.#ontology) : []
    const { visit } = this.snapshot
    this.#show({
      document: history.document,
      proposed: this.snapshot.proposed + proposedBy(change),
      session,
      duplicates,
      hint: hintOf(duplicates, this.#kept),
      problems,
      visit: visit && ids.includes(visit.region) ? enterText(history.document, visit.region) : visit,
      undoLabel: history.undos.at(-1)?.label.key ?? null,
      redoLabel: history.redos.at(-1)?.label.key ?? null,
    })
    this.outlets.changed(slots, before)
    this.outlets.selected(session.selected, session.edge)
    this.outlets.edited()
  }

  #visit(edit: (visit: TextVisit) => TextVisit): void {
    const { visit } = this.snapshot
    if (!visit || !this.editable) return
    const next = edit(visit)
    if (next === visit) return
    this.#show({ visit: next })
    this.outlets.edited()
  }

  #withVisit(): EditorDocument {
    const { visit } = this.snapshot
    const change = visit && leaveText(this.document, visit)
    return change ? apply(this.document, change) : this.document
  }

  /** The document with the text in hand made a step of its own, and the caret still in the field. */
  #withVisitCommitted(): EditorDocument {
    const { visit } = this.snapshot
    const change = visit && leaveText(this.document, visit)
    if (change) this.commit(change)
    return this.document
  }

  #toggle(which: "hidden" | "locked", flag: number, id: RegionId): void {
    const next = new Set(this.snapshot[which])
    const on = !next.has(id)
    if (on) next.add(id)
    else next.delete(id)
    setFlag(this.scene, id, flag, on)
    const slot = this.scene.slotOf.get(id)
    if (slot !== undefined) this.outlets.changed([slot], [boxAt(this.scene, slot)])
    this.#show({ [which]: next })
  }

  #selectedIds(): readonly RegionId[] {
    const { selected } = this.snapshot.session
    return selected === null ? [] : [selected]
  }

  /** The label block shows the label of what is selected: the next box gets it too. */
  #adoptLabel(id: LabelId): void {
    const label = this.#byId.get(id)
    if (!label || this.snapshot.session.label === id) return
    this.#show({ session: { ...this.snapshot.session, label: id } })
    this.outlets.color(label.color)
  }

  #session(session: Session): void {
    this.outlets.selected(session.selected, session.edge)
    this.#show({ session })
  }

  #show(change: Partial<TaskSnapshot>): void {
    this.view.setState(change)
  }
}
