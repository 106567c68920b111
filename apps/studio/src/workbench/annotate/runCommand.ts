import { countProposals, listProposals, numberOf, proposalsIn, ZOOM_STEP } from "@justesse/editor"
import { boxOf, type Label, type RegionId, SkipReason } from "@justesse/types"
import type { CanvasEngine } from "../canvas/engine.ts"
import { type Act, commandRunner, type Pressed } from "../parts/runner.ts"
import { clearAnswer } from "../questions/clear.ts"
import { LOOK_ACTS } from "../seeing/look.ts"
import { nextProposal } from "./model/scene.ts"
import type { TaskStore } from "./model/store.ts"
import type { TaskModel } from "./model/task.ts"
import { type TaskUi, togglePanel } from "./ui.ts"

/** Where the page's own elements are, for commands that move the focus. */
export const FOCUS = { field: "task-field", filter: "task-filter" } as const

export interface CommandContext {
  readonly store: TaskStore
  readonly ui: TaskUi
  readonly engine: CanvasEngine
  readonly openPalette: () => void
}

/** With the task that a command is about: the one in hand, or the one looked back at. */
interface Shown extends CommandContext {
  readonly model: TaskModel
}

/** What each command of the task page does, by id. The keyboard, buttons and palette all come here. */
const ACTS: Readonly<Record<string, Act<Shown>>> = {
  palette: ({ openPalette }) => openPalette(),
  keys: ({ ui }) => togglePanel(ui, "keys"),
  escape,
  undo: ({ engine, model }) => (engine.busy ? engine.cancel() : model.undo()),
  redo: ({ model }) => model.redo(),
  "tool.select": ({ model }) => model.setTool("select"),
  "tool.box": ({ model }) => model.setTool("box"),
  "tool.text": ({ model }) => model.setTool("text"),
  "tool.hand": ({ model }) => model.setTool("hand"),
  "label.choose": ({ model }, { digit }) => byDigit(model, digit, (label) => model.chooseLabel(label)),
  "label.chooseDrawn": ({ model }, { digit }) => byDigit(model, digit, (label) => model.relabelDrawn(label)),
  "label.type": ({ ui, model }) => model.editable && ui.setState({ panel: "labels" }),
  "attribute.step": ({ model }, { digit }) => model.stepAttribute(digit),
  "region.delete": ({ ui, model }) => {
    const { session, locked } = model.snapshot
    if (session.selected === null || !locked.has(session.selected)) model.delete()
    else ui.setState({ notice: { key: "notice.locked", values: { number: numberOf(model.scene, session.selected) } } })
  },
  "region.duplicate": ({ engine, model }) => model.duplicate(engine.view.scale),
  "region.next": (context) => stepRegion(context, 1),
  "region.previous": (context) => stepRegion(context, -1),
  "region.under": selectUnder,
  "region.nextEdge": ({ model }) => model.nextEdge(),
  "hint.do": ({ model }) => model.answerHint(true),
  "hint.drop": ({ model }) => model.answerHint(false),
  "proposal.take": (context) => answerProposal(context, true),
  "proposal.drop": (context) => answerProposal(context, false),
  "proposal.takeAll": ({ ui, model }) => {
    const open = proposalsIn(model.document)
    model.answerProposals(open, true)
    ui.setState({ notice: { key: "notice.allTaken", values: { count: open.length } } })
  },
  "lines.propose": (context) => void import("./lines/propose.ts").then(({ proposeLines }) => proposeLines(context)),
  "view.fit": ({ engine, model }) => (model.kind === "transcription" ? engine.fitWidth() : engine.fit()),
  "view.actual": ({ engine }) => engine.actualSize(),
  "view.zoomIn": ({ engine }) => engine.zoomBy(ZOOM_STEP),
  "view.zoomOut": ({ engine }) => engine.zoomBy(1 / ZOOM_STEP),
  ...LOOK_ACTS,
  "look.open": ({ ui }) => togglePanel(ui, "picture"),
  "view.loupe": ({ ui }) => ui.setState({ loupe: !ui.getState().loupe }),
  "text.next": (context) => stepLine(context, 1),
  "text.previous": (context) => stepLine(context, -1),
  "text.place": toggleTextFocus,
  "text.illegible": ({ model }) => model.mark("illegible"),
  "text.unsure": ({ model }) => model.mark("unsure"),
  "text.struck": ({ model }) => model.mark("struck"),
  "task.nothing": ({ ui, model }) => {
    if (model.answerNothingHere() === "refused") ui.setState({ notice: { key: "notice.nothingRefused" } })
  },
  "task.skip": ({ ui, store }) => store.snapshot.looking === null && togglePanel(ui, "skip"),
  "task.ask": ({ ui, store }) => store.snapshot.looking === null && togglePanel(ui, "ask"),
  "question.clear": clearAnswer,
  "task.previous": ({ store }) => store.act(store.snapshot.gone ? "takeBack" : "lookBack"),
  "task.guideline": ({ ui, store }) => {
    const guideline = !ui.getState().guideline
    store.reading = guideline
    if (guideline) store.act("seenGuideline")
    ui.setState({ guideline })
  },
  "task.submit": enter,
  "task.submitAnywhere": submit,
}

