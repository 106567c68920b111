import type { ProjectSlug } from "@justesse/types"
import type { Spending } from "@justesse/types/wire/pay"
import { useQuery } from "@tanstack/react-query"
import { trpc } from "../../../api.ts"
import { BandLine } from "../../../charts/BandLine.tsx"
import { ChartFrame } from "../../../charts/Frame.tsx"
import { SumBar, SumKey, type SumLook } from "../../../charts/SumBar.tsx"
import { roundTop } from "../../../charts/scale.ts"
import { useT } from "../../../i18n/useT.ts"
import { calendarDay, utcOffsetMinutes } from "../../../locale/dates.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import { useMoney } from "../../../locale/useMoney.ts"
import { useNow } from "../../../locale/useNow.ts"
import measures from "../../../theme/measures.module.css"
import { Loaded } from "../../../ui/Loaded.tsx"
import { Section } from "../../../ui/layout.tsx"
import css from "./page.module.css"
import { finishAt, type SpentPoint, spentLine, sumParts } from "./spent.ts"
import type { Money } from "./state.ts"

/** What was spent until today moves little while the page is open: the bar above it is what is so now. */
const STALE_MS = 60_000
const PARTS = [
  ["sentMicros", "solid", "sent"],
  ["addedMicros", "hatched", "added"],
  ["bonusMicros", "light", "bonus"],
  ["reviewMicros", "rest", "review"],
] as const

interface Props {
  readonly project: ProjectSlug
  readonly money: Money
}

/** What was spent day by day and what for, and how it goes on until the work is done. */
export function SpentPart({ project, money }: Props) {
  const input = { project, utcOffsetMinutes: utcOffsetMinutes() }
  const query = useQuery(trpc.pay.spending.queryOptions(input, { staleTime: STALE_MS }))
  return <Loaded query={query}>{(spending) => <Spent spending={spending} money={money} />}</Loaded>
}

function Spent({ spending, money }: { readonly spending: Spending; readonly money: Money }) {
  const t = useT("budget")
  const format = useFormat()
  const { money: said } = useMoney()
  const now = useNow()
  const today = calendarDay(now)
  const finish = finishAt(spending, money, now)
  const line = spentLine(spending, money, finish, today)
  const { currency } = money
  const last = line.at(-1)
  if (!last)
    return (
      <Section title={t("spent.title")}>
        <p className="dim">{t("spent.none")}</p>
      </Section>
    )
  const whole = (micros: number) => format.number(micros / 1e6, Math.abs(micros) < 10e6 ? 2 : 0)
  const isAhead = last.parts === null
  const top = roundTop(Math.max(...line.map(({ high }) => high)))
  const note = finish
    ? t(finish.latestAtMs === null ? "spent.goesOn" : "spent.done", {
        ...{ day: format.day(finish.finishAtMs), low: said(last.low, currency), high: said(last.high, currency) },
        ...{ all: said(last.value, currency), until: format.axisDay(last.day) },
      })
    : t("spent.noPace")
  return (
    <ChartFrame
      title={t("spent.title")}
      note={note}
      table={{
        columns: [
          t("spent.day"),
          ...PARTS.map(([, , name]) => t(`spent.${name}`)),
          t("spent.inAll"),
          t("spent.between"),
        ],
        rows: line.map((point) => tableRow(point, (micros) => said(micros, currency), format.axisDay(point.day))),
      }}
    >
      {(width) => (
        <>
          <SpentBar days={spending.days} currency={currency} width={width} />
          <BandLine
            end={[whole(last.value), isAhead ? `${whole(last.low)} – ${whole(last.high)}` : ""]}
            label={t("spent.title")}
            marks={isAhead ? [{ key: today, name: t("spent.today") }] : []}
            points={line.map(({ day, value, low, high }) => ({
              key: day,
              name: format.axisDay(day),
              value,
              low,
              high,
            }))}
            range={[0, top]}
            tick={whole}
            width={width}
          />
        </>
      )}
    </ChartFrame>
  )
}

function tableRow({ parts, value, low, high }: SpentPoint, said: (micros: number) => string, day: string): string[] {
  const each = PARTS.map(([part]) => (parts === null ? "" : said(parts[part])))
  return [day, ...each, said(value), parts === null ? `${said(low)} – ${said(high)}` : ""]
}

interface BarProps extends Pick<Money, "currency"> {
  readonly days: Spending["days"]
  readonly width: number
}

/** All that was spent so far by what it was for, each part in the look that it has on every page. */
function SpentBar({ days, currency, width }: BarProps) {
  const t = useT("budget")
  const { money: said } = useMoney()
  const sums = sumParts(days)
  const parts = PARTS.flatMap(([part, look, name]): { look: SumLook; value: number; name: string }[] =>
    sums[part] > 0 ? [{ look, value: sums[part], name: t(`spent.${name}`) }] : [],
  )
  const label = parts.map(({ name, value }) => `${name}: ${said(value, currency)}`).join(", ")
  return (
    <div className={measures.below16}>
      <div className={css.bar}>
        <SumBar
          height={10}
          label={label}
          most={parts.reduce((sum, { value }) => sum + value, 0)}
          parts={parts}
          width={width}
        />
      </div>
      <ul className={css.spent}>
        {parts.map(({ look, name, value }) => (
          <li key={look}>
            <SumKey look={look} />
            <span className="dim sm">
              {name} <b>{said(value, currency)}</b>
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
