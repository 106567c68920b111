import type { Quality } from "@justesse/types/wire/quality"
import { ChartFrame } from "../../charts/Frame.tsx"
import { Intervals } from "../../charts/Intervals.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { Section } from "../../ui/layout.tsx"
import type { Parts } from "./Agreement.tsx"
import { useLabelNames } from "./useLabelNames.ts"

/** Agreement of each label with its interval, the least agreed first: where the guideline needs a word. */
export function ByLabel({ parts, quality }: { readonly parts: Parts; readonly quality: Quality }) {
  const t = useT("quality")
  const format = useFormat()
  const name = useLabelNames(quality.ontology)
  const isForm = asksQuestions(quality)
  const [title, unit] = isForm
    ? [t("byQuestion.title"), t("byQuestion.unit")]
    : [t("byLabel.title"), t(`unit.${parts}`)]
  if (quality.byLabel.length === 0) {
    return (
      <Section title={title}>
        <p className="dim">{t(isForm ? "byQuestion.none" : "byLabel.none")}</p>
      </Section>
    )
  }
  const rows = [...quality.byLabel]
    .sort((a, b) => a.mean - b.mean)
    .map(({ label, mean, low, high, n }) => ({
      name: name(label),
      figure: { mean, low, high },
      text: format.ratio(mean),
      count: format.number(n),
    }))
  const all = quality.agreement
  return (
    <ChartFrame
      note={all ? t("byLabel.note", { value: format.ratio(all.mean) }) : t("byLabel.noteNone")}
      table={{
        columns: [t("label"), t("agreement.title"), "95 %", unit],
        rows: rows.map(({ name: label, figure, text, count }) => [
          label,
          text,
          format.interval(figure.low, figure.high),
          count,
        ]),
      }}
      title={title}
    >
      {(width) => (
        <Intervals all={all?.mean ?? null} label={title} rows={rows} tick={format.ratio} unit={unit} width={width} />
      )}
    </ChartFrame>
  )
}

/** What is measured are the questions of a form. */
export function asksQuestions({ ontology }: Pick<Quality, "ontology">): boolean {
  return ontology.labels.some(({ field }) => field !== undefined)
}
