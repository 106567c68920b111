import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { useCallback, useState } from "react"
import { trpc } from "../../../api.ts"
import { useT } from "../../../i18n/useT.ts"
import { utcOffsetMinutes } from "../../../locale/dates.ts"
import { useProjectSlug } from "../../../shell/useMe.ts"
import measures from "../../../theme/measures.module.css"
import { BarButton, More } from "../../parts/Bar.tsx"
import styles from "../../parts/frame.module.css"
import { TaskIcon } from "../../parts/icons.tsx"
import { countLeft } from "../countLeft.ts"
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
        <CountLeft />
        <Clock />
        <BarButton of="keys" onClick={() => run("keys")} text={t("bar.keys")} />
        <MoreOfTask />
      </span>
    </header>
  )
}

/** How many tasks of the project are left for this person, the one in hand included; a training task has its own count. */
function CountLeft() {
  const t = useT("task")
  const { practice } = useTaskContext()
  const project = useProjectSlug()
  const passed = useStore((store) => store.passed.length)
  const ahead = useStore((store) => store.ahead.length)
  // What was just sent and how it is taken back is worth more for these seconds.
  const shown = useStore(({ looking, task, gone }) => looking === null && gone === null && task?.lease.tryOut === null)
  const mine = useQuery({
    ...trpc.work.mine.queryOptions({ utcOffsetMinutes: utcOffsetMinutes() }),
    enabled: !practice,
    staleTime: COUNTED_AGAIN_MS,
    refetchInterval: COUNTED_AGAIN_MS,
  })
  // Those that left since they were counted are left no more.
  const [counted, setCounted] = useState({ atMs: mine.dataUpdatedAt, passed })
  if (counted.atMs !== mine.dataUpdatedAt) setCounted({ atMs: mine.dataUpdatedAt, passed })
  const own = mine.data?.projects.find(({ card }) => card.project === project)
  if (!shown || practice || !own) return null
  const left = countLeft(own, passed - counted.passed, ahead)
  return (
    <span className={styles.dim} title={t("bar.placeTitle", { done: passed, ahead })}>
      {t("bar.left", { count: left })}
    </span>
  )
}

const COUNTED_AGAIN_MS = 60_000

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
