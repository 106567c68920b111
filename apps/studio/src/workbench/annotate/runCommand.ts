import { numberOf, proposalsIn, ZOOM_STEP } from "@justesse/editor"
import { type Label, type RegionId, SkipReason, type TextMark } from "@justesse/types"
import type { CanvasEngine } from "../canvas/engine.ts"
import type { TaskDesk } from "./model/desk.ts"
import { nextProposal } from "./model/proposals.ts"
import type { TaskModel } from "./model/task.ts"
import type { TaskUi } from "./ui.ts"

/** Where the page's own elements are, for commands that move the focus. */
export const FOCUS = { field: "task-field", filter: "task-filter" } as const

export interface CommandPlace {
  readonly desk: TaskDesk
  readonly ui: TaskUi
  readonly engine: CanvasEngine
  readonly openPalette: () => void
}

type Act = (place: CommandPlace, model: TaskModel, digit: number) => void

const NUDGE: Readonly<Record<string, readonly [number, number]>> = {
  left: [-1, 0],
  right: [1, 0],
  up: [0, -1],
  down: [0, 1],
}
const MARKS: Readonly<Record<string, TextMark>> = { illegible: "illegible", unsure: "unsure", struck: "struck" }

/** What each command of the task page does, by id. The keyboard, buttons and palette all come here. */
const ACTS: Readonly<Record<string, Act>> = {
  palette: ({ openPalette }) => openPalette(),
  keys: ({ ui }) => ui.toggle("keys"),
  escape,
  undo: ({ engine }, model) => (engine.busy ? engine.cancel() : model.undo()),
  redo: (_, model) => model.redo(),
  "tool.select": (_, model) => model.setTool("select"),
  "tool.box": (_, model) => model.setTool("box"),
  "tool.text": (_, model) => model.setTool("text"),
  "tool.hand": (_, model) => model.setTool("hand"),
  "label.choose": (_, model, digit) => byDigit(model, digit, (label) => model.chooseLabel(label)),
  "label.chooseDrawn": (_, model, digit) => byDigit(model, digit, (label) => model.relabelDrawn(label)),
  "label.type": ({ ui }, model) => model.editable && ui.show({ panel: "labels" }),
  "attribute.step": (_, model, digit) => model.stepAttribute(digit),
  "region.delete": ({ ui }, model) => {
    const { session, locked } = model.snapshot
    if (session.selected === null || !locked.has(session.selected)) model.delete()
    else ui.show({ notice: { key: "notice.locked", values: { number: numberOf(model.scene, session.selected) } } })
  },
  "region.duplicate": ({ engine }, model) => model.duplicate(engine.view.scale),
  "region.next": (place, model) => stepRegion(place, model, 1),
  "region.previous": (place, model) => stepRegion(place, model, -1),
  "region.under": selectUnder,
  "region.nextEdge": (_, model) => model.nextEdge(),
  "hint.do": (_, model) => model.answerHint(true),
  "hint.drop": (_, model) => model.answerHint(false),
  "proposal.take": (place, model) => answerProposal(place, model, true),
  "proposal.drop": (place, model) => answerProposal(place, model, false),
  "proposal.takeAll": ({ ui }, model) => {
    const open = proposalsIn(model.document)
    model.answerProposals(open, true)
    ui.show({ notice: { key: "notice.allTaken", values: { count: open.length } } })
  },
  "view.fit": ({ engine }, model) => (model.kind === "transcription" ? engine.fitWidth() : engine.fit()),
  "view.actual": ({ engine }) => engine.actualSize(),
  "view.zoomIn": ({ engine }) => engine.zoomBy(ZOOM_STEP),
  "view.zoomOut": ({ engine }) => engine.zoomBy(1 / ZOOM_STEP),
  "view.pictureSettings": ({ ui }) => ui.toggle("picture"),
  "view.loupe": ({ ui }) => ui.show({ loupe: !ui.snapshot.loupe }),
  "text.next": (place, model) => stepLine(place, model, 1),
  "text.previous": (place, model) => stepLine(place, model, -1),
  "text.place": placeAndBack,
  "task.nothing": ({ ui }, model) => {
    if (model.sayNothing() === "refused") ui.show({ notice: { key: "notice.nothingRefused" } })
  },
  "task.skip": ({ ui, desk }) => desk.snapshot.looking === null && ui.toggle("skip"),
  "task.previous": ({ desk, ui }) => {
    if (desk.snapshot.gone) void desk.takeBack()
    else
      void desk.lookBack().then((found) => {
        if (!found && desk.snapshot.noneBefore) ui.show({ notice: { key: "notice.noneBefore" } })
      })
  },
  "task.guideline": ({ ui, desk }) => {
    const guideline = !ui.snapshot.guideline
    desk.reading = guideline
    if (guideline) desk.seenGuideline()
    ui.show({ guideline })
  },
  "task.submit": enter,
  "task.submitAnywhere": submit,
}

