import type { Hours } from "@justesse/types/wire/work"
import type { z } from "zod"
import { DayBars } from "../../charts/DayBars.tsx"
import { ChartFrame } from "../../charts/Frame.tsx"
import { timeSteps } from "../../charts/scale.ts"
import { useT } from "../../i18n/useT.ts"
import { calendarDay } from "../../locale/dates.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { Rule } from "../../ui/layout.tsx"
import { Empty } from "../../ui/Trouble.tsx"
import { NotYetYours, TakenOut } from "../pay/own/Payouts.tsx"
import { bySession } from "../pay/own/sessions.ts"
import type { OwnPay } from "../pay/own/useEarned.ts"
import { ClaimsToAnswer } from "./hours/ClaimsToAnswer.tsx"
import { MissingTime } from "./hours/MissingTime.tsx"
import { HoursSessions } from "./hours/Sessions.tsx"

const DAY_MS = 86_400_000

/** The days as bars, and every line behind them. */
export function HoursBody({
  hours,
  from,
  days,
  pay,
}: {
  readonly hours: z.infer<typeof Hours>
  readonly from: string
  readonly days: number
  /** What it paid; null for somebody who is not paid. */
  readonly pay: OwnPay | null
}) {
  const t = useT("hours")
  const format = useFormat()
  const { rows } = hours
  if (rows.length === 0)
    return (
      <>
        <Empty icon="clock" title={t("emptyTitle")} text={t("emptyText")} />
        <div className={measures.above24}>
          <ClaimsToAnswer />
        </div>
        {pay && <PaySide pay={pay} />}
      </>
    )
  const first = Date.parse(`${from}T12:00:00`)
  const bars = Array.from({ length: days }, (_, index) => calendarDay(first + index * DAY_MS)).map((day) => {
    const value = rows.filter((row) => row.day === day).reduce((sum, row) => sum + row.seconds, 0)
    return { key: day, name: format.axisDay(day), value, figure: format.exactly(value) }
  })
  const worked = bars.filter((bar) => bar.value > 0)
  const axis = { steps: timeSteps(Math.max(...bars.map((bar) => bar.value))), name: format.duration }
  return (
    <div className={measures.above24}>
      {!pay && (
        <ChartFrame
          title={t("perDay")}
          note={t("howCounted")}
          table={{ columns: [t("day"), t("counted")], rows: worked.map((bar) => [bar.key, bar.figure]) }}
        >
          {(width) => <DayBars axis={axis} label={t("perDay")} bars={bars} width={width} />}
        </ChartFrame>
      )}
      {!pay && <Rule />}
      <div className="side">
        <div>
          <HoursSessions sessions={hours.sessions} claims={hours.claims} paid={pay && bySession(pay.sessions)} />
        </div>
        <div>
          <ClaimsToAnswer />
          <MissingTime sessions={hours.sessions} claims={hours.claims} grantLeftSeconds={hours.grantLeftSeconds} />
          {pay && <PaySide pay={pay} />}
        </div>
      </div>
    </div>
  )
}

/** What was taken out, and what is not theirs yet. */
function PaySide({ pay: { balance } }: { readonly pay: OwnPay }) {
  return (
    <>
      <div className={measures.above24}>
        <TakenOut balance={balance} />
      </div>
      <NotYetYours balance={balance} />
    </>
  )
}
