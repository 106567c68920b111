import { mentoringFloor } from "@justesse/work/pay/floor"
import type { ReactNode } from "react"
import { SumBar } from "../../../charts/SumBar.tsx"
import { useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import { useMoney } from "../../../locale/useMoney.ts"
import css from "./page.module.css"
import {
  floorOf,
  hourlyOf,
  mentoringMicros,
  missingOf,
  type PaidSession,
  type PaySums,
  saidOfFloor,
  secondsOf,
  sumPay,
  timePaidMicros,
  toFloorOf,
} from "./sessions.ts"

const BAR = 104
/** Where the floor stands on a bar: at the same place in every row. */
const FLOOR_AT = 0.8

/** Names of the columns of pay. */
export function PayHead() {
  const t = useT("pay")
  return (
    <>
      <th className={`num ${css.wide}`}>{t("sent")}</th>
      <th className={`num ${css.wide}`}>{t("added")}</th>
      <th className="num">{t("paid")}</th>
      <th className={css.wide}>{t("against")}</th>
    </>
  )
}

/** What a day's sessions paid together, and what an hour of it came to. */
export function PayOfDay({ sessions }: { readonly sessions: readonly PaidSession[] }) {
  const t = useT("pay")
  const { amount, money } = useMoney()
  const sums = sumPay(sessions)
  // Before a session is closed it has not got what reaches the floor.
  const isOver = sessions.length > 0 && sessions.every(({ closedAtMs }) => closedAtMs !== null)
  const list = (of: (sum: PaySums) => string) => sums.map(of).join(" + ")
  const hourly = list((sum) => {
    const micros = hourlyOf(sum)
    return micros === null ? "–" : money(micros, sum.currency)
  })
  return (
    <>
      <td className={`num nw ${css.wide}`}>
        {list(({ sentMicros, currency }) => amount(sentMicros, currency)) || "–"}
      </td>
      <td className={`num nw ${css.wide}`}>
        {list(({ addedMicros, currency }) => amount(addedMicros, currency)) || "–"}
      </td>
      <td className="num nw">
        {list(({ sentMicros, addedMicros, currency }) => money(sentMicros + addedMicros, currency)) || "–"}
      </td>
      <td className={`num nw ${css.hourly} ${css.wide}`}>{isOver ? t("anHour", { amount: hourly }) : "–"}</td>
    </>
  )
}

/** Cells of a session's pay: sent, added, both, and the same against the floor. */
export function PayCells({
  session,
  isBefore,
}: {
  readonly session: PaidSession | undefined
  readonly isBefore: boolean
}) {
  const t = useT("pay")
  const { amount, money } = useMoney()
  if (!session)
    return (
      <>
        <td className={`num dim ${css.wide}`}>–</td>
        <td className={`num dim ${css.wide}`}>–</td>
        <td className="num dim">{t(isBefore ? "paidBefore" : "unpaid")}</td>
        <td className={`num dim ${css.wide}`}>–</td>
      </>
    )
  const { sentMicros, addedMicros, currency } = session
  const floor = floorOf(session)
  const label = t("bar", {
    sent: money(sentMicros, currency),
    added: money(addedMicros, currency),
    floor: money(floor, currency),
  })
  return (
    <>
      <td className={`num nw ${css.wide}`}>{amount(sentMicros, currency)}</td>
      <td className={`num nw ${css.wide}`}>
        {addedMicros > 0 ? amount(addedMicros, currency) : <span className="dim">–</span>}
      </td>
      <td className="num nw b">{money(sentMicros + addedMicros, currency)}</td>
      <td className={css.wide}>
        <SumBar
          label={label}
          parts={[
            { look: "solid", value: sentMicros },
            { look: "hatched", value: addedMicros },
          ]}
          most={floor / FLOOR_AT}
          line={floor}
          width={BAR}
          height={8}
        />
      </td>
    </>
  )
}

/** How a session's pay is made: pieces × price, time × floor, the difference, when it was paid, and what comes beside it. */
export function PayParts({ session }: { readonly session: PaidSession }) {
  const t = useT("pay")
  const format = useFormat()
  const { money, price } = useMoney()
  const { currency, pieces, sentMicros, addedMicros, bonusMicros, owedMicros, closedAtMs } = session
  const byTime = timePaidMicros(session)
  const { mentoringSeconds } = session
  const time = format.exactly(secondsOf(session) - mentoringSeconds)
  const mentoring = mentoringMicros(session)
  const toFloor = toFloorOf(session)
  const floor = money(session.floorMicrosPerHour, currency)
  const missing = missingOf(session)
  return (
    <div className={css.parts}>
      {pieces.map(({ priceMicros, count }) => (
        <Line key={priceMicros} value={money(priceMicros * count, currency)}>
          {t("part.pieces", { count, price: price(priceMicros, currency) })}
        </Line>
      ))}
      {byTime > 0 && <Line value={money(byTime, currency)}>{t("part.byTime")}</Line>}
      <Line value={closedAtMs === null ? "" : money(toFloor, currency)}>
        {t(`part.${saidOfFloor(session)}`, { time, floor, missing: money(missing, currency) })}
      </Line>
      {mentoringSeconds > 0 && (
        <Line value={closedAtMs === null ? "" : money(Math.min(mentoring, addedMicros), currency)}>
          {t("part.mentoring", {
            time: format.exactly(mentoringSeconds),
            rate: money(mentoringFloor(session.floorMicrosPerHour), currency),
          })}
        </Line>
      )}
      <Line isSum value={money(sentMicros + addedMicros, currency)}>
        {closedAtMs === null ? t("part.soFar") : t("part.paid", { when: format.dateTime(closedAtMs) })}
      </Line>
      {bonusMicros > 0 && <Line value={money(bonusMicros, currency)}>{t("part.bonus")}</Line>}
      {owedMicros > 0 && <Line value={money(owedMicros, currency)}>{t("part.owed")}</Line>}
    </div>
  )
}

interface LineProps {
  readonly value: string
  readonly isSum?: boolean
  readonly children: ReactNode
}

function Line({ value, isSum, children }: LineProps) {
  const look = isSum ? css.sum : undefined
  return (
    <>
      <span className={look}>{children}</span>
      <span className={`num nw ${look ?? ""}`}>{value}</span>
    </>
  )
}
