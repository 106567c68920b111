import {
  type AnswerProblem,
  type AttributeId,
  drawnLabels,
  KINDS,
  type Label,
  type LabelId,
  type LeaseAbout,
  type Ontology,
  type ProjectKind,
  type RegionId,
  type ShapeName,
  type Size,
} from "@justesse/types"
import type { BoxLimits } from "../box.ts"
import type { Warning } from "../coach/contract.ts"
import { type KeptWarnings, openWarnings, type Warnings } from "../coach/warnings.ts"
import { type EditorDocument, proposalsIn } from "../document.ts"
import type { History } from "../history.ts"
import { allSelected, type Session, sessionOf } from "../session.ts"
import type { TextVisit } from "../textVisit.ts"
import { toolsFor } from "../tools/allowed.ts"
import { draws, type Tool } from "../tools/gesture.ts"

/** Why an answer can only be looked at; null: it can be changed. */
export type ReadOnly = "leaving" | "sent" | "other_tab" | "taken_over" | null

/** What the pointer is in the middle of, as far as the page outside of the canvas needs to know it. */
export type InHand = "drawing" | "changing" | null

/** What a task is opened with. */
export interface EditingStart {
  readonly history: History
  readonly ontology: Ontology
  readonly kind: ProjectKind
  /** The upright picture in pixels. */
  readonly size: Size
  /** What may be drawn here. */
  readonly shapes: readonly ShapeName[]
  readonly readOnly: ReadOnly
  /** Labels chosen in the task before, the latest first. */
  readonly recent?: readonly LabelId[]
  /** What it is about beside its asset. */
  readonly about?: LeaseAbout | undefined
}

/** One task under somebody's hands: a value that is replaced at finished facts only, never while the pointer moves. */
export interface Editing {
  readonly kind: EditingStart["kind"]
  readonly size: Size
  /** What it is about beside its asset; null for most. */
  readonly about: LeaseAbout | null
  /** Tools of this task, in their order. */
  readonly tools: readonly Tool[]
  readonly shapes: readonly ShapeName[]
  readonly ontology: Ontology
  readonly history: History
  /** The document of the history, as it stands. */
  readonly document: EditorDocument
  /** Regions that a model proposes and nobody has taken or changed. */
  readonly proposed: number
  readonly session: Session
  readonly undoLabel: string | null
  readonly redoLabel: string | null
  readonly inHand: InHand
  /** What may not be as it was meant; found by whoever holds the index of places. */
  readonly warnings: Warnings
  /** Of those, the ones that the person meant. */
  readonly kept: KeptWarnings
  /** What Submit found missing, until it is mended. */
  readonly problems: readonly AnswerProblem[]
  readonly visit: TextVisit | null
  /** Letters are text, wherever the caret is, until Escape or F2 makes them keys again; see `letterUse`. */
  readonly writing: boolean
  /** The label of the next region before the last key changed it; undo gives it back. Null once anything else was done. */
  readonly labelBefore: LabelId | null
  /** Labels chosen, the latest first. */
  readonly recent: readonly LabelId[]
  readonly hidden: ReadonlySet<RegionId>
  readonly locked: ReadonlySet<RegionId>
  readonly readOnly: ReadOnly
}

/** The shortest side that a box may have, in image pixels. */
const MIN_SIDE_PX = 3

/** A task as it is when it comes into the hand. */
export function openEditing(start: EditingStart): Editing {
  const { kind, size, ontology, readOnly } = start
  const { readsLines } = KINDS[kind]
  const { history } = start
  const { document } = history
  // A page without lines is begun by drawing them.
  const hasText = readsLines || ontology.labels.some((label) => label.hasText && !label.retired)
  // What lies on no picture is drawn with no tool.
  const tools = KINDS[kind].parts === "placed" ? toolsFor(start.shapes, hasText) : (["select"] as const)
  const drawing = tools.find(draws) ?? "select"
  const tool: Tool = readsLines && document.order.length > 0 ? "text" : drawing
  return {
    kind,
    size,
    about: start.about ?? null,
    tools,
    shapes: start.shapes,
    ontology,
    history,
    document,
    proposed: readOnly === "sent" ? 0 : proposalsIn(document).length,
    session: sessionOf(ontology.labels, readOnly === "sent" ? "select" : tool),
    ...stepNames(history),
    inHand: null,
    warnings: new Map(),
    kept: new Set(),
    problems: [],
    visit: null,
    writing: false,
    labelBefore: null,
    recent: start.recent ?? [],
    hidden: new Set(),
    locked: new Set(),
    readOnly,
  }
}