const runShown = commandRunner(ACTS, ({ model }, dx, dy) => model.nudge(dx, dy))

/** Do what a command says, to the task that is shown; without one, only what needs none. */
export function runCommand(context: CommandContext, id: string, pressed?: Partial<Pressed>): void {
  const { store, ui } = context
  const model = store.shown
  if (model) {
    if (ui.getState().notice) ui.setState({ notice: null })
    runShown({ ...context, model }, id, pressed)
  } else if (id === "palette") context.openPalette()
  else if (id === "task.previous" && store.snapshot.gone) store.act("takeBack")
}

/** A digit while the reasons of Skip are open. */
export function skipReasonOf(digit: number): SkipReason | null {
  return SkipReason.options[digit - 1] ?? null
}

/** Enter outside of the text: sends, and in a document opens the text of the line instead. */
function enter(context: Shown): void {
  const { model } = context
  if (!model.writes || !model.editable) {
    submit(context)
    return
  }
  const { selected } = model.snapshot.session
  const line = selected ?? model.unread()[0]
  if (line === undefined) reportDone(context)
  else goToLine(context, line)
}

function submit(context: CommandContext): void {
  const { store, ui } = context
  if (store.snapshot.looking) return
  const result = store.submit()
  if (result === "proposals") visitProposal(context)
  if (result !== "problems") return
  const first = store.model?.snapshot.problems[0]
  if (first && first.kind !== "nothing_said") store.model?.select(first.region)
  else ui.setState({ notice: { key: "notice.nothingSaid" } })
}

/** A proposal that nobody answered yet comes before sending: it is shown, and the keys that answer it are said. */
function visitProposal(context: CommandContext): void {
  const { model } = context.store
  const id = model && nextProposal(model.document, model.snapshot.session.selected)
  if (!model || id === null) return
  if (model.kind === "transcription") goToLine({ ...context, model }, id)
  else show({ ...context, model }, id)
  const key = model.kind === "transcription" ? "notice.proposedLines" : "notice.proposals"
  context.ui.setState({ notice: { key, values: { count: model.snapshot.proposed } } })
}

function show({ engine, model }: Shown, id: RegionId): void {
  model.select(id)
  const region = model.document.regions.get(id)
  if (!region) return
  if (model.kind === "transcription") engine.revealLine(boxOf(region))
  else engine.reveal(boxOf(region))
}

