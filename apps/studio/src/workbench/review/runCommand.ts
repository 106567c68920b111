import { EDGES, edgeMoved, movedBox } from "@justesse/editor"
import type { DecisionReason, Label, Letter, Region } from "@justesse/types"
import { aboutRegion, answerRows } from "./model/answers.ts"
import type { ReviewDesk } from "./model/desk.ts"
import { openOf } from "./model/deskState.ts"
import { REASON_CODES } from "./model/reasons.ts"
import type { ReviewStage } from "./stage.ts"
import { type ReviewUi, VIEWS } from "./ui.ts"

/** Where the page's own elements are, for commands that move the focus. */
export const FOCUS = { file: "review-file", field: "review-field", answers: "review-answers" } as const

export interface ReviewPlace {
  readonly desk: ReviewDesk
  readonly ui: ReviewUi
  readonly stage: ReviewStage
  readonly focusPicture: () => void
  readonly openPalette: () => void
  readonly openAlike: (key: string) => void
}

type Act = (place: ReviewPlace, letter: string) => void

const NUDGES: Readonly<Record<string, readonly [number, number]>> = {
  left: [-1, 0],
  right: [1, 0],
  up: [0, -1],
  down: [0, 1],
}

/** What each command of the review page does, by id. Keyboard and buttons all come here. */
const ACTS: Readonly<Record<string, Act>> = {
  palette: ({ openPalette }) => openPalette(),
  keys: ({ ui }) => ui.toggle("keys"),
  escape,
  undo: ({ desk }) => void desk.undo(),
  "review.take": ({ desk }, letter) => take(desk, letter.toUpperCase()),
  "review.proposal": ({ desk }) => desk.decide({ outcome: "proposal" }),
  "review.merge": ({ desk }) => merge(desk),
  "review.none": ({ desk }) => desk.decide({ outcome: "none" }),
  "review.edit": beginEdit,
  "review.undecidable": ({ desk }) => desk.decide({ outcome: "undecidable" }),
  "review.onePersonMore": ({ desk }) => void desk.oneMore(),
  "review.sendBack": ({ desk, ui }) => {
    if (!desk.state.task) return
    const open = ui.state.panel !== "back"
    ui.show({ panel: open ? "back" : null, backLetter: open ? likelyBack(desk) : null })
  },
  "review.reason": ({ desk, ui }) => desk.difference && ui.toggle("reason"),
  "review.alike": ({ desk, openAlike }) => {
    const key = desk.difference?.alike
    if (key !== undefined && desk.alikeOpen > 0) openAlike(key)
    else desk.say({ key: "notice.noneAlike" })
  },
  "review.undo": ({ desk }) => void desk.undo(),
  "review.next": ({ desk }) => desk.step(1),
  "review.previous": ({ desk }) => desk.step(-1),
  "review.nextTask": ({ desk }) => void desk.nextTask(),
  "review.previousTask": ({ desk }) => void desk.previousTask(),
  "review.view": ({ ui }) => {
    const next = VIEWS[(VIEWS.indexOf(ui.state.view) + 1) % VIEWS.length] ?? "over"
    ui.show({ view: next, layer: null })
  },
  "review.flip": flip,
  "review.fit": ({ stage }) => stage.fit(),
  "review.guideline": ({ ui }) => ui.show({ guideline: !ui.state.guideline }),
  "review.file": (place) => {
    const { phase, busy } = place.desk.state
    if (place.ui.state.edit) takeEdit(place)
    else if (phase === "ready") void place.desk.file()
    else if (phase !== "opening" && !busy) void place.desk.open(null)
  },
  "region.nextEdge": ({ ui }) => {
    const { edge } = ui.state
    ui.show({ edge: EDGES[edge === null ? 0 : EDGES.indexOf(edge) + 1] ?? null })
  },
  "text.place": ({ focusPicture }) => {
    const field = document.getElementById(FOCUS.field)
    if (document.activeElement === field) focusPicture()
    else field?.focus()
  },
}

/** Do what a command says; `letter` for those that have one. Unknown ids do nothing. */
export function runCommand(place: ReviewPlace, id: string, letter = ""): void {
  const [group, rest = ""] = id.split(".")
  const nudge = group === "nudge" ? NUDGES[rest.replace("10", "")] : undefined
  if (nudge) nudgeEdit(place, nudge[0] * (rest.endsWith("10") ? 10 : 1), nudge[1] * (rest.endsWith("10") ? 10 : 1))
  else ACTS[id]?.(place, letter)
}

/** A digit while the reasons are open: for this difference, or with an answer that goes back. */
export function chooseReason(place: ReviewPlace, digit: number): void {
  const code = REASON_CODES[digit - 1]
  if (code) giveReason(place, place.desk.suggest(code))
}

