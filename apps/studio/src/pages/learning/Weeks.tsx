import { BandLine } from "../../charts/BandLine.tsx"
import { ChartFrame } from "../../charts/Frame.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { Section } from "../../ui/layout.tsx"
import type { Profile } from "./Outlines.tsx"
import { writeEnds, writePx } from "./said.ts"
import { edgeShown, rangeOf } from "./shown.ts"

const DAY_MS = 86_400_000

/** The edge that stands out, or else the furthest, week by week. */
export function Weeks({ profile, least }: { readonly profile: Profile; readonly least: number }) {
  const t = useT("learning")
  const format = useFormat()
  const { weeks } = profile.edges
  const edge = edgeShown(profile)
  const title = t("weeks.title", { edge: t(`edge.${edge}`) })
  const points = weeks.flatMap(({ weekMs, boxes, edges }) => {
    const px = edges.find((one) => one.edge === edge)?.px
    const name = t("weeks.span", { from: format.date(weekMs), to: format.date(weekMs + 6 * DAY_MS) })
    return px ? [{ key: String(weekMs), name, value: px.mean, low: px.interval[0], high: px.interval[1], boxes }] : []
  })
  const last = points.at(-1)
  if (!last) {
    return (
      <Section title={title}>
        <p className="dim">{t("weeks.none", { least })}</p>
      </Section>
    )
  }
  const ends = (one: { low: number; high: number }) => writeEnds(format, [one.low, one.high], t("between"))
  const range = rangeOf(points)
  return (
    <ChartFrame
      title={title}
      note={t("weeks.note", { least })}
      table={{
        columns: [t("weeks.week"), t("diagram.px"), t("diagram.ends"), t("weeks.boxes")],
        rows: points.map((one) => [one.name, writePx(format, one.value), ends(one), format.number(one.boxes)]),
      }}
    >
      {(width) => (
        <BandLine
          label={title}
          points={points}
          width={width}
          end={[t("px", { px: writePx(format, last.value) }), ends(last)]}
          tick={(value) => format.number(value, 1).replace("-", "−")}
          range={range}
        />
      )}
    </ChartFrame>
  )
}
