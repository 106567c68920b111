import { nudgedShape, partAfter, shiftedShape } from "@justesse/editor"
import { msOf, NUDGE_MS, opposite, withBorder } from "@justesse/editor/sound/borders"
import { aboutRegion } from "@justesse/editor/workspace/deciding"
import type { DecisionReason, Label, Letter, Region } from "@justesse/types"
import { answerProblems } from "@justesse/types"
import { isPictured } from "../media/pictured.ts"
import { type Act, commandRunner } from "../parts/runner.ts"
import { LOOK_ACTS } from "../seeing/look.ts"
import { mapShown } from "../seeing/sweep.ts"
import { FOCUS } from "./focus.ts"
import {
  askWhatCanBeDone,
  changeClause,
  chooseProposed,
  closeJudging,
  isProposing,
  keepDigit,
  panelOf,
  sendProposal,
} from "./judge/acts.ts"
import { answerRows } from "./model/answers.ts"
import { reasonCodesFor } from "./model/reasons.ts"
import type { ReviewStore } from "./model/store.ts"
import type { ReviewStage } from "./stage.ts"
import { type ReviewUi, togglePanel, VIEWS } from "./ui.ts"

export interface CommandContext {
  readonly store: ReviewStore
  readonly ui: ReviewUi
  readonly stage: ReviewStage
  readonly focusPicture: () => void
  readonly openPalette: () => void
  readonly openSimilar: (key: string) => void
}

/** What each command of the review page does, by id. Keyboard and buttons all come here. */
const ACTS: Readonly<Record<string, Act<CommandContext>>> = {
  palette: ({ openPalette }) => openPalette(),
  keys: ({ ui }) => togglePanel(ui, "keys"),
  escape,
  undo: ({ store }) => void store.undo(),
  ...LOOK_ACTS,
  "look.open": ({ ui }) => togglePanel(ui, "picture"),
  "review.take": ({ store }, { letter }) => take(store, letter.toUpperCase()),
  "review.takeAll": ({ store }, { letter }) => store.takeAll(letter.toUpperCase()),
  "review.proposal": ({ store }) => store.decide({ outcome: "proposal" }),
  "review.merge": ({ store }) => merge(store),
  "review.none": ({ store }) => store.decide({ outcome: "none" }),
  "review.edit": beginEdit,
  "review.undecidable": ({ store }) => store.decide({ outcome: "undecidable" }),
  "review.onePersonMore": ({ store }) => void store.oneMore(),
  "review.sendBack": (context) => {
    if (!context.store.state.task) return
    if (context.ui.getState().panel === "back") closeJudging(context)
    else doubt(context, likelyBack(context.store))
  },
  "propose.reason": (context, { digit }) => chooseProposed(context, digit),
  "propose.clause": changeClause,
  "propose.place": ({ store }) => store.step(1),
  "propose.send": (context) => void sendProposal(context),
  "review.ask": ({ store, ui }) => store.difference && togglePanel(ui, "ask"),
  "review.reason": ({ store, ui }) => store.difference && togglePanel(ui, "reason"),
  "review.alike": ({ store, openSimilar }) => {
    const key = store.difference?.alike
    if (key !== undefined && store.similarOpen > 0) openSimilar(key)
    else store.report({ key: "notice.noneAlike" })
  },
  "review.undo": ({ store }) => void store.undo(),
  "review.next": ({ store }) => store.step(1),
  "review.previous": ({ store }) => store.step(-1),
  "review.nextTask": ({ store }) => void store.nextTask(),
  "review.previousTask": ({ store }) => void store.previousTask(),
  "review.view": ({ ui }) => {
    const next = VIEWS[(VIEWS.indexOf(ui.getState().view) + 1) % VIEWS.length] ?? "over"
    ui.setState({ view: next, layer: null })
  },
  "review.flip": flip,
  "review.fit": ({ stage }) => stage.fit(),
  "review.listen": ({ ui }) => ui.setState(({ listens }) => ({ listens: listens + 1 })),
  "review.map": () => mapShown.setState(!mapShown.getState(), true),
  "review.unseen": ({ store, stage }) => {
    if (!stage.goToUnseen()) store.report({ key: "notice.allSeen" })
  },
  "review.guideline": ({ ui }) => ui.setState({ guideline: !ui.getState().guideline }),
  "review.file": (context) => {
    const { phase, busy } = context.store.state
    if (context.ui.getState().edit) takeEdit(context)
    else if (phase === "ready") void context.store.file()
    else if (phase !== "opening" && !busy) void context.store.open(null)
  },
  "region.nextEdge": ({ ui }) => {
    const { edit, part, border } = ui.getState()
    if (edit?.geometry.type === "span") ui.setState({ border: opposite(border) })
    else if (edit) ui.setState({ part: partAfter(edit.geometry, part) })
  },
  "text.place": ({ focusPicture }) => {
    const field = document.getElementById(FOCUS.field)
    if (document.activeElement === field) focusPicture()
    else field?.focus()
  },
}

