import { Link } from "@tanstack/react-router"
import { useEffect, useRef } from "react"
import { Rich } from "../../../i18n/Rich.tsx"
import { useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import measures from "../../../theme/measures.module.css"
import frame from "../../parts/frame.module.css"
import { TaskIcon } from "../../parts/icons.tsx"
import styles from "../screen.module.css"
import { togglePanel, useReview, useReviewState, useUiState } from "../ui.ts"
import { Act } from "./Act.tsx"

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
      <Act aria-pressed={guideline} className={frame.btn} onClick={() => run("review.guideline")}>
        <TaskIcon name="book" />
        <span>{t("bar.guideline")}</span>
        <kbd>G</kbd>
      </Act>
      <Act className={frame.btn} onClick={() => run("keys")}>
        <span>{t("bar.keys")}</span>
        <kbd>?</kbd>
      </Act>
      <More />
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
    <h1 className={`${styles.say} ${frame.cut}`}>
      <Rich k={task.look === "second" ? "say.second" : `say.${task.kind}`} t={t} values={values} />
    </h1>
  )
}

/** Where the last decision is, in words and shape. */
function StatusLine() {
  const t = useT("review")
  const format = useFormat()
  const unsent = useReviewState((state) => state.unsent)
  const online = useReviewState((state) => state.online)
  const lapsed = useReviewState((state) => state.lapsed)
  const decided = useReviewState((state) => state.decisions.size > 0)
  const until = useReviewState((state) => state.reservedUntilMs)
  const task = useReviewState((state) => state.task !== null)
  if (unsent > 0 && !online) return <Status icon="net" need text={t("state.keptHere", { count: unsent })} />
  if (unsent > 0) return <Status icon="check" text={t("state.saving")} />
  if (!task) return null
  if (lapsed) return <Status icon="lock" need text={t("state.lapsed")} />
  if (decided) return <Status icon="check" text={t("state.saved")} />
  return <Status calm icon="lock" text={t("state.reserved", { time: format.time(until) })} />
}

interface StatusProps {
  readonly icon: "check" | "net" | "lock"
  readonly text: string
  readonly need?: boolean
  readonly calm?: boolean
}

function Status({ icon, need, calm, text }: StatusProps) {
  const look = need ? styles.needs : calm ? styles.calm : ""
  return (
    <span className={`${styles.word} ${look}`} role="status">
      <TaskIcon name={icon} />
      <span className={frame.cut}>{text}</span>
    </span>
  )
}

function More() {
  const t = useT("review")
  const { run, ui, store } = useReview()
  const open = useUiState((state) => state.panel === "more")
  const act = (what: () => void) => () => {
    ui.setState({ panel: null })
    what()
  }
  const fullScreen = () => {
    if (document.fullscreenElement) void document.exitFullscreen()
    else void document.documentElement.requestFullscreen()
  }
  const menu = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    if (!open) return
    const press = (event: PointerEvent) => {
      if (event.target instanceof Node && !menu.current?.contains(event.target)) ui.setState({ panel: null })
    }
    window.addEventListener("pointerdown", press, true)
    return () => window.removeEventListener("pointerdown", press, true)
  }, [open, ui])
  return (
    <span ref={menu} className={measures.anchor}>
      <Act
        aria-expanded={open}
        aria-label={t("bar.more")}
        className={`${frame.btn} ${frame.ic}`}
        onClick={() => togglePanel(ui, "more")}
        title={t("bar.more")}
      >
        <TaskIcon name="more" />
      </Act>
      {open && (
        <div className={`${frame.pop} ${frame.underReviewBar}`}>
          <Act className={frame.line} onClick={act(() => run("review.nextTask"))}>
            {t("more.next")} <kbd>N</kbd>
          </Act>
          <Act className={frame.line} onClick={act(() => run("review.previousTask"))}>
            {t("more.previous")} <kbd>P</kbd>
          </Act>
          <Act className={frame.line} onClick={act(() => run("review.undo"))}>
            {t("more.undo")} <kbd>⌫</kbd>
          </Act>
          <Act className={frame.line} onClick={act(() => run("palette"))}>
            {t("more.palette")} <kbd>Ctrl K</kbd>
          </Act>
          <Act className={frame.line} onClick={act(fullScreen)}>
            {t("more.fullScreen")}
          </Act>
          <Link className={frame.line} to="/review/$project" params={{ project: store.project }}>
            {t("more.leave")}
          </Link>
        </div>
      )}
    </span>
  )
}
