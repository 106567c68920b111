import {
  type AttributeId,
  type AttributeValue,
  boundsOfShape,
  boxOf,
  KINDS,
  type Label,
  type LabelId,
  type RegionId,
  type Shape,
  type TextMark,
  type WorkRegion,
} from "@justesse/types"
import { nextAttributeValue } from "../attributes.ts"
import {
  addRegion,
  answerNothingHere,
  answerWhole,
  changeAll,
  deleteRegions,
  duplicateRegion,
  newRegion,
  nudgePart,
  nudgeRegion,
  removePoint,
  reshapeRegion,
  setAttribute,
  takeProposals,
  tightenRegions,
} from "../changes.ts"
import { keepWarning, mendWarning } from "../coach/warnings.ts"
import type { Change, EditorDocument } from "../document.ts"
import { invert, redo, undo } from "../history.ts"
import { proposeRegions } from "../proposals.ts"
import {
  afterDrawing,
  allSelected,
  chooseLabel,
  nextPart,
  relabelDrawn,
  selectMany,
  selectRegion,
  whenDrawingStarts,
} from "../session.ts"
import type { Handle } from "../shapes/contract.ts"
import { isSameHandle, partsOf } from "../shapes/list.ts"
import { enterText, type TextVisit, toggleMark, typeText } from "../textVisit.ts"
import { draws, type Tool } from "../tools/gesture.ts"
import { type ArrangeAct, arrange, nudgeLaid } from "./arrangeActs.ts"
import {
  type Editing,
  expectsTexts,
  findLabel,
  hintOf,
  type InHand,
  limitsOf,
  proposalAfter,
  type ReadOnly,
  withAttribute,
  writesText,
} from "./editing.ts"
import { commitVisit, leave, type Pen, problemsOf, show, take, write } from "./pen.ts"
import { unwritten } from "./unwritten.ts"

/** Everything that a hand can do to the task it holds. Ids of what is new are made by the caller. */
export type EditAct =
  | ArrangeAct
  | { readonly act: "draw"; readonly id: RegionId; readonly shape: Shape }
  /** The region as a gesture left it; `isResized`: something was pulled, not the whole moved. */
  | { readonly act: "reshape"; readonly id: RegionId; readonly shape: Shape; readonly isResized: boolean }
  | { readonly act: "select"; readonly id: RegionId | null }
  /** Several regions selected; `adds`: beside those that are, one that comes alone taken or let go. */
  | { readonly act: "selectMany"; readonly ids: readonly RegionId[]; readonly adds: boolean }
  /** The next or previous region of the list, around the end. */
  | { readonly act: "step"; readonly by: 1 | -1 }
  | { readonly act: "delete"; readonly ids: readonly RegionId[] }
  /** A copy of each selected region, under these ids, a little to the lower right by so many image pixels. */
  | { readonly act: "duplicate"; readonly copies: readonly RegionId[]; readonly byPx: number }
  /** Regions with the shapes that the edges of the picture gave them. */
  | { readonly act: "tighten"; readonly shapes: ReadonlyMap<RegionId, Shape> }
  /** The whole region, or the part that was picked; image pixels, one of them 0. */
  | { readonly act: "nudge"; readonly dx: number; readonly dy: number }
  | { readonly act: "nextPart" }
  /** A part of the selected region taken in hand; null: all of it again. */
  | { readonly act: "setPart"; readonly part: Handle | null }
  /** The point in hand removed. */
  | { readonly act: "removePoint" }
  /** `isAfter`: this person labels what was just drawn, not what comes next. */
  | { readonly act: "chooseLabel"; readonly label: Label; readonly isAfter?: boolean }
  /** The box just drawn gets another label; the next one keeps its own. */
  | { readonly act: "relabelDrawn"; readonly label: Label }
  | {
      readonly act: "setAttribute"
      readonly id: RegionId
      readonly attribute: AttributeId
      readonly value: AttributeValue | null
    }
  /** The next value of the selected region's n-th attribute, counted from 1. */
  /** Position 0 is of a command without a digit: the first that has no value yet, else the first. */
  | { readonly act: "stepAttribute"; readonly position: number }
  /** A label of the whole asset: it takes the place of the one before, or joins or leaves the others where several may hold. */
  | { readonly act: "answerWhole"; readonly id: RegionId; readonly label: LabelId }
  | { readonly act: "nothingHere" }
  /** Proposals laid on the picture; those where something is already are left out. */
  | { readonly act: "propose"; readonly offers: readonly WorkRegion[] }
  | { readonly act: "answerProposals"; readonly ids: readonly RegionId[]; readonly take: boolean }
  /** A line was read as a model wrote it: it is taken. */
  | { readonly act: "takeRead"; readonly id: RegionId }
  /** What the hint is about mended, or left as it is and not said again. */
  | { readonly act: "answerHint"; readonly mend: boolean }
  | { readonly act: "foundWarnings"; readonly warnings: Editing["warnings"] }
  | { readonly act: "enterText"; readonly id: RegionId }
  | { readonly act: "type"; readonly value: string }
  | { readonly act: "mark"; readonly mark: TextMark }
  | { readonly act: "setLanguage"; readonly language: string | undefined }
  | { readonly act: "leaveText" }
  /** Letters are text from now on (a press on the picture), or keys (Escape, F2): then the caret leaves. */
  | { readonly act: "setWriting"; readonly writing: boolean }
  /** What was typed becomes a step of its own, and the caret stays. */
  | { readonly act: "commitText" }
  /** A step that was worked out elsewhere, from the document as it stands; `select`, where another region is selected after it. */
  | { readonly act: "write"; readonly change: Change; readonly select?: RegionId | null }
  | { readonly act: "undo" | "redo" | "check" }
  | { readonly act: "setTool"; readonly tool: Tool }
  | { readonly act: "hold"; readonly inHand: InHand }
  | { readonly act: "setReadOnly"; readonly readOnly: ReadOnly }

