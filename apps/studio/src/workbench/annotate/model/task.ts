import {
  allSelected,
  answerNow,
  type Change,
  draftNow,
  type EditAct,
  type Editing,
  type EditorDocument,
  findLabel,
  type Handle,
  type InHand,
  limitsOf,
  type Moved,
  type OrderStep,
  proposalsIn,
  type Scene,
  sceneOf,
  type Tool,
  unreadLines,
  unwritten,
  writesText,
} from "@justesse/editor"
import {
  type AttributeId,
  type AttributeValue,
  drawnLabels,
  KINDS,
  type Label,
  type LabelId,
  type Region,
  type RegionId,
  type Shape,
  type TextMark,
  type WorkRegion,
} from "@justesse/types"
import { createStore, type StoreApi } from "zustand/vanilla"
import { newRegionId } from "./ids.ts"
import { markOpen } from "./scene.ts"

const COPY_OFFSET_SCREEN = 12

/** One task that is shown: where its regions lie on the canvas, and the acts of a hand by name. It decides nothing. */
export class TaskModel {
  readonly scene: Scene
  readonly labels: readonly Label[]
  /** What parts of the page follow. */
  readonly view: StoreApi<Editing>
  /** From which score on a proposal is drawn solid. */
  readonly solidFrom: StoreApi<number>
  readonly #dispatch: (act: EditAct) => void

  constructor(editing: Editing, dispatch: (act: EditAct) => void, solidFrom = 0) {
    const { document, ontology } = editing
    this.#dispatch = dispatch
    this.labels = ontology.labels.filter((label) => !label.retired)
    this.scene = sceneOf(
      document,
      drawnLabels(ontology).map((label) => label.id),
    )
    this.view = createStore(() => editing)
    this.solidFrom = createStore(() => solidFrom)
    markOpen(this.scene, editing, document.order, solidFrom)
  }

  /** The task as it is now. */
  follow(editing: Editing): void {
    if (editing !== this.snapshot) this.view.setState(editing, true)
  }

  /** Proposals from this score on are drawn solid. Returns where that changes what is drawn. */
  setSolidFrom(solidFrom: number): number[] {
    const open = proposalsIn(this.document)
    const slots = open.flatMap((id) => this.scene.slotOf.get(id) ?? [])
    const before = slots.map((slot) => this.scene.flags[slot])
    this.solidFrom.setState(solidFrom, true)
    markOpen(this.scene, this.snapshot, open, solidFrom)
    return slots.filter((slot, at) => this.scene.flags[slot] !== before[at])
  }

  get snapshot(): Editing {
    return this.view.getState()
  }

  get document(): EditorDocument {
    return this.snapshot.document
  }

  get kind() {
    return this.snapshot.kind
  }

  /** Its regions are lines that are read one after the other; see `KindType`. */
  get readsLines(): boolean {
    return KINDS[this.kind].readsLines
  }

  /** Most of the work is typing: lines are written, or what is heard. */
  get isTyped(): boolean {
    return this.readsLines || KINDS[this.kind].parts === "span"
  }

  /** Its labels are the questions of a form. */
  get asksFields(): boolean {
    return KINDS[this.kind].asksFields === true
  }

  get about() {
    return this.snapshot.about
  }

  get size() {
    return this.snapshot.size
  }

  get limits() {
    return limitsOf(this.snapshot)
  }

  get writes(): boolean {
    return writesText(this.snapshot)
  }

  get editable(): boolean {
    return this.snapshot.readOnly === null
  }

  /** What a region is called on the picture: its number, and the name of its label by the position of that. */
  caption(slot: number, names: readonly { readonly name: string }[]): string {
    return `${this.scene.numbers[slot] ?? 0} ${names[this.scene.style[slot] ?? -1]?.name ?? "?"}`
  }

  label(id: LabelId | null): Label | null {
    return findLabel(this.snapshot, id)
  }

  draftNow() {
    return draftNow(this.snapshot)
  }

  answerNow() {
    return answerNow(this.snapshot)
  }

  unread(): readonly RegionId[] {
    return unreadLines(this.snapshot)
  }

  /** Regions that would be sent without the text that is expected of them. */
  unwritten(): readonly RegionId[] {
    return unwritten(this.snapshot)
  }

  setInHand(inHand: InHand): void {
    this.#dispatch({ act: "hold", inHand })
  }

  created(shape: Shape): void {
    this.#dispatch({ act: "draw", id: newRegionId(), shape })
  }

  moved({ id, shape, handle }: Moved): void {
    this.#dispatch({ act: "reshape", id, shape, isResized: handle !== null })
  }

  select(id: RegionId | null): void {
    this.#dispatch({ act: "select", id })
  }

  /** `adds`: beside what is selected; one that comes alone is taken or let go. */
  selectMany(ids: readonly RegionId[], adds: boolean): void {
    this.#dispatch({ act: "selectMany", ids, adds })
  }