/** What Undo and Redo are about, as message keys; null where there is nothing. */
export function stepNames({ undos, redos }: History): Pick<Editing, "undoLabel" | "redoLabel"> {
  return { undoLabel: undos.at(-1)?.label.key ?? null, redoLabel: redos.at(-1)?.label.key ?? null }
}

/** A label by its id, retired ones too; null for none. */
export function findLabel({ ontology }: Pick<Editing, "ontology">, id: LabelId | null): Label | null {
  return drawnLabels(ontology).find((label) => label.id === id) ?? null
}

/** What a box of this task may be. */
export function limitsOf({ size }: Pick<Editing, "size">): BoxLimits {
  return { picture: size, minSidePx: MIN_SIDE_PX }
}

/** Letters are text here: a document, or the text tool. Enter goes to the next line then and never sends. */
export function writesText({ kind, session }: Pick<Editing, "kind" | "session">): boolean {
  return KINDS[kind].readsLines || session.tool === "text"
}

/** The answer of a task consists of texts: lines that are read, or what is heard. A region without one is unfinished. */
export function expectsTexts({ kind }: Pick<Editing, "kind">): boolean {
  return KINDS[kind].readsLines || KINDS[kind].parts === "span"
}

/** True where a region has a text, as its label says. */
export function hasText(editing: Pick<Editing, "document" | "ontology">, id: RegionId): boolean {
  const region = editing.document.regions.get(id)
  return region !== undefined && findLabel(editing, region.label)?.hasText !== false
}

/** What of a task says which warnings are shown. */
type Warned = Pick<Editing, "warnings" | "kept" | "session" | "readOnly">

/** On which regions a value of an attribute is set: the one, and of all that are selected with it those that have it and are not locked. */
export function withAttribute(editing: Selected, id: RegionId, attribute: AttributeId): RegionId[] {
  const { document, session, locked } = editing
  const all = allSelected(session)
  const has = (one: RegionId) => {
    const region = document.regions.get(one)
    return region && findLabel(editing, region.label)?.attributes.some((known) => known.id === attribute)
  }
  return (all.includes(id) ? all.filter(has) : [id]).filter((one) => !locked.has(one))
}

/** True where those regions say unlike values: none is everybody's. */
export function isMixed(editing: Selected, id: RegionId, attribute: AttributeId): boolean {
  const valueOf = (one: RegionId) => editing.document.regions.get(one)?.attributes?.[attribute]
  return withAttribute(editing, id, attribute).some((one) => valueOf(one) !== valueOf(id))
}
type Selected = Pick<Editing, "document" | "session" | "locked" | "ontology">

/** What is still to be said about regions; nothing about an answer that was sent. */
export function warningsNow({ warnings, kept, session, readOnly }: Warned): readonly Warning[] {
  return readOnly === null && warnings.size > 0 ? openWarnings(warnings, kept, allSelected(session)) : []
}

/** The first thing that is still to be said about one region, or null. */
export function warningOf({ warnings, ...editing }: Warned, id: RegionId): Warning | null {
  const own = warnings.get(id)
  return (own && warningsNow({ ...editing, warnings: new Map([[id, own]]) })[0]) ?? null
}

/**
 * The one thing that is said now: about the region that was selected on purpose, else the first one. Nothing while the text that is
 * missing is being written.
 */
export function hintOf(editing: Editing): Warning | null {
  const open = warningsNow(editing)
  const { warnings, kept, readOnly, visit } = editing
  const { selected, inHand } = editing.session
  const own = selected === null || inHand === selected ? undefined : warnings.get(selected)
  const said = own && readOnly === null ? openWarnings(new Map([[selected as RegionId, own]]), kept, [])[0] : undefined
  if (said) return said.rule === "text" && visit?.region === selected ? null : said
  return open.find(({ id }) => id === selected) ?? open[0] ?? null
}

/** The next proposal behind a region in the order of the list, around the end; null where there is no other. */
export function proposalAfter({ order, regions }: EditorDocument, from: RegionId): RegionId | null {
  const position = order.indexOf(from)
  const around = [...order.slice(position + 1), ...order.slice(0, Math.max(0, position))]
  return around.find((id) => regions.get(id)?.proposed === true) ?? null
}
