import type { Quality } from "@justesse/types/wire/quality"
import { ChartFrame } from "../../charts/Frame.tsx"
import { Intervals } from "../../charts/Intervals.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"

/** Share of each reviewer's decisions that a second look shared, and how grave the others were; never ranked. */
export function Reviewers({ quality }: { readonly quality: Quality }) {
  const t = useT("quality")
  const format = useFormat()
  const { reviewers } = quality
  if (reviewers.length === 0) return <div />
  const rows = reviewers.map(({ who, items, error }) => ({
    name: who,
    figure: error && { mean: 1 - error.mean, low: 1 - error.high, high: 1 - error.low },
    text: error ? format.ratio(1 - error.mean) : "",
    count: format.number(items),
    instead: t("reviewers.from", { need: 30 }),
  }))
  return (
    <ChartFrame
      note={t("reviewers.note")}
      table={{
        columns: [t("people.person"), t("reviewers.same"), "95 %", t("reviewers.severity"), t("looked")],
        rows: reviewers.map(({ who, items, error, severity }, i) => [
          who,
          rows[i]?.text || t("reviewers.from", { need: 30 }),
          error ? format.interval(1 - error.high, 1 - error.low) : "",
          severity ? `${format.ratio(severity.mean)} ${format.interval(severity.low, severity.high)}` : "",
          format.number(items),
        ]),
      }}
      title={t("reviewers.title")}
    >
      {(width) => (
        <Intervals label={t("reviewers.title")} rows={rows} tick={format.ratio} unit={t("looked")} width={width} />
      )}
    </ChartFrame>
  )
}
