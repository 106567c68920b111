import { DayBars } from "../../charts/DayBars.tsx"
import { ChartFrame } from "../../charts/Frame.tsx"
import { timeSteps } from "../../charts/scale.ts"
import { useT } from "../../i18n/useT.ts"
import { calendarDay } from "../../locale/dates.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { Rule, Section } from "../../ui/layout.tsx"
import { Scroll } from "../../ui/Scroll.tsx"
import { Empty } from "../../ui/Trouble.tsx"
import type { HourRow } from "./hoursCsv.ts"

const DAY_MS = 86_400_000

/** The days as bars, and every line behind them. */
export function HoursBody({
  rows,
  from,
  days,
}: {
  readonly rows: readonly HourRow[]
  readonly from: string
  readonly days: number
}) {
  const t = useT("hours")
  const format = useFormat()
  if (rows.length === 0) return <Empty icon="clock" title={t("emptyTitle")} text={t("emptyText")} />
  const first = Date.parse(`${from}T12:00:00`)
  const bars = Array.from({ length: days }, (_, index) => calendarDay(first + index * DAY_MS)).map((day) => {
    const value = rows.filter((row) => row.day === day).reduce((sum, row) => sum + row.seconds, 0)
    return { key: day, name: format.axisDay(day), value, figure: format.exactly(value) }
  })
  const worked = bars.filter((bar) => bar.value > 0)
  const axis = { steps: timeSteps(Math.max(...bars.map((bar) => bar.value))), name: format.duration }
  return (
    <div className={measures.above24}>
      <ChartFrame
        title={t("perDay")}
        note={t("howCounted")}
        table={{ columns: [t("day"), t("counted")], rows: worked.map((bar) => [bar.key, bar.figure]) }}
      >
        {(width) => <DayBars axis={axis} label={t("perDay")} bars={bars} width={width} />}
      </ChartFrame>
      <Rule />
      <Section title={t("lines")}>
        <Scroll label={t("lines")}>
          <table className="tbl">
            <thead>
              <tr>
                <th>{t("day")}</th>
                <th>{t("project")}</th>
                <th className="num">{t("tasks")}</th>
                <th className="num">{t("counted")}</th>
              </tr>
            </thead>
            <tbody>
              {[...rows]
                .sort((a, b) => b.day.localeCompare(a.day))
                .map((row) => (
                  <tr key={`${row.day}-${row.project}`}>
                    <td className="nw">{format.axisDay(row.day)}</td>
                    <td>{row.projectName}</td>
                    <td className="num">{format.number(row.tasks)}</td>
                    <td className="num nw">{format.exactly(row.seconds)}</td>
                  </tr>
                ))}
            </tbody>
          </table>
        </Scroll>
      </Section>
    </div>
  )
}