/** A reason said in the open panel. */
export function giveReason({ desk, ui, focusPicture }: ReviewPlace, reason: DecisionReason): void {
  const { panel, backLetter } = ui.state
  if (panel === "reason") {
    desk.chooseReason(reason)
    ui.show({ panel: null })
  } else if (panel === "back" && backLetter !== null) {
    ui.show({ panel: null, backLetter: null })
    void desk.sendBack(backLetter, reason)
  }
  focusPicture()
}

function take(desk: ReviewDesk, letter: Letter): void {
  const difference = desk.difference
  if (!difference) return
  const known = difference.candidates.some(({ letters }) => letters.includes(letter))
  if (known) desk.decide({ outcome: "take", letter })
  else desk.say({ key: "notice.noLetter", values: { letter } })
}

function merge(desk: ReviewDesk): void {
  const difference = desk.difference
  if (!difference) return
  const some = difference.proposal !== null || difference.candidates.some(({ region }) => region !== null)
  if (some) desk.decide({ outcome: "merge" })
}

/** Whose answer is most likely meant: of the difference that is looked at, the one that is furthest from the others. */
function likelyBack({ difference, state }: ReviewDesk): Letter | null {
  const rows = difference ? answerRows(difference) : []
  return rows.at(-1)?.letters[0] ?? state.task?.letters[0] ?? null
}

/** One layer after the other on each tap; a tap, not a hold. */
function flip({ desk, ui }: ReviewPlace): void {
  const difference = desk.difference
  if (!difference) return
  const count = answerRows(difference).length
  const { view, layer } = ui.state
  if (view === "over") {
    const next = layer === null ? 0 : layer + 1
    ui.show({ layer: next >= count ? null : next })
  } else ui.show({ layer: ((layer ?? 0) + 1) % Math.max(1, view === "side" ? count - 1 : count) })
}

function beginEdit(place: ReviewPlace): void {
  const { desk, ui } = place
  const difference = desk.difference
  const region = difference && aboutRegion(difference)
  if (!region || desk.state.busy) return
  ui.show({ edit: region, edge: null, view: "over", layer: null, panel: null })
  // Only where the text is the question does typing begin there: elsewhere a digit gives the label and arrows move the box.
  const typing = difference.kind === "text"
  // The field is there after the next drawing.
  requestAnimationFrame(() => {
    const field = typing ? document.getElementById(FOCUS.field) : null
    if (field) field.focus()
    else place.focusPicture()
  })
}

/** Takes the reviewer's own answer, unless something that its label asks is missing. */
export function takeEdit({ desk, ui, focusPicture }: ReviewPlace): void {
  const { edit } = ui.state
  if (!edit) return
  const label = desk.state.task?.ontology.labels.find((one) => one.id === edit.label)
  const missing = label?.attributes.find(({ required, id }) => required && edit.attributes?.[id] === undefined)
  if (missing) return desk.say({ key: "notice.attributeMissing" })
  ui.show({ edit: null, edge: null })
  desk.decide({ outcome: "edit", region: edit })
  focusPicture()
}

/** The region with another label; answers that the new label does not ask for go. */
export function relabelled(region: Region, label: Label): Region {
  const { attributes, ...rest } = region
  const asked = new Set<string>(label.attributes.map(({ id }) => id))
  const kept = Object.entries(attributes ?? {}).filter(([id]) => asked.has(id))
  return { ...rest, label: label.id, ...(kept.length > 0 && { attributes: Object.fromEntries(kept) }) }
}

function nudgeEdit({ desk, ui }: ReviewPlace, dx: number, dy: number): void {
  const { edit, edge } = ui.state
  const { task } = desk.state
  if (!edit || !task) return
  const limits = { picture: task.size, minSidePx: 2 }
  const box = edge === null ? movedBox(edit, dx, dy, limits) : edgeMoved(edit, edge, edgeStep(edge, dx, dy), limits)
  ui.show({ edit: { ...edit, ...box, ...(edit.outline && { outlineStale: true }) } })
}

function edgeStep(edge: (typeof EDGES)[number], dx: number, dy: number): number {
  return edge === "left" || edge === "right" ? dx : dy
}

/** Out of what is in hand, then out of the panel; never out of the page. */
function escape({ desk, ui, focusPicture }: ReviewPlace): void {
  const { panel, edit, guideline, layer } = ui.state
  if (panel) ui.show({ panel: null, backLetter: null })
  else if (edit) ui.show({ edit: null, edge: null })
  else if (guideline) ui.show({ guideline: false })
  else if (layer !== null) ui.show({ layer: null })
  else if (desk.state.reason) desk.chooseReason(null)
  else desk.clearNotice()
  focusPicture()
}

/** Whether the task can be filed now. */
export function canFile(desk: ReviewDesk): boolean {
  return desk.state.phase === "ready" && openOf(desk.state).length === 0
}
