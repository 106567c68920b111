import { Link } from "@tanstack/react-router"
import { useCallback } from "react"
import { Rich } from "../../../i18n/Rich.tsx"
import { useT } from "../../../i18n/useT.ts"
import { Cap } from "../../../keys/Cap.tsx"
import { useFormat } from "../../../locale/useFormat.ts"
import { BarButton, More, StatusWord, toggleFullScreen } from "../../parts/Bar.tsx"
import frame from "../../parts/frame.module.css"
import { TaskIcon } from "../../parts/icons.tsx"
import { WaitingDrawer } from "../../parts/waiting/Drawer.tsx"
import { unitOf } from "../kinds/list.ts"
import styles from "../screen.module.css"
import { togglePanel, useReview, useReviewState, useUiState } from "../ui.ts"

/** The 40-px bar: back to the queue, where one is in it, whether everything is saved, guideline and keys. */
export function Bar() {
  const t = useT("review")
  const { run, store } = useReview()
  const guideline = useUiState((ui) => ui.guideline)
  return (
    <header className={frame.bar}>
      <Link className={frame.btn} title={t("bar.back")} to="/review/$project" params={{ project: store.project }}>
        <TaskIcon name="back" />
        <b>{t("bar.queue")}</b>
      </Link>
      <span className={frame.rule} />
      <Where />
      <span className={frame.grow} />
      <StatusLine />
      <BarButton
        of="review.guideline"
        icon="book"
        onClick={() => run("review.guideline")}
        pressed={guideline}
        text={t("bar.guideline")}
      />
      <BarButton of="keys" onClick={() => run("keys")} text={t("bar.keys")} />
      <MoreOfReview />
    </header>
  )
}

function Where() {
  const t = useT("review")
  const task = useReviewState((state) => state.task)
  const now = useReviewState((state) => state.now)
  if (!task) return null
  const number = task.differences.findIndex(({ difference: disagreement }) => disagreement.id === now) + 1
  const values = { place: number, all: task.differences.length, count: Math.max(0, task.tasksLeft - 1) }
  return (
    <>
      <h1 className={`${styles.say} ${frame.cut}`}>
        <Rich k={task.look === "second" ? "say.second" : `say.${unitOf(task.kind)}`} t={t} values={values} />
      </h1>
      {task.name !== "" && (
        <span className={styles.fileName} dir="auto" title={task.name}>
          {task.name}
        </span>
      )}
    </>
  )
}

/** Where the last decision is; a click opens what waits on this computer. */
function StatusLine() {
  const t = useT("offline")
  const { ui } = useReview()
  const open = useUiState((state) => state.panel === "waiting")
  const hasWords = useReviewState(({ unsent, task }) => unsent > 0 || task !== null)
  if (!hasWords && !open) return null
  return (
    <>
      <button
        aria-expanded={open}
        className={styles.stateButton}
        onClick={() => togglePanel(ui, "waiting")}
        title={t("state.open")}
        type="button"
      >
        <Word />
      </button>
      {open && <WaitingDrawer onClose={() => ui.setState({ panel: null })} />}
    </>
  )
}

/** In words and shape. */
function Word() {
  const t = useT("review")
  const format = useFormat()
  const unsent = useReviewState((state) => state.unsent)
  const online = useReviewState((state) => state.online)
  const trouble = useReviewState((state) => state.trouble !== null && !state.sending)
  const lapsed = useReviewState((state) => state.lapsed)
  const decided = useReviewState((state) => state.decisions.size > 0)
  const until = useReviewState((state) => state.reservedUntilMs)
  const task = useReviewState((state) => state.task !== null)
  if (unsent > 0 && (!online || trouble))
    return <StatusWord inRow icon="net" need text={t("state.keptHere", { count: unsent })} />
  if (unsent > 0) return <StatusWord inRow icon="check" text={t("state.saving")} />
  if (!task) return null
  if (lapsed) return <StatusWord inRow icon="lock" need text={t("state.lapsed")} />
  if (decided) return <StatusWord inRow icon="check" text={t("state.saved")} />
  return <StatusWord inRow calm icon="lock" text={t("state.reserved", { time: format.time(until) })} />
}

function MoreOfReview() {
  const t = useT("review")
  const { run, ui, store } = useReview()
  const open = useUiState((state) => state.panel === "more")
  const act = (what: () => void) => () => {
    ui.setState({ panel: null })
    what()
  }
  const close = useCallback(() => ui.setState({ panel: null }), [ui])
  return (
    <More onClose={close} onToggle={() => togglePanel(ui, "more")} open={open} title={t("bar.more")}>
      {open && (
        <div className={`${frame.pop} ${frame.underReviewBar}`}>
          <button type="button" className={frame.line} onClick={act(() => run("review.nextTask"))}>
            {t("more.next")} <Cap of="review.nextTask" />
          </button>
          <button type="button" className={frame.line} onClick={act(() => run("review.previousTask"))}>
            {t("more.previous")} <Cap of="review.previousTask" />
          </button>
          <button type="button" className={frame.line} onClick={act(() => run("review.undo"))}>
            {t("more.undo")} <Cap of="review.undo" />
          </button>
          <button type="button" className={frame.line} onClick={act(() => run("palette"))}>
            {t("more.palette")} <Cap of="palette" />
          </button>
          <button type="button" className={frame.line} onClick={act(toggleFullScreen)}>
            {t("more.fullScreen")}
          </button>
          <Link className={frame.line} to="/review/$project" params={{ project: store.project }}>
            {t("more.leave")}
          </Link>
        </div>
      )}
    </More>
  )
}
