import {
  drawnProgress,
  draws,
  type Handle,
  hintOf,
  isSameHandle,
  numberOf,
  partsOf,
  shapeWithoutPoint,
} from "@justesse/editor"
import { inLanguage } from "@justesse/types"
import { useCallback, useEffect, useLayoutEffect, useState, useSyncExternalStore } from "react"
import { useLanguage, useT } from "../../../i18n/useT.ts"
import { Cap } from "../../../keys/Cap.tsx"
import { keepHere, readHere } from "../../../shell/browserKeeps.ts"
import { countCommit } from "../../canvas/counters.ts"
import type { CanvasEngine } from "../../canvas/engine.ts"
import styles from "../../parts/frame.module.css"
import { TaskIcon } from "../../parts/icons.tsx"
import { useModel, useStore, useTask, useTaskContext, useUi } from "../ui.ts"
import { CoachHint } from "./CoachHint.tsx"
import { useCoversSelected } from "./useCoversSelected.ts"

/** One hint at a time over the picture: what ends a gesture, what another window does, what is missing, what looks odd. */
export function Hint() {
  const inHand = useTask((task) => task.inHand)
  useLayoutEffect(countCommit)
  const part = useTask((task) => task.session.part)
  const readOnly = useTask((task) => task.readOnly)
  const problem = useTask((task) => task.problems[0] ?? null)
  const hint = useTask(hintOf)
  const notice = useUi((ui) => ui.notice)
  const isAsking = useUi((ui) => ui.panel === "ask")
  const isFinding = useUi((ui) => ui.finding !== null)
  const guidelineNew = useStore((store) => store.guidelineNew)
  const model = useModel()
  const hushed = useUi((ui) => ui.hushed === model)
  // Shown until the first step: by then the words in the list and on the boxes are known.
  const proposed = useTask((task) => task.proposed > 0 && task.undoLabel === null) && !hushed && readOnly === null
  if (inHand === "drawing") return <DrawingHint />
  // Where a place is chosen for a question, its own line stands here.
  if (inHand !== null || isAsking) return null
  if (readOnly === "other_tab" || readOnly === "taken_over") return <ElsewhereHint />
  if (isFinding) return <FindingHint />
  if (notice) return <NoticeHint />
  if (part) return <PartHint part={part} />
  if (problem && problem.kind !== "nothing_said") return <ProblemHint />
  if (hint) return <CoachHint />
  if (guidelineNew) return <GuidelineHint />
  if (proposed) return <ProposalsHint />
  return <DrawnHint />
}

/** Before the first step: what a model put here, what becomes of it, and the keys. */
function ProposalsHint() {
  const t = useT("task")
  const { run, ui } = useTaskContext()
  const model = useModel()
  const count = useTask((task) => task.proposed)
  const covered = useCoversSelected()
  return (
    <div className={covered ? `${styles.hint} ${styles.right}` : styles.hint} role="status">
      <TaskIcon name="bulb" />
      <span>{t("hint.proposed", { count })}</span>
      <span className={styles.acts}>
        <button className={`${styles.act} ${styles.mainAct}`} onClick={() => run("proposal.takeAll")} type="button">
          {t("hint.takeAll")} <Cap of="proposal.takeAll" />
        </button>
        <button className={styles.act} onClick={() => ui.setState({ hushed: model })} type="button">
          {t("hint.close")}
        </button>
      </span>
    </div>
  )
}

/** After the first boxes that a person draws here: what the next press does, and how the box is changed. Takes no press itself. */
function DrawnHint() {
  const t = useT("task")
  const drawn = useTask((task) => (draws(task.session.tool) && task.readOnly === null ? task.session.inHand : null))
  const few = useTask((task) => task.document.order.length <= SHOWN_UP_TO_BOXES)
  const [known] = useState(() => readHere(SHOWN_KEY) !== null)
  useEffect(() => {
    if (drawn !== null) keepHere(SHOWN_KEY, "1")
  }, [drawn])
  if (drawn === null || known || !few) return null
  return (
    <div className={`${styles.hint} ${styles.quiet} ${styles.through}`} role="status">
      <span>{t("hint.drawn")}</span>
    </div>
  )
}

