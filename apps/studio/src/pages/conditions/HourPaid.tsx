import type { RequesterRecord } from "@justesse/types/wire/requester"
import { ChartFrame } from "../../charts/Frame.tsx"
import { Intervals } from "../../charts/Intervals.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { useMoney } from "../../locale/useMoney.ts"
import { Section } from "../../ui/layout.tsx"
import { hourAxis } from "./treatment.ts"

interface Props {
  readonly pay: NonNullable<RequesterRecord["pay"]>
  readonly hour: NonNullable<RequesterRecord["figures"]>["hour"]
}

/** What an hour paid, one in ten to nine in ten sessions, over the floor; from five people on. */
export function HourPaid({ pay: { currency, floorMicrosPerHour, underFloor }, hour }: Props) {
  const t = useT("requester")
  const format = useFormat()
  const { money } = useMoney()
  const said = (micros: number) => money(micros, currency)
  const floor = said(floorMicrosPerHour)
  if (hour === null)
    return (
      <Section title={t("hour.title")}>
        <p className="dim">{t("hour.notYet")}</p>
        <p className="dim">{t(underFloor > 0 ? "hour.under" : "hour.holds", { count: underFloor, floor })}</p>
      </Section>
    )
  const { sessions, raised, p10Micros, p50Micros, p90Micros } = hour
  const share = format.share(raised / sessions)
  const told = t("hour.note", { count: sessions, share, middle: said(p50Micros), most: said(p90Micros) })
  const note = underFloor > 0 ? `${told} ${t("hour.under", { count: underFloor, floor })}` : told
  const rows = [
    [t("hour.floor"), floor],
    [t("hour.p10"), said(p10Micros)],
    [t("hour.p50"), said(p50Micros)],
    [t("hour.p90"), said(p90Micros)],
    [t("hour.raised"), `${format.number(raised)} (${share})`],
  ]
  const name = t("hour.row")
  const figure = { mean: p50Micros, low: p10Micros, high: p90Micros }
  return (
    <ChartFrame title={t("hour.title")} note={note} table={{ columns: [t("hour.what"), t("hour.figure")], rows }}>
      {(width) => (
        <Intervals
          all={floorMicrosPerHour}
          label={note}
          range={hourAxis(hour, floorMicrosPerHour)}
          rows={[{ name, figure, text: said(p50Micros), count: format.number(sessions) }]}
          tick={said}
          unit={t("hour.sessions")}
          width={width}
        />
      )}
    </ChartFrame>
  )
}
