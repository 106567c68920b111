import { EVERYWHERE_COMMANDS, GRID_COMMANDS, LOOK_COMMANDS, ONE_BY_ONE_COMMANDS, TASK_COMMANDS } from "@justesse/editor"
import { beginFix, dropFix, findInFix, findSaid, takeFix } from "@justesse/editor/checking"
import { boxOf, inLanguage, isPlaced, type Label, regionOf, thingLabels, Verdict, WRONG_REASON } from "@justesse/types"
import { languageNow } from "../../../i18n/useT.ts"
import { drawAsked } from "../../checks/drawAsked.ts"
import { allToggled, firstUnseen, GRID_SIZES, grid, movedIn, tilesNow, tilesOf, toggled } from "../../checks/grid.ts"
import { sendGrid } from "../../checks/sendGrid.ts"
import { runOnMedia } from "../../media/hand.ts"
import { CheckFrame } from "../frames/Check.tsx"
import { rememberAnswer } from "../frames/lastAnswers.ts"
import { newRegionId } from "../model/ids.ts"
import type { TaskModel } from "../model/task.ts"
import { classification } from "./classification.tsx"
import type { Around, Chosen, KindOnPage } from "./contract.ts"

/** Of the commands of pages that answer one after the other those that mean nothing here. */
const NOT_HERE: readonly string[] = ["task.nothing", "label.type", "attribute.step"]
/** What a hand needs while it corrects one thing that is there already. */
const FIXING =
  /^(nudge\.|view\.|region\.nextEdge|label\.choose$|task\.(guideline|skip|ask|submit|submitAnywhere)$|question\.)/

const CHECKING: KindOnPage["keys"] = {
  scope: "oneByOne",
  commands: [
    ...EVERYWHERE_COMMANDS,
    ...ONE_BY_ONE_COMMANDS.filter(({ id }) => !NOT_HERE.includes(id)),
    ...LOOK_COMMANDS,
  ],
}
const IN_FIX: KindOnPage["keys"] = {
  scope: "task",
  commands: [...EVERYWHERE_COMMANDS, ...TASK_COMMANDS.filter(({ id }) => FIXING.test(id)), ...LOOK_COMMANDS],
}
const IN_HEARD_FIX: KindOnPage["keys"] = {
  ...IN_FIX,
  commands: IN_FIX.commands.filter(({ id }) => !/^(nudge\.|view\.|region\.)/.test(id)),
}

const IN_GRID: KindOnPage["keys"] = { scope: "grid", commands: [...EVERYWHERE_COMMANDS, ...GRID_COMMANDS] }

/** Whether a thing is right: one key is the answer. What is not quite right is corrected in place. */
export const verification: KindOnPage = {
  ...classification,
  Frame: CheckFrame,
  keys: CHECKING,
  keysNow: (model) => {
    const fixed = findInFix(model.document)
    if (grid.getState().isOn) return IN_GRID
    // What is heard is where it is: only what is said of it can be put right.
    return fixed ? (isPlaced(fixed.geometry) ? IN_FIX : IN_HEARD_FIX) : CHECKING
  },
  choose: (context, model, label) => {
    if (findInFix(model.document)) chooseThing(model, label)
    else answer(context, model, label)
  },
  run(around, model, id, { digit }) {
    if (runInGrid(around, id, digit)) return true
    const isFixing = findInFix(model.document) !== null
    if (id === "label.choose") {
      if (isFixing) chooseThing(model, thingLabels(model.snapshot.ontology).labels[digit - 1])
      else giveReason(around.chosen(), model, digit)
      return true
    }
    if (id === "escape") {
      if (!isFixing || around.isCovered || model.snapshot.inHand !== null || model.snapshot.session.part) return false
      model.write(dropFix(model.document) ?? NOTHING)
      return true
    }
    if (runOnMedia(id)) return true
    if (id !== "task.submit" && id !== "task.submitAnywhere") return false
    if (!model.editable) return false
    if (isFixing) {
      const change = takeFix(model.document, newRegionId())
      if (change) model.write(change, null)
    }
    remember(around.chosen(), model)
    return false
  },
  begin(engine, model) {
    const asked = regionOf(model.about)
    if (asked && isPlaced(asked.geometry)) engine.focus(boxOf(asked), 0.6, 4)
  },
  drawOver(ctx, model, view, screen) {
    const asked = regionOf(model.about)
    if (!asked || !isPlaced(asked.geometry) || findInFix(model.document)) return
    const region = { ...asked, ...findSaid(model.document)?.fixed }
    drawAsked(ctx, region, { ...lookOf(model, region.label), isAlone: true }, view, screen)
  },
  timedWith: tilesNow,
  caption: (model, names, slot) => names[model.scene.style[slot] ?? -1]?.name ?? "",
}