/** Do what a command says; the letter tells whose answer is taken. */
export const runCommand = commandRunner(ACTS, nudgeEdit)

/** A digit while the reasons are open: for this difference, or with an answer that goes back. */
export function chooseReason(context: CommandContext, digit: number): void {
  const { task } = context.store.state
  const code = task ? reasonCodesFor(task)[digit - 1] : undefined
  if (context.ui.getState().panel === "back" && panelOf(context.ui) === null) keepDigit(context.ui, digit)
  else if (code && maySendBack(context)) giveReason(context, context.store.suggest(code))
}

/** A reason said in the open panel. */
export function giveReason({ store, ui, focusPicture }: CommandContext, reason: DecisionReason): void {
  const { panel, backLetter } = ui.getState()
  if (panel === "reason") {
    store.chooseReason(reason)
    ui.setState({ panel: null })
  } else if (panel === "back" && backLetter !== null) {
    ui.setState({ panel: null, backLetter: null, judging: null })
    void store.sendBack(backLetter, reason)
  }
  focusPicture()
}

/** Opens the panel about somebody's answer, or turns it to another one's. */
export function doubt(context: CommandContext, letter: Letter | null): void {
  // What was known before may be decided by now.
  context.ui.setState({ panel: "back", backLetter: letter, judging: null })
  void askAgain(context)
}

/** Asks what can be done about the answer in the panel; a digit pressed meanwhile then means what it means there. */
export async function askAgain(context: CommandContext): Promise<void> {
  const digit = await askWhatCanBeDone(context)
  if (digit === null) return
  if (isProposing(context.ui)) chooseProposed(context, digit)
  else chooseReason(context, digit)
}

/** Whether the answer in the panel can go back to its author. */
function maySendBack({ ui }: CommandContext): boolean {
  const panel = panelOf(ui)
  return ui.getState().panel !== "back" || panel === "unknown" || panel?.act === "return"
}

function take(store: ReviewStore, letter: Letter): void {
  const disagreement = store.difference
  if (!disagreement) return
  const known = disagreement.candidates.some(({ letters }) => letters.includes(letter))
  if (known) store.decide({ outcome: "take", letter })
  else store.report({ key: "notice.noLetter", values: { letter } })
}

function merge(store: ReviewStore): void {
  const disagreement = store.difference
  if (!disagreement) return
  const some = disagreement.proposal !== null || disagreement.candidates.some(({ region }) => region !== null)
  if (some) store.decide({ outcome: "merge" })
}

/** Whose answer is most likely meant: of the difference that is looked at, the one that is furthest from the others. */
function likelyBack({ difference: disagreement, state }: ReviewStore): Letter | null {
  const rows = disagreement ? answerRows(disagreement).filter(({ proposed }) => !proposed) : []
  const least = Math.min(...rows.map(({ share }) => share))
  return rows.filter(({ share }) => share === least).at(-1)?.letters[0] ?? state.task?.letters[0] ?? null
}

