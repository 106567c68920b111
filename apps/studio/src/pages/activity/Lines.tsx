import { api, refresh } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { calendarDay } from "../../locale/dates.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { Icon } from "../../theme/Icon.tsx"
import { Button, TextLink } from "../../ui/Button.tsx"
import { Rows } from "../../ui/layout.tsx"
import { useToast } from "../../ui/toast.tsx"
import { useAct } from "../../ui/useAct.ts"
import { addressOf, iconOf } from "./addresses.ts"
import { type ActivityLine, grouped, type Happening } from "./grouped.ts"
import styles from "./page.module.css"
import { useEventSentence } from "./useEventSentence.ts"

const hourOf = (ms: number) => `${calendarDay(ms)} ${new Date(ms).getHours()}`

/** What happened, a part for each day, the same routine of somebody within an hour in one line. */
export function ActivityLines({ project, rows }: { readonly project: string; readonly rows: readonly Happening[] }) {
  const format = useFormat()
  return grouped(rows, hourOf, calendarDay).map((day) => (
    <section key={calendarDay(day.atMs)} className={styles.day}>
      <h2>{format.day(day.atMs)}</h2>
      <Rows>
        {day.lines.map((line) => (
          <Line key={line.id} project={project} line={line} />
        ))}
      </Rows>
    </section>
  ))
}

function Line({ project, line: { rows } }: { readonly project: string; readonly line: ActivityLine }) {
  const t = useT("activity")
  const format = useFormat()
  const sentence = useEventSentence()
  const [newest] = rows
  const many = rows.length > 1
  const address = many ? null : addressOf(project, newest)
  const text = sentence(many ? { ...newest, detail: { count: countOf(rows) } } : newest)
  return (
    <div className={`row ${styles.line}`}>
      <time className={`dim nw ${styles.time}`} dateTime={new Date(newest.atMs).toISOString()}>
        {format.timeIfTold(newest.atMs)}
      </time>
      <span className="dim">
        <Icon name={iconOf(newest)} />
      </span>
      {many ? (
        <details className="g">
          <summary>{text}</summary>
          <ul className={styles.single} aria-label={t("single")}>
            {rows.map((row) => (
              <Single key={row.id} project={project} row={row} />
            ))}
          </ul>
        </details>
      ) : (
        <span className="g">{text}</span>
      )}
      {newest.undo !== null && <UndoAct project={project} undo={newest.undo} />}
      {address !== null && <TextLink {...address}>{t("open")}</TextLink>}
    </div>
  )
}

/** How many things a folded line is about: its acts, or the addresses that differ. */
function countOf(rows: readonly Happening[]): number {
  return rows.reduce(
    (sum, { what, detail }) => sum + (what === "task.disputed" ? Number(detail.differences ?? 1) : 1),
    0,
  )
}

function Single({ project, row }: { readonly project: string; readonly row: Happening }) {
  const format = useFormat()
  const sentence = useEventSentence()
  const address = addressOf(project, row)
  return (
    <li>
      <span className="dim">{format.timeIfTold(row.atMs)}</span>{" "}
      {address === null ? sentence(row) : <TextLink {...address}>{sentence(row)}</TextLink>}
    </li>
  )
}

function UndoAct({ project, undo }: { readonly project: string; readonly undo: number }) {
  const t = useT("common")
  const toast = useToast()
  const act = useAct(
    () => api.asset.undo.mutate({ project, undo }),
    ({ job }) => {
      if (job === null) toast.done(t("undone"))
      void refresh("asset", "project", "activity")
    },
  )
  return (
    <Button small disabled={act.isPending} onClick={() => act.mutate(undefined)}>
      {t("undo")}
    </Button>
  )
}