const SHOWN_KEY = "justesse.told.drawn"
const SHOWN_UP_TO_BOXES = 3

function DrawingHint() {
  const t = useT("task")
  const { run, engine } = useTaskContext()
  const told = useSyncExternalStore(
    useCallback((changed: () => void) => engine.onFrame(changed), [engine]),
    () => drawingHint(engine),
  )
  const [name, count] = told.split(" ")
  return (
    <div className={`${styles.hint} ${styles.quiet} ${styles.through}`}>
      <span>{t(`hint.drawing.${name}`, { count: Number(count) })}</span>
      <span className={styles.acts}>
        {/^(outermost|last|quad)/.test(told) && (
          <button className={styles.act} onClick={() => run("draw.back")} type="button">
            {t("hint.oneBack")} <Cap of="draw.back" />
          </button>
        )}
        <button className={styles.act} onClick={() => run("escape")} type="button">
          {t("hint.giveUp")} <Cap of="escape" />
        </button>
      </span>
    </div>
  )
}

/** While lines are looked for: how far that is, and how it is given up. */
function FindingHint() {
  const t = useT("task")
  const { run } = useTaskContext()
  const share = useUi((ui) => ui.finding?.share ?? 0)
  return (
    <div className={`${styles.hint} ${styles.quiet}`} role="status">
      <span>{t("hint.finding", { percent: Math.round(100 * share) })}</span>
      <span className={styles.acts}>
        <button className={styles.act} onClick={() => run("escape")} type="button">
          {t("hint.giveUp")} <Cap of="escape" />
        </button>
      </span>
    </div>
  )
}

/** What the arrows move of the selected region, and the keys that go with it. */
function PartHint({ part }: { readonly part: Handle }) {
  const t = useT("task")
  const { run } = useTaskContext()
  const shape = useTask(({ document, session }) =>
    session.selected === null ? undefined : document.regions.get(session.selected)?.geometry,
  )
  const covered = useCoversSelected()
  if (!shape) return null
  // Sides are counted among sides: a rotated box has four, and its angle beside them.
  const parts = partsOf(shape).filter((one) => one.part === part.part)
  const number = parts.findIndex((one) => isSameHandle(one, part)) + 1
  const isPoint = part.part === "point"
  const isEdge = part.part === "side" && shape.type === "box"
  const what = isPoint ? "hint.point" : part.part === "rotation" ? "hint.angle" : "hint.side"
  const canGo = isPoint && shapeWithoutPoint(shape, part) !== null
  return (
    <div className={`${styles.hint} ${styles.quiet} ${covered ? styles.right : ""}`} role="status">
      <span>{isEdge ? t(`hint.sideOf.${part.index}`) : t(what, { number, count: parts.length })}</span>
      <span className={styles.acts}>
        <button className={styles.act} onClick={() => run("region.nextEdge")} type="button">
          {t("hint.nextPart")} <Cap of="region.nextEdge" />
        </button>
        {canGo && (
          <button className={styles.act} onClick={() => run("region.delete")} type="button">
            {t("hint.removePoint")} <Cap of="region.delete" />
          </button>
        )}
        <button className={styles.act} onClick={() => run("escape")} type="button">
          {t("hint.wholeRegion")} <Cap of="escape" />
        </button>
      </span>
    </div>
  )
}

/** What the next click does: the name of the sentence, and how many points are missing. One value, so that it can be compared. */
function drawingHint({ gesture, byKeys }: Pick<CanvasEngine, "gesture" | "byKeys">): string {
  const progress = drawnProgress(gesture)
  if (byKeys) return progress?.missing === null ? "keysOutline 1" : "keys 1"
  if (!progress) return "corners 1"
  if (progress.edge) return `last.${progress.edge} 1`
  if (progress.missing !== null) return `${progress.how} ${progress.missing}`
  return progress.set >= 3 ? `${progress.how} 1` : `${progress.how}Open 1`
}