/** One layer after the other on each tap; a tap, not a hold. */
function flip({ store, ui }: CommandContext): void {
  const disagreement = store.difference
  if (!disagreement) return
  // What is played has no layers: its place is heard again and again.
  if (store.state.task && !isPictured(store.state.task.media))
    return ui.setState(({ repeats }) => ({ repeats: !repeats }))
  const count = answerRows(disagreement).length
  const { view, layer } = ui.getState()
  if (view === "over") {
    const next = layer === null ? 0 : layer + 1
    ui.setState({ layer: next >= count ? null : next })
  } else ui.setState({ layer: ((layer ?? 0) + 1) % Math.max(1, view === "side" ? count - 1 : count) })
}

function beginEdit(context: CommandContext): void {
  const { store, ui } = context
  const disagreement = store.difference
  const region = disagreement && aboutRegion(disagreement)
  if (!region || store.state.busy || !store.mayDecide()) return
  const label = store.state.task?.ontology.labels.find(({ id }) => id === region.label)
  // Typing begins where the text is the question, and in what is heard: on a picture a digit gives the label and arrows move the box.
  const typing = disagreement.kind === "text" || (region.geometry.type === "span" && label?.hasText !== false)
  if (!typing) context.focusPicture()
  ui.setState({ edit: region, typing, part: null, view: "over", layer: null, panel: null })
}

/** Takes the reviewer's own answer, unless something that its label asks is missing. */
export function takeEdit({ store, ui, focusPicture }: CommandContext): void {
  const { edit } = ui.getState()
  if (!edit || !store.mayDecide()) return
  const { ontology } = store.state.task ?? { ontology: { labels: [] } }
  const problems = answerProblems({ regions: [edit], nothingHere: false }, ontology, { isAlone: true })
  if (problems.some(({ kind }) => kind === "field_value")) return store.report({ key: "notice.noAnswerYet" })
  if (problems.some(({ kind }) => kind === "attribute_missing")) return store.report({ key: "notice.attributeMissing" })
  ui.setState({ edit: null, part: null })
  store.decide({ outcome: "edit", region: edit })
  focusPicture()
}

/** The region with another label; answers that the new label does not ask for go. */
export function relabelled(region: Region, label: Label): Region {
  const { attributes, ...rest } = region
  const asked = new Set<string>(label.attributes.map(({ id }) => id))
  const kept = Object.entries(attributes ?? {}).filter(([id]) => asked.has(id))
  return { ...rest, label: label.id, ...(kept.length > 0 && { attributes: Object.fromEntries(kept) }) }
}

function nudgeEdit({ store, ui }: CommandContext, dx: number, dy: number): void {
  const { edit, part } = ui.getState()
  const { task } = store.state
  if (!edit || !task) return
  if (edit.geometry.type === "span") return nudgeBorder({ store, ui }, edit, dx)
  const limits = { picture: task.size, minSidePx: 2 }
  const geometry =
    part === null ? shiftedShape(edit.geometry, dx, dy, limits) : nudgedShape(edit.geometry, part, dx, dy, limits)
  ui.setState({ edit: { ...edit, geometry } })
}

/** A border of a recording moves by hundredths of a second, and by tenths where a picture's would by ten pixels. */
function nudgeBorder({ store, ui }: Pick<CommandContext, "store" | "ui">, edit: Region, steps: number): void {
  const { border } = ui.getState()
  const { geometry } = edit
  const durationMs = store.state.task?.media.sound?.durationMs
  if (geometry.type !== "span" || durationMs === undefined) return
  const moved = withBorder(geometry, border, msOf(geometry, border) + steps * NUDGE_MS, durationMs)
  ui.setState({ edit: { ...edit, geometry: { type: "span", ...moved } } })
}

/** Out of what is in hand, then out of the panel; never out of the page. */
function escape({ store, ui, focusPicture }: CommandContext): void {
  const { panel, edit, guideline, layer } = ui.getState()
  if (panel) ui.setState({ panel: null, backLetter: null, judging: null })
  else if (edit) ui.setState({ edit: null, part: null })
  else if (guideline) ui.setState({ guideline: false })
  else if (layer !== null) ui.setState({ layer: null })
  else if (store.state.reason) store.chooseReason(null)
  else store.clearNotice()
  focusPicture()
}