/** A task after an act. `changes` are the steps it made, in order; `typed`: the text in hand is another one. */
interface EditStep {
  readonly editing: Editing
  readonly changes: readonly Change[]
  readonly typed: boolean
}

/** One act on a task. The task given stays as it is. Acts that only look do nothing to an answer that cannot be changed. */
export function stepEditing(editing: Editing, act: EditAct): EditStep {
  const pen: Pen = { editing, changes: [], typed: false }
  perform(pen, act)
  return pen
}

function perform(pen: Pen, act: EditAct): void {
  switch (act.act) {
    case "draw":
      return draw(pen, act.id, act.shape)
    case "reshape":
      return reshape(pen, act.id, act.shape, act.isResized)
    case "select":
      return select(pen, act.id)
    case "selectMany":
      leave(pen)
      return show(pen, { session: selectMany(pen.editing.session, act.ids, act.adds) })
    case "step":
      return stepRegion(pen, act.by)
    case "delete":
      return remove(pen, act.ids)
    case "duplicate":
      return duplicate(pen, act.copies, act.byPx)
    case "nudge":
      return nudge(pen, act.dx, act.dy)
    case "nextPart":
      return show(pen, { session: nextPart(pen.editing.session, pen.editing.document) })
    case "setPart":
      return show(pen, { session: { ...pen.editing.session, part: act.part } })
    case "removePoint":
      return removeInHand(pen)
    case "chooseLabel":
      return choose(pen, act.label, act.isAfter ?? false)
    case "relabelDrawn":
      if (pen.editing.readOnly !== null) return
      commitVisit(pen)
      return write(pen, relabelDrawn(pen.editing, act.label))
    case "setAttribute":
      return setEach(pen, act.id, act.attribute, act.value)
    case "stepAttribute":
      return stepAttribute(pen, act.position)
    case "nothingHere":
      return answerNothing(pen)
    case "paste":
    case "order":
    case "hide":
    case "lock":
    case "see":
      return arrange(pen, act)
    default:
      return performBeside(pen, act)
  }
}

type Beside = Exclude<
  EditAct,
  | {
      act:
        | "draw"
        | "reshape"
        | "select"
        | "step"
        | "delete"
        | "duplicate"
        | "selectMany"
        | "nudge"
        | "nextPart"
        | "setPart"
        | "removePoint"
    }
  | { act: "chooseLabel" | "relabelDrawn" | "setAttribute" | "stepAttribute" | "nothingHere" }
  | ArrangeAct