function ElsewhereHint() {
  const t = useT("task")
  const { store } = useTaskContext()
  const readOnly = useTask((task) => task.readOnly)
  return (
    <div className={styles.hint} role="status">
      <TaskIcon name="lock" />
      <span>{t(readOnly === "taken_over" ? "hint.takenOver" : "hint.otherTab")}</span>
      <span className={styles.acts}>
        <button className={`${styles.act} ${styles.mainAct}`} onClick={() => store.act("takeOver")} type="button">
          {t("hint.workHere")}
        </button>
      </span>
    </div>
  )
}

function NoticeHint() {
  const t = useT("task")
  const { ui, run } = useTaskContext()
  const notice = useUi((snapshot) => snapshot.notice)
  if (!notice) return null
  return (
    <div className={styles.hint} role="status">
      <span>{t(notice.key, notice.values)}</span>
      <span className={styles.acts}>
        {notice.key === "notice.nothingSaid" && (
          <button className={`${styles.act} ${styles.mainAct}`} onClick={() => run("task.nothing")} type="button">
            {t("foot.nothing")} <Cap of="task.nothing" />
          </button>
        )}
        {notice.key.startsWith("notice.unwritten") && (
          <button
            className={`${styles.act} ${styles.mainAct}`}
            onClick={() => run("task.submitAnywhere")}
            type="button"
          >
            {t("foot.submit")} <Cap of="task.submitAnywhere" />
          </button>
        )}
        <button className={styles.act} onClick={() => ui.setState({ notice: null })} type="button">
          {t("hint.close")} <Cap of="escape" />
        </button>
      </span>
    </div>
  )
}

function ProblemHint() {
  const t = useT("task")
  const language = useLanguage()
  const model = useModel()
  const problem = useTask((task) => task.problems[0] ?? null)
  if (!problem || !("region" in problem)) return null
  const region = model.document.regions.get(problem.region)
  const label = model.label(region?.label ?? null)
  const number = numberOf(model.scene, problem.region)
  if (problem.kind === "segments_overlap") return <Line text={t("sound:problem.overlap")} />
  if (problem.kind === "segment_outside") return <Line text={t("sound:problem.outside")} />
  if (problem.kind === "part_of_other_kind" || problem.kind === "label_too_many")
    return <Line text={t("hint.otherPart")} />
  if (problem.kind === "label_unknown")
    return <Line text={t(number === 0 ? "hint.labelGone" : "hint.labelUnknown", { number })} />
  if (problem.kind !== "attribute_missing") return null
  const attribute = label?.attributes.find((one) => one.id === problem.attribute)
  const what = attribute ? inLanguage(attribute.name, language) : problem.attribute
  // What is said of a whole asset has no number.
  const key = number === 0 ? "hint.missingOfWhole" : "hint.missing"
  return <Line text={t(key, { number, label: label ? inLanguage(label.name, language) : "", what })} />
}

function Line({ text }: { text: string }) {
  return (
    <div className={styles.hint} role="alert">
      <TaskIcon name="bulb" />
      <span>{text}</span>
    </div>
  )
}

function GuidelineHint() {
  const t = useT("task")
  const { run, store } = useTaskContext()
  return (
    <div className={styles.hint} role="status">
      <TaskIcon name="book" />
      <span>{t("hint.guidelineNew")}</span>
      <span className={styles.acts}>
        <button className={`${styles.act} ${styles.mainAct}`} onClick={() => run("task.guideline")} type="button">
          {t("hint.read")} <Cap of="task.guideline" />
        </button>
        <button className={styles.act} onClick={() => store.act("seenGuideline")} type="button">
          {t("hint.close")}
        </button>
      </span>
    </div>
  )
}
