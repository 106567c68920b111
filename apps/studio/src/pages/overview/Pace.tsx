import type { Overview } from "@justesse/types/wire/project"
import { type DayBar, DayBars } from "../../charts/DayBars.tsx"
import { ChartFrame } from "../../charts/Frame.tsx"
import { useT } from "../../i18n/useT.ts"
import { calendarDay } from "../../locale/dates.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { useNow } from "../../locale/useNow.ts"
import { Section } from "../../ui/layout.tsx"
import { FinishLine } from "./FinishLine.tsx"
import { finishOf } from "./forecast.ts"

const PAST = 7
const AHEAD = 3
const DAY_MS = 86_400_000

/** Answers a day with the forecast, and the finish with its interval. */
export function Pace({ overview }: { readonly overview: Overview }) {
  const t = useT("overview")
  const format = useFormat()
  const now = useNow()
  const bars = useBars(overview, now)
  const finish = finishOf(overview, calendarDay(now), now)
  if (bars.every((bar) => bar.value === 0)) {
    return (
      <Section title={t("pace")}>
        <p className="dim">{t("paceEmpty")}</p>
      </Section>
    )
  }
  const rows = bars.map((bar) => [
    bar.name,
    bar.figure,
    bar.forecast ? bar.forecast.figure : "",
    bar.forecast ? `${format.number(bar.forecast.low)} – ${format.number(bar.forecast.high)}` : "",
  ])
  return (
    <div>
      <ChartFrame
        title={t("pace")}
        note={t("paceNote")}
        table={{ columns: [t("day"), t("answers"), t("forecast"), t("eightInTen")], rows }}
      >
        {(width) => <DayBars label={t("pace")} bars={width < 400 ? bars.slice(-6) : bars} width={width} />}
      </ChartFrame>
      {finish && <FinishLine finish={finish} nowMs={now} />}
    </div>
  )
}

function useBars(overview: Overview, now: number): DayBar[] {
  const format = useFormat()
  const today = calendarDay(now)
  const byDay = new Map(overview.days.map((day) => [day.day, day.answers]))
  const past = Array.from({ length: PAST + 1 }, (_, index) => calendarDay(now - (PAST - index) * DAY_MS))
  const finish = finishOf(overview, today, now)
  const bars = past.map(
    (day): DayBar => ({
      key: day,
      name: format.axisDay(day),
      value: byDay.get(day) ?? 0,
      figure: format.number(byDay.get(day) ?? 0),
    }),
  )
  if (!finish) return bars
  const low = finish.latestDays === null ? 0 : finish.answersLeft / Math.max(finish.latestDays, 1e-6)
  const high = finish.answersLeft / Math.max(finish.earliestDays, 1e-6)
  let left = finish.answersLeft
  for (let ahead = 1; ahead <= AHEAD && left > 0; ahead++) {
    const day = calendarDay(now + ahead * DAY_MS)
    const value = Math.round(Math.min(left, finish.perDay))
    const forecast = {
      value,
      low: Math.round(Math.min(left, low)),
      high: Math.round(Math.min(left, high)),
      figure: format.number(value),
    }
    bars.push({ key: day, name: format.axisDay(day), value: 0, figure: "", forecast })
    left -= finish.perDay
  }
  return bars
}
