import type { Quality } from "@justesse/types/wire/quality"
import { ChartFrame } from "../../charts/Frame.tsx"
import { Matrix, type MatrixCell } from "../../charts/Matrix.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { TextLink } from "../../ui/Button.tsx"
import { Section } from "../../ui/layout.tsx"
import { type Confused, commonest, strengthOf } from "./confusion.ts"
import { useLabelNames } from "./useLabelNames.ts"

/** What was settled as one label and answered as another; the last column is what people missed. */
export function ConfusionPart({ project, quality }: { readonly project: string; readonly quality: Quality }) {
  const t = useT("quality")
  const format = useFormat()
  const name = useLabelNames(quality.ontology)
  const { confusion } = quality
  if (!confusion || confusion.labels.length === 0) {
    return (
      <Section title={t("confusion.title")}>
        <p className="dim">{t("confusion.none")}</p>
      </Section>
    )
  }
  const columns = [...confusion.labels.map(name), t("confusion.missed")]
  const most = commonest(confusion)
  const cells = (row: readonly number[], r: number): MatrixCell[] =>
    row.map((count, c) => ({
      text: format.number(count),
      strength: strengthOf(row, count),
      look: r === c ? "agree" : most.some((one) => one.row === r && one.column === c) ? "need" : "quiet",
      title: t("confusion.cell", { settled: columns[r] ?? "", answered: columns[c] ?? "", count }),
    }))
  const rows = confusion.counts.map((row, r) => ({ name: columns[r] ?? "", cells: cells(row, r) }))
  return (
    <div>
      <ChartFrame
        note={t("confusion.note")}
        table={{
          columns: [t("confusion.settledAs"), ...columns],
          rows: rows.map((row) => [row.name, ...row.cells.map(({ text }) => text)]),
        }}
        title={t("confusion.title")}
      >
        {(width) => <Matrix columns={columns} label={t("confusion.title")} lastStrong rows={rows} width={width} />}
      </ChartFrame>
      {most.length > 0 && (
        <p className={measures.above8}>
          {most.slice(0, 3).map((one, i) => (
            <span key={`${one.row}/${one.column}`}>
              {i > 0 && " · "}
              {sentence(one)}
            </span>
          ))}
          {" · "}
          <TextLink to="/p/$project/guideline" params={{ project }}>
            {t("confusion.guideline")}
          </TextLink>
        </p>
      )}
      <Clauses quality={quality} />
    </div>
  )

  function sentence({ row, column, count }: Confused): string {
    const values = { a: columns[row] ?? "", b: columns[column] ?? "", count }
    return t(column === columns.length - 1 ? "confusion.missedOften" : "confusion.often", values)
  }
}

/** Under which clause of the guideline reviewers' reasons fall. */
function Clauses({ quality }: { readonly quality: Quality }) {
  const t = useT("quality")
  if (quality.clauses.length === 0) return null
  const shown = quality.clauses.slice(0, 4)
  return (
    <p className={`dim sm ${measures.above8}`}>
      {t("clauses.title")}{" "}
      {shown
        .map(({ clause, code, count }) => {
          const what = t(`review:reason.${code}`)
          return clause === null ? t("clauses.none", { what, count }) : t("clauses.one", { clause, what, count })
        })
        .join(" · ")}
    </p>
  )
}