  delete(ids: readonly RegionId[] = allSelected(this.snapshot.session)): void {
    this.#dispatch({ act: "delete", ids })
  }

  takeRead(id: RegionId): void {
    this.#dispatch({ act: "takeRead", id })
  }

  propose(offers: readonly WorkRegion[]): void {
    this.#dispatch({ act: "propose", offers })
  }

  answerProposals(ids: readonly RegionId[], take: boolean): void {
    this.#dispatch({ act: "answerProposals", ids, take })
  }

  /** `scale`: screen pixels an image pixel, so that the copy lies visibly beside its original. */
  duplicate(scale: number): void {
    const copies = allSelected(this.snapshot.session).map(newRegionId)
    this.#dispatch({ act: "duplicate", copies, byPx: COPY_OFFSET_SCREEN / scale })
  }

  tighten(shapes: ReadonlyMap<RegionId, Shape>): void {
    this.#dispatch({ act: "tighten", shapes })
  }

  nudge(dx: number, dy: number): void {
    this.#dispatch({ act: "nudge", dx, dy })
  }

  nextPart(): void {
    this.#dispatch({ act: "nextPart" })
  }

  setPart(part: Handle | null): void {
    this.#dispatch({ act: "setPart", part })
  }

  removePoint(): void {
    this.#dispatch({ act: "removePoint" })
  }

  /** The next or previous region of the list, around the end. Returns it. */
  step(by: 1 | -1): RegionId | null {
    this.#dispatch({ act: "step", by })
    return this.document.order.length === 0 ? null : this.snapshot.session.selected
  }

  /** `isAfter`: for the region just drawn, as this person labels. */
  chooseLabel(label: Label, isAfter = false): void {
    this.#dispatch({ act: "chooseLabel", label, isAfter })
  }

  /** A label of the whole asset; see `answerWhole`. */
  answerWhole(label: Label): void {
    this.#dispatch({ act: "answerWhole", id: newRegionId(), label: label.id })
  }

  relabelDrawn(label: Label): void {
    this.#dispatch({ act: "relabelDrawn", label })
  }

  setAttribute(id: RegionId, attribute: AttributeId, value: AttributeValue | null): void {
    this.#dispatch({ act: "setAttribute", id, attribute, value })
  }

  stepAttribute(position: number): void {
    this.#dispatch({ act: "stepAttribute", position })
  }

  answerNothingHere(): "said" | "refused" {
    const isWhole = this.snapshot.ontology.answers?.of === "whole"
    if (!isWhole && this.document.order.length > this.snapshot.proposed) return "refused"
    this.#dispatch({ act: "nothingHere" })
    return "said"
  }

  hide(ids: readonly RegionId[], on: boolean): void {
    this.#dispatch({ act: "hide", ids, on })
  }

  lock(ids: readonly RegionId[], on: boolean): void {
    this.#dispatch({ act: "lock", ids, on })
  }

  order(ids: readonly RegionId[], to: OrderStep): void {
    this.#dispatch({ act: "order", ids, to })
  }

  /** `scale`: screen pixels an image pixel, so that the copies lie visibly beside what they were made of. */
  paste(regions: readonly Region[], scale: number): void {
    this.#dispatch({ act: "paste", regions, byPx: COPY_OFFSET_SCREEN / scale })
  }

  enterText(id: RegionId): void {
    this.#dispatch({ act: "enterText", id })
  }

  type(value: string): void {
    this.#dispatch({ act: "type", value })
  }

  mark(mark: TextMark): void {
    this.#dispatch({ act: "mark", mark })
  }

  setTextLanguage(language: string | undefined): void {
    this.#dispatch({ act: "setLanguage", language })
  }

  /** What was typed becomes a step of its own; the caret stays. */
  commitText(): void {
    this.#dispatch({ act: "commitText" })
  }

  /** A step that was worked out from the document as it stands; `select`: what is selected after it, where that changes. */
  write(change: Change, select?: RegionId | null): void {
    this.#dispatch({ act: "write", change, ...(select !== undefined && { select }) })
  }

  leaveText(): void {
    this.#dispatch({ act: "leaveText" })
  }

  /** Letters are text from now on, or keys; see `letterUse`. */
  setWriting(writing: boolean): void {
    if (writing !== this.snapshot.writing || this.snapshot.visit) this.#dispatch({ act: "setWriting", writing })
  }

  undo(): void {
    this.#dispatch({ act: "undo" })
  }

  redo(): void {
    this.#dispatch({ act: "redo" })
  }

  /** What stands in the way of sending; shown until it is mended. */
  check() {
    this.#dispatch({ act: "check" })
    return this.snapshot.problems
  }

  answerHint(mend: boolean): void {
    this.#dispatch({ act: "answerHint", mend })
  }

  setTool(tool: Tool): void {
    this.#dispatch({ act: "setTool", tool })
  }
}
