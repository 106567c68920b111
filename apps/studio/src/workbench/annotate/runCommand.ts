import {
  countProposals,
  labelTarget,
  listProposals,
  numberOf,
  proposalsIn,
  type Tool,
  toImage,
  waysFor,
  ZOOM_STEP,
} from "@justesse/editor"
import { boxOf, inLanguage, type Label, type RegionId, SkipReason } from "@justesse/types"
import i18next from "i18next"
import { languageNow } from "../../i18n/useT.ts"
import { fetchPart } from "../../shell/upgrade/newVersion.ts"
import { regionUnder, underPointer } from "../canvas/atPointer.ts"
import { moveCrosshair, setPoint } from "../canvas/crosshair.ts"
import type { CanvasEngine } from "../canvas/engine.ts"
import { type Act, commandRunner, type Pressed } from "../parts/runner.ts"
import { clearAnswer } from "../questions/clear.ts"
import { LOOK_ACTS } from "../seeing/look.ts"
import { goToUnseen, mapShown } from "../seeing/sweep.ts"
import { ARRANGE_ACTS } from "./arrange/acts.ts"
import { toChosen } from "./chosen.ts"
import type { Hand } from "./kinds/contract.ts"
import { toggleMagnet } from "./magnet.ts"
import { nextProposal } from "./model/scene.ts"
import type { TaskStore } from "./model/store.ts"
import type { TaskModel } from "./model/task.ts"
import { dropFaint, PROPOSAL_MARGIN, takeSolid, zoomsTo } from "./proposals.ts"
import { FOCUS, type TaskUi, taskSeen, togglePanel } from "./ui.ts"
import type { Hands } from "./useHands.ts"