>

function performBeside(pen: Pen, act: Beside): void {
  switch (act.act) {
    case "tighten":
      return write(pen, tightenRegions(pen.editing.document, act.shapes))
    case "answerWhole":
      return answerOfWhole(pen, act.id, act.label)
    case "propose":
      return propose(pen, act.offers)
    case "answerProposals":
      return answer(pen, act.ids, act.take)
    case "takeRead":
      leave(pen)
      if (pen.editing.document.regions.get(act.id)?.proposed) write(pen, takeProposals(pen.editing.document, [act.id]))
      return
    case "answerHint":
      return answerHint(pen, act.mend)
    case "foundWarnings":
      return show(pen, { warnings: act.warnings })
    case "enterText":
      return enter(pen, act.id)
    case "type":
      return visit(pen, (text) => typeText(text, act.value))
    case "mark":
      return visit(pen, (text) => toggleMark(text, act.mark))
    case "setLanguage":
      return visit(pen, (text) => ({ ...text, language: act.language }))
    case "leaveText":
      return leave(pen)
    case "setWriting":
      if (!act.writing) leave(pen)
      return show(pen, { writing: act.writing })
    case "commitText":
      return commitVisit(pen)
    case "write":
      write(pen, act.change)
      return act.select === undefined ? undefined : select(pen, act.select)
    case "undo":
    case "redo":
      return goThroughSteps(pen, act.act)
    case "check":
      leave(pen)
      return show(pen, { problems: problemsOf(pen.editing) })
    case "setTool":
      return setTool(pen, act.tool)
    case "hold":
      return hold(pen, act.inHand)
    case "setReadOnly":
      return show(pen, { readOnly: act.readOnly })
  }
}

function draw(pen: Pen, id: RegionId, shape: Shape): void {
  const { session, document, kind, readOnly } = pen.editing
  if (readOnly !== null || session.label === null) return
  write(pen, addRegion(document, newRegion(id, shape, session.label)))
  show(pen, { session: afterDrawing(pen.editing.session, id) })
  if (KINDS[kind].readsLines) enter(pen, id)
}

function select(pen: Pen, id: RegionId | null): void {
  const { session } = pen.editing
  if (id === session.selected && session.also.length === 0) {
    // Pressed on purpose: label keys are about it from now on.
    if (id !== null && session.inHand !== null) show(pen, { session: selectRegion(session, id) })
    return
  }
  const region = id === null ? undefined : pen.editing.document.regions.get(id)
  if (id !== null && !region) return
  leave(pen)
  const selected = selectRegion(pen.editing.session, id)
  const label = region ? findLabel(pen.editing, region.label) : null
  // The label block shows the label of what is selected: the next box gets it too.
  show(pen, { session: label && !label.retired ? { ...selected, label: label.id } : selected })
}

function stepRegion(pen: Pen, by: 1 | -1): void {
  const { order } = pen.editing.document
  if (order.length === 0) return
  const { selected } = pen.editing.session
  const position = selected === null ? (by === 1 ? -1 : 0) : order.indexOf(selected)
  select(pen, order[(position + by + order.length) % order.length] ?? null)
}

function remove(pen: Pen, ids: readonly RegionId[]): void {
  if (pen.editing.readOnly !== null) return
  leave(pen)
  write(
    pen,
    deleteRegions(
      pen.editing.document,
      ids.filter((id) => !pen.editing.locked.has(id)),
    ),
  )
}

function duplicate(pen: Pen, copies: readonly RegionId[], byPx: number): void {
  const { session, document, readOnly } = pen.editing
  if (readOnly !== null) return
  const ids = allSelected(session)
  const copyOf = new Map(ids.map((id, at) => [id, copies[at]]))
  const change = changeAll(document, ids, (now, id) => {
    const copy = copyOf.get(id)
    return copy === undefined ? null : duplicateRegion(now, id, copy, byPx, limitsOf(pen.editing))
  })
  write(pen, change)
  const made = copies.filter((copy) => pen.editing.document.regions.has(copy))
  if (made.length > 1) show(pen, { session: selectMany(pen.editing.session, made, false) })
  else if (made[0]) show(pen, { session: afterDrawing(pen.editing.session, made[0]) })
}

