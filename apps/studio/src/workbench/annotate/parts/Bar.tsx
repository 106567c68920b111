import { countTasksHere } from "@justesse/editor"
import { Link } from "@tanstack/react-router"
import { useCallback } from "react"
import { useT } from "../../../i18n/useT.ts"
import measures from "../../../theme/measures.module.css"
import { BarButton, More } from "../../parts/Bar.tsx"
import styles from "../../parts/frame.module.css"
import { TaskIcon } from "../../parts/icons.tsx"
import { togglePanel, useStore, useTaskContext, useUi } from "../ui.ts"
import { BrokenPanel } from "./BrokenPanel.tsx"
import { GoneLine } from "./GoneLine.tsx"
import { ClockPanel, MorePanel } from "./panels.tsx"
import { SaveStatusLine } from "./SaveStatus.tsx"

/** The 40-px bar: where one is, what was before, the guideline; the state of the work in the middle; time and keys. */
export function Bar() {
  const t = useT("task")
  const { run, practice } = useTaskContext()
  const guideline = useUi((ui) => ui.guideline)
  const name = useStore((store) => (store.looking ?? store.task)?.guide.projectName ?? "")
  const noneBefore = useStore((store) => store.noneBefore)
  const training = useStore((store) => (store.looking ? null : (store.task?.lease.tryOut ?? null)))
  return (
    <header className={`${styles.bar} ${styles.three}`}>
      <span className={styles.side}>
        <Link
          className={`${styles.btn} ${styles.project}`}
          title={t(practice ? "bar.backToLearn" : "bar.back")}
          to={practice ? "/work/learn" : "/work"}
        >
          <TaskIcon name="back" />
          <b className={styles.cut}>{name}</b>
        </Link>
        <span className={styles.rule} />
        {training && <b className={styles.trying}>{t("tryOut.bar", { number: training.number, of: training.of })}</b>}
        {!practice && (
          <BarButton
            of="task.previous"
            disabled={noneBefore}
            icon="prev"
            onClick={() => run("task.previous")}
            text={t("bar.previous")}
          />
        )}
        <BarButton
          of="task.guideline"
          icon="book"
          onClick={() => run("task.guideline")}
          pressed={guideline}
          text={t("bar.guideline")}
        />
      </span>
      <SaveStatusLine />
      <span className={`${styles.side} ${styles.end}`}>
        <GoneLine />
        <CountHere />
        <Clock />
        <BarButton of="keys" onClick={() => run("keys")} text={t("bar.keys")} />
        <MoreOfTask />
      </span>
    </header>
  )
}

/** Which of the tasks that are here this one is; a training task has its own count. */
function CountHere() {
  const t = useT("task")
  const position = useStore((store) => countTasksHere(store).position)
  const all = useStore((store) => countTasksHere(store).all)
  // What was just sent and how it is taken back is worth more for these seconds.
  const shown = useStore(({ looking, task, gone }) => looking === null && gone === null && task?.lease.tryOut === null)
  if (!shown) return null
  return (
    <span className={styles.dim} title={t("bar.placeTitle", { done: position - 1, ahead: all - position })}>
      {t("bar.place", { position, all })}
    </span>
  )
}

/** Whole minutes, no seconds and no money; one click says more. */
function Clock() {
  const t = useT("task")
  const { ui } = useTaskContext()
  const minutes = useStore((store) => Math.floor(store.activeSeconds / 60))
  const open = useUi((snapshot) => snapshot.panel === "clock")
  return (
    <span className={measures.anchor}>
      <button
        aria-expanded={open}
        className={styles.btn}
        onClick={() => togglePanel(ui, "clock")}
        title={t("clock.title")}
        type="button"
      >
        {t("clock.minutes", { count: minutes })}
      </button>
      {open && <ClockPanel />}
    </span>
  )
}

function MoreOfTask() {
  const t = useT("task")
  const { ui } = useTaskContext()
  const open = useUi((snapshot) => snapshot.panel === "more")
  const broken = useUi((snapshot) => snapshot.panel === "broken")
  const close = useCallback(() => ui.setState({ panel: null }), [ui])
  return (
    <More onClose={close} onToggle={() => togglePanel(ui, "more")} open={open} title={t("bar.more")}>
      {open && <MorePanel />}
      {broken && <BrokenPanel />}
    </More>
  )
}
