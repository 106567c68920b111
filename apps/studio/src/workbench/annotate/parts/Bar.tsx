import { Link } from "@tanstack/react-router"
import { useLayoutEffect } from "react"
import { useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import measures from "../../../theme/measures.module.css"
import { countCommit } from "../../canvas/counters.ts"
import styles from "../../parts/frame.module.css"
import { TaskIcon } from "../../parts/icons.tsx"
import { togglePanel, useStore, useTask, useTaskContext, useUi } from "../ui.ts"
import { BrokenPanel } from "./BrokenPanel.tsx"
import { GoneLine } from "./GoneLine.tsx"
import { ClockPanel, MorePanel } from "./panels.tsx"

/** The 40-px bar: where one is, what was before, the guideline; the state of the work in the middle; time and keys. */
export function Bar() {
  const t = useT("task")
  const { run } = useTaskContext()
  const guideline = useUi((ui) => ui.guideline)
  const name = useStore((store) => (store.looking ?? store.task)?.guide.projectName ?? "")
  const noneBefore = useStore((store) => store.noneBefore)
  const training = useStore((store) => (store.looking ? null : (store.task?.lease.tryOut ?? null)))
  return (
    <header className={styles.bar}>
      <Link className={`${styles.btn} ${styles.project}`} title={t("bar.back")} to="/work">
        <TaskIcon name="back" />
        <b className={styles.cut}>{name}</b>
      </Link>
      <span className={styles.rule} />
      {training && <b className={styles.trying}>{t("tryOut.bar", { number: training.number, of: training.of })}</b>}
      <button className={styles.btn} disabled={noneBefore} onClick={() => run("task.previous")} type="button">
        <TaskIcon name="prev" />
        <span>{t("bar.previous")}</span>
        <kbd>P</kbd>
      </button>
      <button aria-pressed={guideline} className={styles.btn} onClick={() => run("task.guideline")} type="button">
        <TaskIcon name="book" />
        <span>{t("bar.guideline")}</span>
        <kbd>G</kbd>
      </button>
      <SaveStatusLine />
      <span className={styles.grow} />
      <GoneLine />
      <Clock />
      <button className={styles.btn} onClick={() => run("keys")} type="button">
        <span>{t("bar.keys")}</span>
        <kbd>?</kbd>
      </button>
      <More />
    </header>
  )
}

/** Where the newest stroke is, in words; what can only be looked at says so. */
function SaveStatusLine() {
  const t = useT("task")
  const format = useFormat()
  const status = useTask((task) => task.saveStatus)
  useLayoutEffect(countCommit)
  const readOnly = useTask((task) => task.readOnly)
  const sending = useStore((store) => store.sending)
  const sentAtMs = useStore((store) => store.looking?.sent.sentAtMs ?? null)
  const wasSkipped = useStore((store) => store.looking?.sent.state === "skipped")
  if (sentAtMs !== null) {
    const when = format.dateTime(sentAtMs)
    return <State icon="eye" need={false} text={t(wasSkipped ? "state.skipped" : "state.sent", { when })} />
  }
  if (readOnly === "other_tab") return <State icon="lock" need text={t("state.otherTab")} />
  if (readOnly === "taken_over") return <State icon="lock" need text={t("state.takenOver")} />
  if (sending) return <State icon="check" need={false} text={t("state.sending")} />
  const icon = status === "kept_here" ? "net" : status === "saving" ? "pen" : "check"
  return <State icon={icon} need={status === "kept_here"} text={t(`state.${status}`)} />
}

function State({ icon, need, text }: { icon: "check" | "net" | "lock" | "eye" | "pen"; need: boolean; text: string }) {
  return (
    <span className={need ? `${styles.state} ${styles.need}` : styles.state} role="status">
      <TaskIcon name={icon} />
      <span className={styles.cut}>{text}</span>
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

function More() {
  const t = useT("task")
  const { ui } = useTaskContext()
  const open = useUi((snapshot) => snapshot.panel === "more")
  const broken = useUi((snapshot) => snapshot.panel === "broken")
  return (
    <span className={measures.anchor}>
      <button
        aria-expanded={open}
        aria-label={t("bar.more")}
        className={`${styles.btn} ${styles.ic}`}
        onClick={() => togglePanel(ui, "more")}
        title={t("bar.more")}
        type="button"
      >
        <TaskIcon name="more" />
      </button>
      {open && <MorePanel />}
      {broken && <BrokenPanel />}
    </span>
  )
}