/** Do what a command says; `digit` for those that have one. Unknown ids do nothing. */
export function runCommand(place: CommandPlace, id: string, digit = 0): void {
  const { desk, ui } = place
  const model = desk.snapshot.looking?.model ?? desk.snapshot.task?.model
  if (!model) {
    if (id === "palette") place.openPalette()
    if (id === "task.previous" && desk.snapshot.gone) void desk.takeBack()
    return
  }
  if (ui.snapshot.notice) ui.show({ notice: null })
  const [group, rest = ""] = id.split(".")
  const nudge = group === "nudge" ? NUDGE[rest.replace("10", "")] : undefined
  if (nudge) {
    const by = rest.endsWith("10") ? 10 : 1
    model.nudge(nudge[0] * by, nudge[1] * by)
  } else if (group === "text" && MARKS[rest]) model.mark(MARKS[rest])
  else ACTS[id]?.(place, model, digit)
}

/** A digit while the reasons of Skip are open. */
export function skipReasonOf(digit: number): SkipReason | null {
  return SkipReason.options[digit - 1] ?? null
}

/** Enter outside of the text: sends, and in a document opens the text of the line instead. */
function enter(place: CommandPlace, model: TaskModel): void {
  if (!model.writes || !model.editable) {
    submit(place)
    return
  }
  const { selected } = model.snapshot.session
  const line = selected ?? model.unread()[0]
  if (line === undefined) sayDone(place, model)
  else goToLine(place, model, line)
}

function submit(place: CommandPlace): void {
  const { desk, ui } = place
  if (desk.snapshot.looking) return
  void desk.submit().then((result) => {
    if (result === "proposals") visitProposal(place)
    if (result !== "problems") return
    const model = desk.snapshot.task?.model
    const first = model?.snapshot.problems[0]
    if (first && first.kind !== "nothing_said") model?.select(first.region)
    else ui.show({ notice: { key: "notice.nothingSaid" } })
  })
}

/** A proposal that nobody answered yet comes before sending: it is shown, and the keys that answer it are said. */
function visitProposal(place: CommandPlace): void {
  const model = place.desk.snapshot.task?.model
  const id = model && nextProposal(model.document, model.snapshot.session.selected)
  if (!model || id === null || id === undefined) return
  if (model.kind === "transcription") goToLine(place, model, id)
  else show(place, model, id)
  const key = model.kind === "transcription" ? "notice.proposedLines" : "notice.proposals"
  place.ui.show({ notice: { key, values: { count: model.snapshot.proposed } } })
}

function show({ engine }: CommandPlace, model: TaskModel, id: RegionId): void {
  model.select(id)
  const region = model.document.regions.get(id)
  if (region) engine.reveal(region)
}