/** A region as a gesture left it; where it was moved as one of several, the others go with it. */
function reshape(pen: Pen, id: RegionId, shape: Shape, isResized: boolean): void {
  const { document, session, locked } = pen.editing
  const all = allSelected(session)
  if (locked.has(id)) return
  if (isResized || all.length < 2 || !all.includes(id))
    return write(pen, reshapeRegion(document, id, shape, isResized ? "change.resize" : "change.move"))
  const before = document.regions.get(id)
  if (!before) return
  const [from, to] = [boxOf(before), boundsOfShape(shape)]
  const free = all.filter((one) => !locked.has(one))
  const move = (now: EditorDocument, one: RegionId) =>
    nudgeRegion(now, one, to.x - from.x, to.y - from.y, limitsOf(pen.editing))
  write(pen, changeAll(document, free, move))
}

/** An attribute of a region, and of all others that are selected with it and have it. */
function setEach(pen: Pen, id: RegionId, attribute: AttributeId, value: AttributeValue | null): void {
  const ids = withAttribute(pen.editing, id, attribute)
  write(
    pen,
    changeAll(pen.editing.document, ids, (now, one) => setAttribute(now, one, attribute, value)),
  )
}

function nudge(pen: Pen, dx: number, dy: number): void {
  if (nudgeLaid(pen, dx, dy)) return
  const { document, locked } = pen.editing
  const { selected, part } = pen.editing.session
  const free = allSelected(pen.editing.session).filter((id) => !locked.has(id))
  const limits = limitsOf(pen.editing)
  if (part && selected !== null && free.includes(selected))
    return write(pen, nudgePart(document, selected, part, { dx, dy }, limits))
  write(
    pen,
    changeAll(document, free, (now, id) => nudgeRegion(now, id, dx, dy, limits)),
  )
}

/** The next point is in hand then; no point in hand, nothing happens. */
function removeInHand(pen: Pen): void {
  const { selected, part } = pen.editing.session
  if (selected === null || part?.part !== "point" || pen.editing.locked.has(selected)) return
  write(pen, removePoint(pen.editing.document, selected, part))
  const left = pen.editing.document.regions.get(selected)
  if (!left || partsOf(left.geometry).some((one) => isSameHandle(one, part))) return
  show(pen, { session: { ...pen.editing.session, part: partsOf(left.geometry).at(-1) ?? null } })
}

function choose(pen: Pen, label: Label, isAfter: boolean): void {
  if (pen.editing.readOnly !== null) return
  commitVisit(pen)
  const { session, change } = chooseLabel(pen.editing, label, isAfter)
  write(pen, change)
  const recent = [label.id, ...pen.editing.recent.filter((id) => id !== label.id)].slice(0, 9)
  const before = pen.editing.session.label
  const labelBefore = change === null && before !== label.id ? before : null
  show(pen, { session: { ...pen.editing.session, label: session.label }, recent, labelBefore })
}

function stepAttribute(pen: Pen, position: number): void {
  const { document, session } = pen.editing
  const region = session.selected === null ? undefined : document.regions.get(session.selected)
  const all = (region && findLabel(pen.editing, region.label)?.attributes) ?? []
  const attribute =
    position > 0 ? all[position - 1] : (all.find(({ id }) => !(id in (region?.attributes ?? {}))) ?? all[0])
  if (!region || !attribute) return
  const value = nextAttributeValue(attribute, region.attributes?.[attribute.id])
  setEach(pen, region.id, attribute.id, value)
}

/** What was said last is selected, so that its attributes can be said by keys. */
function answerOfWhole(pen: Pen, id: RegionId, label: LabelId): void {
  const { document, ontology, readOnly } = pen.editing
  if (readOnly !== null) return
  write(pen, answerWhole(document, id, label, ontology.answers?.several === true))
  const said = pen.editing.document.order.find((one) => pen.editing.document.regions.get(one)?.label === label)
  show(pen, { session: selectRegion(pen.editing.session, said ?? null) })
}

/** Of a whole asset "none of these" is an answer among the others: it takes their place. */
function answerNothing(pen: Pen): void {
  const { document, ontology } = pen.editing
  write(pen, answerNothingHere(document, !document.nothingHere, ontology.answers?.of === "whole"))
}