/** Out of what is in hand, then out of the panel, then out of text and selection; never out of the page. */
function escape({ engine, ui, store, model }: Shown): void {
  const { panel, guideline } = ui.getState()
  const { finding } = ui.getState()
  if (engine.busy) engine.cancel()
  else if (finding) finding.stop()
  else if (panel) ui.setState({ panel: null })
  else if (store.snapshot.failure) store.act("clearFailure")
  else if (guideline) {
    store.reading = false
    ui.setState({ guideline: false })
  } else if (store.snapshot.looking) store.act("lookForward")
  else if (ui.getState().writing === model) {
    ui.setState({ writing: null })
    model.leaveText()
    focusPicture(engine)
  } else if (model.snapshot.session.selected !== null) model.select(null)
  else store.act("clearGone")
}

function focusPicture(engine: CanvasEngine): void {
  engine.painter.layers?.surface.focus({ preventScroll: true })
}

function byDigit(model: TaskModel, digit: number, choose: (label: Label) => void): void {
  const label = model.labels.find((one) => one.key === String(digit)) ?? model.labels[digit - 1]
  if (label && (label.key === null || label.key === String(digit))) choose(label)
}

function stepRegion({ engine, model }: Shown, by: 1 | -1): void {
  const id = model.step(by)
  const region = id === null ? undefined : model.document.regions.get(id)
  if (region) engine.reveal(boxOf(region))
}

/** The selected proposal, else the one nearest to the pointer, else the first one; what was done and what is left is said. */
function answerProposal(context: Shown, take: boolean): void {
  const { model } = context
  const open = proposalsIn(model.document)
  const { selected } = model.snapshot.session
  const id = open.find((one) => one === selected) ?? context.engine.nearest(open) ?? open[0]
  if (id === undefined) return
  const number = numberOf(model.scene, id)
  model.select(id)
  model.answerProposals([id], take)
  const shown = model.snapshot.session.selected
  if (shown !== null) show(context, shown)
  const { proposed, history } = model.snapshot
  const key = take ? "notice.taken" : "notice.dropped"
  const left = { key, values: { number, count: proposed } }
  const none = () => ({ key: "notice.decided", values: countProposals(listProposals(history)) })
  context.ui.setState({ notice: proposed === 0 ? none() : left })
}

/** What lies under the selected region, where the pointer is. */
function selectUnder({ engine, model }: Shown): void {
  const next = engine.underPointer()
  if (next !== null) model.select(next)
}

function stepLine(context: Shown, by: 1 | -1): void {
  const { model } = context
  const { order } = model.document
  const { selected } = model.snapshot.session
  // A line that a model wrote and that is left by Enter was read: it is somebody's own from now on.
  if (by === 1 && selected !== null) model.takeRead(selected)
  if (by === 1 && selected === order.at(-1)) {
    model.leaveText()
    const unread = model.unread()
    if (unread[0] !== undefined) {
      goToLine(context, unread[0])
      context.ui.setState({ notice: { key: "notice.unread", values: { count: unread.length } } })
    } else reportDone(context)
    return
  }
  const id = model.step(by)
  if (id !== null) goToLine(context, id)
}

/** The last line is done: nothing has the caret, the next line may be drawn, and only Ctrl and Enter send. */
function reportDone({ engine, ui, model }: Shown): void {
  model.select(null)
  focusPicture(engine)
  const { tool } = model.snapshot.session
  const count = model.document.order.length
  const key = count === 0 ? "notice.noLine" : tool === "box" ? "notice.lineDone" : "notice.allRead"
  ui.setState({ notice: { key, values: { count } } })
}

function goToLine(context: Shown, id: RegionId): void {
  const { model } = context
  const region = model.document.regions.get(id)
  if (!region) return
  model.select(id)
  model.enterText(id)
  if (model.kind === "transcription") context.engine.revealLine(boxOf(region))
  else context.engine.reveal(boxOf(region))
}

/** From the text to its box, where letters are keys, and back to the same letter. */
function toggleTextFocus({ engine, ui, model }: Shown): void {
  const { selected } = model.snapshot.session
  if (document.activeElement?.id === FOCUS.field) {
    focusPicture(engine)
    ui.setState({ writing: null })
  } else if (selected !== null) {
    model.enterText(selected)
    document.getElementById(FOCUS.field)?.focus()
  }
}