/** Out of what is in hand, then out of the panel, then out of text and selection; never out of the page. */
function escape({ engine, ui, desk }: CommandPlace, model: TaskModel): void {
  const { panel, guideline } = ui.snapshot
  if (engine.busy) engine.cancel()
  else if (panel) ui.show({ panel: null })
  else if (desk.snapshot.failure) desk.clearFailure()
  else if (guideline) {
    desk.reading = false
    ui.show({ guideline: false })
  } else if (desk.snapshot.looking) desk.lookForward()
  else if (ui.snapshot.writing === model) {
    ui.show({ writing: null })
    model.leaveText()
    focusPicture(engine)
  } else if (model.snapshot.session.selected !== null) model.select(null)
  else desk.clearGone()
}

function focusPicture(engine: CanvasEngine): void {
  engine.painter.layers?.surface.focus({ preventScroll: true })
}

function byDigit(model: TaskModel, digit: number, choose: (label: Label) => void): void {
  const label = model.labels.find((one) => one.key === String(digit)) ?? model.labels[digit - 1]
  if (label && (label.key === null || label.key === String(digit))) choose(label)
}

function stepRegion({ engine }: CommandPlace, model: TaskModel, by: 1 | -1): void {
  const id = model.step(by)
  const region = id === null ? undefined : model.document.regions.get(id)
  if (region) engine.reveal(region)
}

/** The selected proposal, else the one nearest to the pointer, else the first one; what was done and what is left is said. */
function answerProposal(place: CommandPlace, model: TaskModel, take: boolean): void {
  const open = proposalsIn(model.document)
  const { selected } = model.snapshot.session
  const id = open.find((one) => one === selected) ?? place.engine.nearest(open) ?? open[0]
  if (id === undefined) return
  const number = numberOf(model.scene, id)
  model.select(id)
  model.answerProposals([id], take)
  const shown = model.snapshot.session.selected
  if (shown !== null) show(place, model, shown)
  const key = take ? "notice.taken" : "notice.dropped"
  place.ui.show({ notice: { key, values: { number, count: model.snapshot.proposed } } })
}

/** What lies under the selected region, where the pointer is. */
function selectUnder({ engine }: CommandPlace, model: TaskModel): void {
  const next = engine.underPointer()
  if (next !== null) model.select(next)
}

function stepLine(place: CommandPlace, model: TaskModel, by: 1 | -1): void {
  const { order } = model.document
  const { selected } = model.snapshot.session
  // A line that a model wrote and that is left by Enter was read: it is somebody's own from now on.
  if (by === 1 && selected !== null) model.takeRead(selected)
  if (by === 1 && selected === order.at(-1)) {
    model.leaveText()
    const unread = model.unread()
    if (unread[0] !== undefined) {
      goToLine(place, model, unread[0])
      place.ui.show({ notice: { key: "notice.unread", values: { count: unread.length } } })
    } else sayDone(place, model)
    return
  }
  const id = model.step(by)
  if (id !== null) goToLine(place, model, id)
}

/** The last line is done: nothing has the caret, the next line may be drawn, and only Ctrl and Enter send. */
function sayDone({ engine, ui }: CommandPlace, model: TaskModel): void {
  model.select(null)
  focusPicture(engine)
  const { tool } = model.snapshot.session
  const count = model.document.order.length
  const key = count === 0 ? "notice.noLine" : tool === "box" ? "notice.lineDone" : "notice.allRead"
  ui.show({ notice: { key, values: { count } } })
}

function goToLine(place: CommandPlace, model: TaskModel, id: RegionId): void {
  const region = model.document.regions.get(id)
  if (!region) return
  model.select(id)
  model.enterText(id)
  if (model.kind === "transcription") place.engine.revealLine(region)
  else place.engine.reveal(region)
}

/** From the text to its box, where letters are keys, and back to the same letter. */
function placeAndBack({ engine, ui }: CommandPlace, model: TaskModel): void {
  const { selected } = model.snapshot.session
  if (document.activeElement?.id === FOCUS.field) {
    focusPicture(engine)
    ui.show({ writing: null })
  } else if (selected !== null) {
    model.enterText(selected)
    document.getElementById(FOCUS.field)?.focus()
  }
}