/** What a command means while a grid is on the page; false where it means nothing there. Looked at closer, Space and Escape lead back. */
function runInGrid({ hand, say }: Around, id: string, digit: number): boolean {
  const { isOn, isCloser, at, marked, size, sending, seen } = grid.getState()
  if (isOn && isCloser && (id === "grid.closer" || id === "escape")) {
    grid.setState({ isCloser: false })
    return true
  }
  if (!isOn || sending) return sending !== null && id.startsWith("grid.")
  const tiles = tilesOf(hand.lease(), hand.ahead(), size)
  const ids = tiles.map(({ assignmentId }) => assignmentId)
  const move = /^grid\.(left|right|up|down)$/.exec(id)?.[1] as Parameters<typeof movedIn>[1] | undefined
  if (move) grid.setState({ at: movedIn(at, move, ids.length, GRID_SIZES[size]) })
  else if (id === "grid.mark") grid.setState({ marked: toggled(marked, ids[at]) })
  else if (id === "grid.markNumber") {
    if (size === 9) grid.setState({ at: Math.min(digit, ids.length) - 1, marked: toggled(marked, ids[digit - 1]) })
  } else if (id === "grid.size") grid.setState({ size: size === 16 ? 9 : 16, at: 0 })
  else if (id === "grid.all") grid.setState({ marked: allToggled(marked, ids) })
  else if (id === "grid.alone") grid.setState(({ alone }) => ({ alone: toggled(alone, ids[at]) }))
  else if (id === "grid.closer") grid.setState({ isCloser: true })
  else if (id === "task.submit" || id === "task.submitAnywhere") {
    const unseen = firstUnseen(tiles, seen)
    if (unseen >= 0) {
      grid.setState({ at: unseen })
      say("check:grid.notSeen")
      return true
    }
    grid.setState({ sending: { leases: tiles, done: 0 } })
    void sendGrid(hand)
  } else return false
  return true
}

const NOTHING = { label: { key: "change.answer" }, edits: [] } as const

function lookOf(model: TaskModel, id: Label["id"]) {
  const label = model.label(id)
  return { text: label ? inLanguage(label.name, languageNow()) : id, color: label?.color ?? "#e69f00" }
}

/** Right and "cannot tell" go out at once; wrong waits for its reason, Enter or the same key again; fix comes under the hands. */
function answer(context: Chosen, model: TaskModel, label: Label): void {
  if (!model.editable) return
  const verdict = Verdict.safeParse(label.id).data
  if (verdict === "fix") {
    const asked = regionOf(model.about)
    const id = newRegionId()
    if (asked) model.write(beginFix(model.document, asked, id), id)
    return
  }
  const isAgain = findSaid(model.document)?.label === label.id
  model.answerWhole(label)
  if (verdict !== "wrong" || isAgain) goOut(context, model)
}

/** The reason of a digit: it is wrong, and goes out. */
function giveReason(context: Chosen, model: TaskModel, digit: number): void {
  const wrong = model.labels.find((label) => Verdict.safeParse(label.id).data === "wrong")
  const reason = wrong?.attributes.find(({ id }) => id === WRONG_REASON)?.options[digit - 1]
  if (!wrong || !reason || !model.editable) return
  model.answerWhole(wrong)
  const said = findSaid(model.document)
  if (!said) return
  model.setAttribute(said.id, WRONG_REASON, reason.id)
  goOut(context, model)
}

function chooseThing(model: TaskModel, label: Label | undefined): void {
  const fixed = findInFix(model.document)
  if (!fixed || !label) return
  model.select(fixed.id)
  model.chooseLabel(label)
}

/** Submit remembers it on its way. */
function goOut({ send }: Chosen, model: TaskModel): void {
  if (model.editable) send()
}

function remember({ engine, assignment }: Chosen, model: TaskModel): void {
  const said = findSaid(model.document)
  const label = said && model.label(said.label)
  if (!label || assignment === null) return
  const asked = regionOf(model.about)
  rememberAnswer(
    assignment,
    engine,
    inLanguage(label.name, languageNow()),
    asked && isPlaced(asked.geometry) ? boxOf(asked) : null,
  )
}
