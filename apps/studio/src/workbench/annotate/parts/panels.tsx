import { useQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import { trpc } from "../../../api.ts"
import { useT } from "../../../i18n/useT.ts"
import { Cap } from "../../../keys/Cap.tsx"
import { utcOffsetMinutes } from "../../../locale/dates.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import { toggleFullScreen } from "../../parts/Bar.tsx"
import styles from "../../parts/frame.module.css"
import { useStore, useTask, useTaskContext } from "../ui.ts"

/** What the minutes in the bar stand for. */
export function ClockPanel() {
  const t = useT("task")
  const format = useFormat()
  const here = useStore((store) => store.activeSeconds)
  const heard = useStore((store) => store.todaySeconds)
  // The same figure as on My work. Before the first answer to this page's clock nothing is known of today.
  const asked = useQuery(trpc.work.today.queryOptions({ utcOffsetMinutes: utcOffsetMinutes() }, { staleTime: 0 }))
  const today = asked.data && Math.max(asked.data.todaySeconds, heard)
  const until = useStore((store) => store.leaseUntilMs)
  return (
    <div className={`${styles.pop} ${styles.underBar}`} role="status">
      <span className={styles.line}>{t("clock.here", { time: format.duration(here) })}</span>
      {today !== undefined && <span className={styles.line}>{t("clock.today", { time: format.duration(today) })}</span>}
      {until > 0 && <span className={styles.line}>{t("clock.kept", { until: format.dateTime(until) })}</span>}
      <span className={`${styles.dim} ${styles.sm} ${styles.indentedLine}`}>{t("clock.how")}</span>
    </div>
  )
}

/** What is needed seldom. */
export function MorePanel() {
  const t = useT("task")
  const { run, ui, practice } = useTaskContext()
  const readOnly = useTask((task) => task.readOnly !== null)
  const act = (what: () => void) => () => {
    ui.setState({ panel: null })
    what()
  }
  return (
    <div className={`${styles.pop} ${styles.underBarNarrow}`}>
      <button className={styles.line} onClick={act(() => run("palette"))} type="button">
        {t("more.palette")} <Cap of="palette" />
      </button>
      <button className={styles.line} onClick={act(() => run("look.open"))} type="button">
        {t("tools.picture")} <Cap of="look.open" />
      </button>
      {!practice && (
        <button
          className={styles.line}
          disabled={readOnly}
          onClick={() => ui.setState({ panel: "broken" })}
          type="button"
        >
          {t("more.broken")}
        </button>
      )}
      <button className={styles.line} onClick={act(toggleFullScreen)} type="button">
        {t("more.fullScreen")}
      </button>
      <Link className={styles.line} to={practice ? "/work/learn" : "/work"}>
        {t("more.leave")}
      </Link>
    </div>
  )
}
