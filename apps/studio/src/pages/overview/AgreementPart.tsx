import { isOpinion } from "@justesse/types/kinds/list"
import { measureOf } from "@justesse/types/kinds/measure"
import type { Overview } from "@justesse/types/wire/project"
import { BandLine } from "../../charts/BandLine.tsx"
import { ChartFrame } from "../../charts/Frame.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { Section } from "../../ui/layout.tsx"

/** Agreement day by day with its interval; nothing is drawn before two people answered the same picture. */
export function AgreementPart({ overview }: { readonly overview: Overview }) {
  const t = useT("overview")
  const format = useFormat()
  const { kind } = overview.card
  const measure = measureOf(kind)
  const title = t(`agreement.${measure}`)
  const days = overview.agreementByDay
  const last = days.at(-1)
  if (!last) {
    return (
      <Section title={title}>
        <p className="dim">{t("agreementEmpty")}</p>
      </Section>
    )
  }
  const points = days.map((day) => ({
    key: day.day,
    name: format.axisDay(day.day),
    value: day.mean,
    low: day.low,
    high: day.high,
  }))
  const rows = days.map((day) => [
    format.axisDay(day.day),
    format.number(day.tasks),
    format.ratio(day.mean),
    format.interval(day.low, day.high),
  ])
  return (
    <ChartFrame
      title={title}
      note={t(`agreementNote.${isOpinion(kind) ? "opinions" : measure}`)}
      table={{ columns: [t("day"), t("doubled"), title, "95 %"], rows }}
    >
      {(width) => (
        <BandLine
          label={title}
          points={points}
          width={width}
          end={[format.ratio(last.mean), format.interval(last.low, last.high)]}
          tick={format.ratio}
        />
      )}
    </ChartFrame>
  )
}
