import type { PredictionScores } from "@justesse/types/wire/quality"
import { ChartFrame } from "../../charts/Frame.tsx"
import { HorizontalBars } from "../../charts/HorizontalBars.tsx"
import { Matrix, type MatrixCell } from "../../charts/Matrix.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { TextLink } from "../../ui/Button.tsx"
import { Section } from "../../ui/layout.tsx"
import { commonest, strengthOf } from "../quality/confusion.ts"
import { useLabelNames } from "../quality/useLabelNames.ts"

interface Props {
  readonly project: string
  readonly scores: PredictionScores
}

/** The names of the twelve numbers, in the order of the COCO evaluation. */
const TWELVE = [
  "AP",
  "AP@.50",
  "AP@.75",
  "AP small",
  "AP medium",
  "AP large",
  "AR@1",
  "AR@10",
  "AR@100",
  "AR small",
  "AR medium",
  "AR large",
] as const

/** How a model's boxes stand against the settled ones: by label, what it takes for what, and the worst pictures. */
export function ModelFigures({ project, scores }: Props) {
  return (
    <div className="two">
      <div>
        <ByLabel scores={scores} />
        <Worst project={project} scores={scores} />
      </div>
      <div>
        <TakenFor scores={scores} />
        <Numbers scores={scores} />
      </div>
    </div>
  )
}

function ByLabel({ scores }: { readonly scores: PredictionScores }) {
  const t = useT("models")
  const format = useFormat()
  const name = useLabelNames(scores.ontology)
  const rows = [...scores.byLabel].sort((a, b) => a.ap - b.ap)
  return (
    <ChartFrame
      note={t("byLabelNote")}
      table={{
        columns: [t("label"), "AP", "AP@.5", t("settledBoxes")],
        rows: rows.map((row) => [
          name(row.label),
          format.ratio(row.ap),
          format.ratio(row.ap50),
          format.number(row.settled),
        ]),
      }}
      title={t("byLabel")}
    >
      {(width) => (
        <HorizontalBars
          bars={rows.map((row) => ({
            name: name(row.label),
            value: Math.max(0, row.ap),
            figure: format.ratio(row.ap),
          }))}
          label={t("byLabel")}
          width={width}
        />
      )}
    </ChartFrame>
  )
}

function TakenFor({ scores }: { readonly scores: PredictionScores }) {
  const t = useT("models")
  const format = useFormat()
  const name = useLabelNames(scores.ontology)
  const { confusion, extras } = scores
  const columns = [...confusion.labels.map(name), t("notFound")]
  const counts = [...confusion.counts, [...extras, 0]]
  const most = commonest({ counts: confusion.counts })
  const rows = counts.map((row, r) => ({
    name: r < confusion.labels.length ? (columns[r] ?? "") : t("nothing"),
    cells: row.map(
      (count, c): MatrixCell => ({
        text: r === counts.length - 1 && c === row.length - 1 ? "" : format.number(count),
        strength: strengthOf(row, count),
        look:
          r === c && r < confusion.labels.length
            ? "agree"
            : most.some((one) => one.row === r && one.column === c)
              ? "need"
              : "quiet",
        title: t("cell", { settled: columns[r] ?? t("nothing"), predicted: columns[c] ?? "", count }),
      }),
    ),
  }))
  return (
    <ChartFrame
      note={t("takenNote")}
      table={{
        columns: [t("settledAs"), ...columns],
        rows: rows.map((row) => [row.name, ...row.cells.map(({ text }) => text)]),
      }}
      title={t("taken")}
    >
      {(width) => <Matrix columns={columns} label={t("taken")} lastStrong rows={rows} width={width} />}
    </ChartFrame>
  )
}

function Numbers({ scores }: { readonly scores: PredictionScores }) {
  const t = useT("models")
  const format = useFormat()
  return (
    <div className={measures.above20}>
      <Section title={t("twelve")}>
        <table className="tbl tight">
          <tbody>
            {[0, 6].map((from) => (
              <tr key={from}>
                {TWELVE.slice(from, from + 6).map((what, i) => {
                  const value = scores.numbers[from + i] ?? -1
                  return (
                    <td className="num" key={what}>
                      <span className={`dim sm ${measures.block}`}>{what}</span>
                      {value < 0 ? "–" : format.ratio(value)}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </Section>
    </div>
  )
}

function Worst({ project, scores }: Props) {
  const t = useT("models")
  if (scores.worst.length === 0) return null
  return (
    <div className={measures.above20}>
      <Section title={t("worst")}>
        <div className="rows">
          {scores.worst.slice(0, 8).map((row) => (
            <div className={`row ${measures.high44}`} key={row.asset}>
              <img alt="" height={36} src={row.thumbnail} className={measures.thumbnail} width={48} />
              <span className="g">
                <TextLink to="/p/$project/images/$image" params={{ project, image: String(row.asset) }}>
                  {row.name}
                </TextLink>
              </span>
              <span className="dim">
                {t("worstOf", { missed: t("missed", { count: row.missed }), extra: t("extra", { count: row.extra }) })}
              </span>
            </div>
          ))}
        </div>
      </Section>
    </div>
  )
}