/** As one step. The first of them is selected, so that a key can answer it. */
function propose(pen: Pen, offers: readonly WorkRegion[]): void {
  if (pen.editing.readOnly !== null) return
  leave(pen)
  const { document } = pen.editing
  write(pen, proposeRegions(document, offers))
  const first = pen.editing.document.order.find((id) => !document.regions.has(id))
  if (first === undefined) return
  select(pen, first)
  if (expectsTexts(pen.editing)) show(pen, { writing: true })
}

/** As one step. The selection goes on to the next proposal after a selected one. */
function answer(pen: Pen, ids: readonly RegionId[], take: boolean): void {
  if (pen.editing.readOnly !== null) return
  leave(pen)
  const { document, locked, session } = pen.editing
  const { selected } = session
  const next = selected !== null && ids.length === 1 && ids[0] === selected ? proposalAfter(document, selected) : null
  const free = ids.filter((id) => !locked.has(id))
  write(pen, take ? takeProposals(document, free) : deleteRegions(document, free))
  const first = take ? unwritten(pen.editing).find((id) => free.includes(id)) : undefined
  // What was taken without a text is to be written now.
  if (first !== undefined) {
    select(pen, first)
    return enter(pen, first)
  }
  if (next !== null) select(pen, next)
}

/** Mended as one step, or by the person, who is taken there; or kept as it is and not said again. */
function answerHint(pen: Pen, mends: boolean): void {
  const hint = hintOf(pen.editing)
  if (!hint) return
  if (!mends) return show(pen, { kept: keepWarning(pen.editing.kept, hint) })
  leave(pen)
  const { document, locked } = pen.editing
  const change = locked.has(hint.id) ? null : mendWarning(hint, { document, limits: limitsOf(pen.editing) })
  if (change) return write(pen, change)
  select(pen, hint.id)
  if (hint.rule === "text") enter(pen, hint.id)
}

function enter(pen: Pen, id: RegionId): void {
  if (pen.editing.visit?.region !== id) {
    leave(pen)
    show(pen, { visit: enterText(pen.editing.document, id) })
  }
  if (!pen.editing.writing && pen.editing.visit) show(pen, { writing: true })
}

function visit(pen: Pen, edit: (visit: TextVisit) => TextVisit): void {
  const { visit: held, readOnly } = pen.editing
  if (!held || readOnly !== null || pen.editing.locked.has(held.region)) return
  const next = edit(held)
  if (next === held) return
  show(pen, { visit: next })
  pen.typed = true
}

function setTool(pen: Pen, tool: Tool): void {
  if (!pen.editing.tools.includes(tool)) return
  if (tool !== "text") leave(pen)
  const { session } = pen.editing
  if (!writesText({ ...pen.editing, session: { ...session, tool } })) show(pen, { writing: false })
  // Whoever turns from drawing to another tool means the box that is still selected.
  show(pen, { session: { ...session, tool, inHand: draws(tool) ? session.inHand : null } })
  if (tool === "text" && session.selected !== null) enter(pen, session.selected)
}

function hold(pen: Pen, inHand: InHand): void {
  const { session } = pen.editing
  show(pen, { inHand, session: inHand === "drawing" ? whenDrawingStarts(session) : session })
}

function goThroughSteps(pen: Pen, way: "undo" | "redo"): void {
  const { history, readOnly } = pen.editing
  const last = history.undos.at(-1)
  const next = history.redos.at(-1)
  const { labelBefore, session } = pen.editing
  if (readOnly !== null) return
  if (way === "undo" && labelBefore !== null)
    return show(pen, { session: { ...session, label: labelBefore }, labelBefore: null })
  const { visit: held } = pen.editing
  if (way === "undo" && last) take(pen, undo(history), invert(last))
  if (way === "redo" && next) take(pen, redo(history), next)
  // The line in hand is gone with its step: the caret goes to what the step was about.
  if (held === null || pen.editing.visit !== null) return
  const step = way === "undo" ? last && invert(last) : next
  const left = step?.edits.find(({ id }) => pen.editing.document.regions.has(id))
  if (!left) return
  select(pen, left.id)
  enter(pen, left.id)
}