export interface CommandContext {
  readonly store: TaskStore
  readonly ui: TaskUi
  readonly engine: CanvasEngine
  readonly openPalette: () => void
  /** Keep what a person chose for their own hands. */
  readonly keep: (chosen: Partial<Hands>) => void
  /** Practice: there is nobody to ask about a picture that is nobody's task. */
  readonly isPractice: boolean
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
  undo: takeBack,
  redo: ({ model }) => model.redo(),
  "tool.select": ({ model }) => model.setTool("select"),
  "tool.box": (context) => takeTool(context, "box"),
  "tool.rotated": (context) => takeTool(context, "rotated"),
  "tool.outline": (context) => takeTool(context, "outline"),
  "tool.boxClicks": switchBoxClicks,
  "draw.point": ({ engine }) => setPoint(engine),
  "draw.back": ({ engine }) => engine.back(),
  "draw.close": close,
  "tool.text": ({ model }) => model.setTool("text"),
  "tool.hand": ({ model }) => model.setTool("hand"),
  "label.choose": (context, { digit }) => byDigit(context.model, digit, (label) => chooseLabel(context, label)),
  "label.chooseInText": (context, { digit }) => byDigit(context.model, digit, (label) => labelWritten(context, label)),
  "label.chooseDrawn": (context, { digit }) => byDigit(context.model, digit, (label) => relabelDrawn(context, label)),
  "label.type": ({ ui, model }) => model.editable && ui.setState({ panel: "labels" }),
  "attribute.step": ({ model }, { digit }) => model.stepAttribute(digit),
  "region.delete": remove,
  "region.all": ({ model }) => model.selectMany(visibleOf(model), false),
  "region.toggle": ({ engine, model }) => {
    const under = engine.pointer && engine.regionsAt(toImage(engine.view, engine.pointer))[0]
    if (under) model.selectMany([under], true)
  },
  "region.duplicate": ({ engine, model }) => model.duplicate(engine.view.scale),
  ...ARRANGE_ACTS,
  "region.next": (context) => stepRegion(context, 1),
  "region.previous": (context) => stepRegion(context, -1),
  "region.under": selectUnder,
  "region.nextEdge": ({ model }) => model.nextPart(),
  "hint.do": ({ model }) => model.answerHint(true),
  "hint.drop": ({ model }) => model.answerHint(false),
  "proposal.take": (context) => answerProposal(context, true),
  "proposal.drop": (context) => answerProposal(context, false),
  "proposal.takeAll": takeSolid,
  "proposal.dropFaint": dropFaint,
  "lines.propose": (context) =>
    void fetchPart(() => import("./lines/propose.ts")).then((part) => part?.proposeLines(context)),
  "model.ask": (context) => void fetchPart(() => import("./assist/ask.ts")).then((part) => part?.askModel(context)),
  "view.fit": ({ store, engine, model }) => store.kindOf(model).fit(engine),
  "view.actual": ({ engine }) => engine.actualSize(),
  "view.zoomIn": ({ engine }) => engine.zoomBy(ZOOM_STEP),
  "view.zoomOut": ({ engine }) => engine.zoomBy(1 / ZOOM_STEP),
  "view.map": () => mapShown.setState(!mapShown.getState(), true),
  "view.unseen": ({ engine, store, ui }) => {
    if (!goToUnseen(engine, taskSeen(store.snapshot))) ui.setState({ notice: { key: "notice.allSeen" } })
  },
  ...LOOK_ACTS,
  "look.open": ({ ui }) => togglePanel(ui, "picture"),
  "view.loupe": ({ ui }) => ui.setState({ loupe: !ui.getState().loupe }),
  "draw.magnet": toggleMagnet,
  "region.tighten": (context) =>
    void fetchPart(() => import("./tighten.ts")).then((part) => part?.tightenSelected(context)),
  "text.next": (context) => stepLine(context, 1),
  "text.previous": (context) => stepLine(context, -1),
  "text.place": toggleTextFocus,
  "text.illegible": ({ model }) => model.mark("illegible"),
  "text.unsure": ({ model }) => model.mark("unsure"),
  "text.struck": ({ model }) => model.mark("struck"),
  "text.foreign": ({ model }) => model.mark("foreign"),
  "task.nothing": (context) => {
    const { ui, model, store } = context
    if (model.answerNothingHere() === "refused") ui.setState({ notice: { key: "notice.nothingRefused" } })
    store.kindOf(model).saidNothing?.(chosenIn(context), model)
  },
  "task.skip": ({ ui, store }) => store.snapshot.looking === null && togglePanel(ui, "skip"),
  "task.ask": ({ ui, store, isPractice }) => store.snapshot.looking === null && !isPractice && togglePanel(ui, "ask"),
  "question.clear": clearAnswer,
  "task.takeBack": ({ store }) => {
    store.act(store.snapshot.looking?.sent.revisable ? "revise" : "takeBack")
  },
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

const runShown = commandRunner(ACTS, ({ engine, model }, dx, dy) => {
  if (model.snapshot.session.selected === null) moveCrosshair(engine, dx, dy)
  else model.nudge(dx, dy)
})

/** Do what a command says, to the task that is shown; without one, only what needs none. */
export function runCommand(context: CommandContext, id: string, pressed?: Partial<Pressed>): void {
  const { store, ui } = context
  const model = store.shown
  if (model) {
    // Whoever did anything else meanwhile is asked anew.
    const unwritten = id === "task.submitAnywhere" ? ui.getState().unwritten : null
    if (ui.getState().notice) ui.setState({ notice: null, unwritten })
    const isTheirs = store
      .kindOf(model)
      .run?.(aroundOf({ ...context, model }), model, id, { digit: 0, letter: "", ...pressed })
    if (!isTheirs) runShown({ ...context, model }, id, pressed)
  } else if (id === "palette") context.openPalette()
  else if (id === "task.previous" && store.snapshot.gone) store.act("takeBack")
}

function aroundOf(context: Shown) {
  const { ui } = context
  const { panel, guideline } = ui.getState()
  return {
    say: (key: string, values: Readonly<Record<string, string | number>> = {}) =>
      ui.setState({ notice: { key, values } }),
    isCovered: panel !== null || guideline,
    chosen: () => chosenIn(context),
    hand: handOf(context),
  }
}

function handOf(context: CommandContext): Hand {
  const { store } = context
  return {
    lease: () => store.snapshot.task?.lease ?? null,
    ahead: () => store.snapshot.ahead,
    isReady: () => store.snapshot.picture === "ready" && store.model?.editable === true && !store.sending,
    answer(id) {
      const label = store.model?.label(id)
      if (label) store.model?.answerWhole(label)
      submit(context)
    },
  }
}

/** Passes the task on; of what somebody does not want to see it is asked first whether they were told. */
export function skipFor({ ui, store }: Pick<CommandContext, "ui" | "store">, reason: SkipReason): void {
  ui.setState({ panel: reason === "content" ? reason : null })
  if (reason !== "content") store.skip(reason)
}

/** A digit while the reasons of Skip are open. */
export function skipReasonOf(digit: number): SkipReason | null {
  return SkipReason.options[digit - 1] ?? null
}

/** The tool, where the project lets people draw with it. */
function takeTool({ ui, model }: Shown, tool: Tool): void {
  model.setTool(tool)
  if (model.snapshot.session.tool !== tool) ui.setState({ notice: { key: `notice.noTool.${tool}` } })
}

/** Clicks of the box tool mean the other thing from now on; what is being drawn is given up. */
function switchBoxClicks({ ui, engine, model, keep }: Shown): void {
  const boxClicks = ui.getState().boxClicks === "corners" ? "outermost" : "corners"
  engine.cancel()
  ui.setState({ boxClicks, notice: { key: `notice.boxClicks.${boxClicks}` } })
  engine.setStyle({ ways: waysFor(model.snapshot.shapes, boxClicks) })
  model.setTool("box")
  keep({ boxClicks })
}

/** Enter closes what is being drawn. The Enter after it, by a hand that pressed twice, sends nothing. */
function close({ ui, engine, model }: Shown): void {
  const { document } = model
  engine.finish()
  if (model.document !== document) ui.setState({ closed: model.document })
}

/** Enter outside of the text: sends, and in a document opens the text of the line instead. */
function enter(context: Shown): void {
  const { model, ui } = context
  if (ui.getState().closed === model.document) {
    ui.setState({ closed: null, notice: { key: "notice.closed" } })
    return
  }
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
  const { model } = store
  const result = store.submit(model !== null && ui.getState().unwritten === model.document)
  if (model && result === "unwritten") askUnwritten({ ...context, model })
  if (result === "unseen") ui.setState({ notice: { key: "notice.unseen" } })
  if (result === "proposals") visitProposal(context)
  if (result !== "problems") return
  const first = store.model?.snapshot.problems[0]
  if (first && "region" in first) store.model?.select(first.region)
  else ui.setState({ notice: { key: "notice.nothingSaid" } })
}

/** Asks once before regions go out without their texts; the first of them has the caret meanwhile. */
function askUnwritten(context: Shown): void {
  const { ui, store, model } = context
  const [first, ...others] = model.unwritten()
  if (first === undefined) return
  const { writeAt } = store.kindOf(model)
  const key = model.readsLines ? "notice.unwrittenLines" : "notice.unwritten"
  if (writeAt) writeAt(model, first)
  else goToLine(context, first)
  ui.setState({ unwritten: model.document, notice: { key, values: { count: others.length + 1 } } })
}

/** A proposal that nobody answered yet comes before sending: it is shown, and the keys that answer it are said. */
function visitProposal(context: CommandContext): void {
  const { model } = context.store
  const id = model && nextProposal(model.document, model.snapshot.session.selected)
  if (!model || id === null) return
  if (model.readsLines) goToLine({ ...context, model }, id)
  else show({ ...context, model }, id)
  const key = model.readsLines ? "notice.proposedLines" : "notice.proposals"
  context.ui.setState({ notice: { key, values: { count: model.snapshot.proposed } } })
}

function show({ store, engine, model, ui }: Shown, id: RegionId): void {
  model.select(id)
  const region = model.document.regions.get(id)
  if (!region) return
  if (zoomsTo(ui, region)) engine.focus(boxOf(region), PROPOSAL_MARGIN)
  else store.kindOf(model).reveal(engine, boxOf(region))
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
  else if (model.snapshot.writing) {
    model.setWriting(false)
    focusPicture(engine)
  } else if (model.snapshot.session.part !== null) model.setPart(null)
  else if (model.snapshot.session.selected !== null) model.select(null)
  else store.act("clearGone")
}

/** The point in hand, or the whole region; while something is drawn, the point that was set last. */
function remove({ ui, engine, model }: Shown): void {
  const { session, locked, document } = model.snapshot
  const { selected, part } = session
  if (engine.busy) engine.back()
  else if (session.also.length > 0) model.delete()
  else if (selected !== null && locked.has(selected))
    ui.setState({ notice: { key: "notice.locked", values: { number: numberOf(model.scene, selected) } } })
  else if (part?.part !== "point") model.delete()
  else {
    model.removePoint()
    if (model.document === document) ui.setState({ notice: { key: "notice.pointKept" } })
  }
}

function focusPicture(engine: CanvasEngine): void {
  engine.painter.layers?.surface.focus({ preventScroll: true })
}

/** A label key: what it did is said beside the pointer, where the eye is. */
export function chooseLabel(context: Shown, label: Label): void {
  const { engine, ui, model, store } = context
  const { choose } = store.kindOf(model)
  if (choose) return choose(chosenIn(context), model, label)
  const { labelAfter } = ui.getState()
  const target = labelTarget(model.snapshot.session, labelAfter)
  model.chooseLabel(label, labelAfter)
  tellLabel(engine, model, target, label)
}

const chosenIn = (context: Shown) => toChosen({ ...context, run: (command) => runCommand(context, command) })

function relabelDrawn({ engine, model }: Shown, label: Label): void {
  const { inHand, selected } = model.snapshot.session
  model.relabelDrawn(label)
  tellLabel(engine, model, inHand ?? selected, label)
}

/** The label of the line that is typed: of one just drawn alone, else also of the next one, as the label block shows it. */
function labelWritten(context: Shown, label: Label): void {
  if (context.model.snapshot.session.inHand !== null) relabelDrawn(context, label)
  else chooseLabel(context, label)
}

function tellLabel(engine: CanvasEngine, model: TaskModel, target: RegionId | null, label: Label): void {
  const name = inLanguage(label.name, languageNow())
  const number = target === null ? 0 : numberOf(model.scene, target)
  engine.tell(i18next.t(target === null ? "task:told.next" : "task:told.region", { number, label: name }), label.color)
}

/** A point of what is being drawn, the label of the next region, or the last step. */
function takeBack({ engine, model }: Shown): void {
  if (engine.busy) return engine.back()
  const { labelBefore } = model.snapshot
  model.undo()
  const label = model.label(labelBefore)
  if (label) tellLabel(engine, model, null, label)
}

/** What is not hidden. */
function visibleOf(model: TaskModel): RegionId[] {
  return model.document.order.filter((id) => !model.snapshot.hidden.has(id))
}

function byDigit(model: TaskModel, digit: number, choose: (label: Label) => void): void {
  const label = model.labels.find((one) => one.key === String(digit)) ?? model.labels[digit - 1]
  if (label && (label.key === null || label.key === String(digit))) choose(label)
}

function stepRegion({ engine, model, ui }: Shown, by: 1 | -1): void {
  const id = model.step(by)
  const region = id === null ? undefined : model.document.regions.get(id)
  if (!region) return
  if (zoomsTo(ui, region)) engine.focus(boxOf(region), PROPOSAL_MARGIN)
  else engine.reveal(boxOf(region))
}

/** The selected proposal, else the one under the pointer, else the first one in reading order; what was done and what is left is said. */
function answerProposal(context: Shown, take: boolean): void {
  const { model } = context
  const open = proposalsIn(model.document)
  const { selected } = model.snapshot.session
  const id = open.find((one) => one === selected) ?? underPointer(context.engine, open) ?? open[0]
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
  const next = regionUnder(engine)
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

function goToLine({ store, engine, model }: Shown, id: RegionId): void {
  const region = model.document.regions.get(id)
  if (!region) return
  model.select(id)
  model.enterText(id)
  store.kindOf(model).reveal(engine, boxOf(region))
}

/** From the text to its box, where letters are keys, and back to the same letter. */
function toggleTextFocus({ engine, model }: Shown): void {
  const { selected } = model.snapshot.session
  if (document.activeElement?.id === FOCUS.field) {
    model.setWriting(false)
    focusPicture(engine)
  } else if (selected !== null) {
    model.enterText(selected)
    document.getElementById(FOCUS.field)?.focus()
  }
}
