import { inLanguage } from "@justesse/types/text"
import type { Quality } from "@justesse/types/wire/quality"
import { ChartFrame } from "../../charts/Frame.tsx"
import { Intervals } from "../../charts/Intervals.tsx"
import { useLanguage, useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"

/** What made people say so: how often each reason was given, and for which grades. */
export function ByTag({ quality }: { readonly quality: Quality }) {
  const t = useT("quality")
  const language = useLanguage()
  const format = useFormat()
  const tags = quality.ontology.answers?.tags ?? []
  const nameOf = (id: string) => {
    const tag = tags.find((one) => one.id === id)
    return tag ? inLanguage(tag.name, language) : id
  }
  const rows = quality.byTag.map(({ tag, given, grade }) => ({
    name: nameOf(tag),
    figure: { mean: given.mean, low: given.low, high: given.high },
    text: format.percent(given.mean),
    count: grade === null ? "–" : format.number(grade, 1),
  }))
  return (
    <ChartFrame
      note={t("byTag.note", { count: quality.byTag[0]?.given.n ?? 0 })}
      table={{
        columns: [t("byTag.tag"), t("byTag.given"), "95 %", t("byTag.grade")],
        rows: rows.map(({ name, figure, text, count }) => [
          name,
          text,
          `${format.percent(figure.low)} – ${format.percent(figure.high)}`,
          count,
        ]),
      }}
      title={t("byTag.title")}
    >
      {(width) => (
        <Intervals
          all={null}
          label={t("byTag.title")}
          rows={rows}
          tick={format.percent}
          unit={t("byTag.grade")}
          width={width}
        />
      )}
    </ChartFrame>
  )
}
