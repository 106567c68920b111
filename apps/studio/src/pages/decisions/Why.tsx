import { inLanguage } from "@justesse/types/text"
import type { DecisionOne } from "@justesse/types/wire/decision"
import { useLanguage, useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { Icon } from "../../theme/Icon.tsx"
import measures from "../../theme/measures.module.css"
import { TextLink } from "../../ui/Button.tsx"
import { Note, Section } from "../../ui/layout.tsx"
import { furthestEdge, holdsHere, pairOf } from "./compared.ts"
import css from "./page.module.css"

type WhyShown = NonNullable<DecisionOne["why"]>
type Evidence = WhyShown["evidence"][number]

/** The reason in words, the clause of the guideline that I had, and the figures, computed again here. */
export function Why({ one }: { readonly one: DecisionOne }) {
  const t = useT("decisions")
  const { why, sentBack } = one
  if (why)
    return (
      <Section title={t("why.title")}>
        <p className={css.first}>
          <b>{t("why.reason", { reason: t(`reason.${why.reason}`), clause: why.clause.number })}</b>
        </p>
        <Clause project={one.row.project} why={why} />
        <Figures one={one} why={why} />
      </Section>
    )
  if (!sentBack) return null
  return (
    <Section title={t("why.title")}>
      <p>
        <b>{t(`work:reason.${sentBack.code}`)}</b>
        {sentBack.clause && ` · ${t("clause", { clause: sentBack.clause })}`}
      </p>
      {sentBack.note && <Note>{sentBack.note}</Note>}
      {sentBack.place && <p className="dim">{t("history:one.placeMarked")}</p>}
    </Section>
  )
}

function Clause({ why, project }: { readonly why: WhyShown; readonly project: string }) {
  const t = useT("decisions")
  const language = useLanguage()
  const { number, en, fr } = why.clause
  const clause = language === "fr" ? (fr ?? en) : (en ?? fr)
  const version = why.guidelineVersion
  const first = clause?.markdown.split(/\n\s*\n/)[0]?.trim()
  return (
    <div className={measures.above4}>
      <Note>
        {first || clause?.title || t("why.noText")}{" "}
        <TextLink to="/p/$project/guideline" params={{ project }} search={{ version: String(version) }}>
          {t("why.clause", { clause: number, version })}
        </TextLink>
      </Note>
    </div>
  )
}

function Figures({ one, why }: { readonly one: DecisionOne; readonly why: WhyShown }) {
  const t = useT("decisions")
  const pair = pairOf(why.evidence, one.mine, one.theirs)
  const checks = why.evidence.map((evidence) => holdsHere(evidence, pair))
  return (
    <>
      <table className={`tbl ${measures.above12}`}>
        <tbody>
          {why.evidence.map((evidence, at) => (
            // Evidence is never put in another order.
            // eslint-disable-next-line react/no-array-index-key
            <EvidenceRows key={at} evidence={evidence} one={one} why={why} />
          ))}
        </tbody>
      </table>
      {checks.includes(false) && <Note need>{t("why.differs")}</Note>}
      {!checks.includes(false) && checks.includes(true) && (
        <p className={`dim sm ${css.holds} ${measures.above8}`}>
          <span className="good">
            <Icon name="check" small />
          </span>
          {t("why.holds")}
        </p>
      )}
    </>
  )
}

function EvidenceRows({
  evidence,
  one,
  why,
}: {
  readonly evidence: Evidence
  readonly one: DecisionOne
  readonly why: WhyShown
}) {
  const t = useT("decisions")
  const format = useFormat()
  const label = useLabel(one)
  switch (evidence.type) {
    case "metric":
      return <MetricRows evidence={evidence} one={one} />
    case "diff": {
      const shown = (value: string) => (why.reason === "wrong_label" ? label(value) : `“${value}”`)
      return (
        <>
          <FigureRow name={t("figure.mine")} value={shown(evidence.answered)} />
          <FigureRow name={t("figure.theirs")} value={shown(evidence.expected)} strong />
        </>
      )
    }
    case "region":
      return (
        <FigureRow
          name={t(why.reason === "spurious_object" ? "figure.placeExtra" : "figure.placeMissing")}
          value={t("figure.size", {
            width: format.number(Math.round(evidence.box.width)),
            height: format.number(Math.round(evidence.box.height)),
          })}
        />
      )
    case "segment":
      return (
        <FigureRow
          name={t("figure.stretch")}
          value={`${format.number(evidence.startMs / 1_000, 1)}–${format.number(evidence.endMs / 1_000, 1)} s`}
        />
      )
    case "reference":
      return <FigureRow name={t("figure.reference")} value="" />
  }
}

function useLabel(one: DecisionOne): (id: string) => string {
  const language = useLanguage()
  return (id) => {
    const found = one.ontology.labels.find((label) => label.id === id)
    return found ? inLanguage(found.name, language) : id
  }
}

function MetricRows({
  evidence,
  one,
}: {
  readonly evidence: Extract<Evidence, { type: "metric" }>
  readonly one: DecisionOne
}) {
  const t = useT("decisions")
  const format = useFormat()
  const { name, value, threshold } = evidence
  const edge = name === "edge_px" ? furthestEdge(pairOf([evidence], one.mine, one.theirs)) : null
  const write = (figure: number) =>
    name === "edge_px"
      ? `${format.number(figure, 1)} px`
      : name === "boundary_ms"
        ? `${format.number(Math.round(figure))} ms`
        : name === "cer" || name === "chance_p"
          ? format.share(figure)
          : name === "replayed"
            ? format.number(figure)
            : format.ratio(figure)
  return (
    <>
      {edge && <FigureRow name={t(`figure.${edge.side}Mine`)} value={write(edge.mine)} />}
      {edge && <FigureRow name={t(`figure.${edge.side}Theirs`)} value={write(edge.theirs)} />}
      <FigureRow name={t(`figure.${name}`, { allowed: write(threshold) })} value={write(value)} strong />
    </>
  )
}

function FigureRow({
  name,
  value,
  strong,
}: {
  readonly name: string
  readonly value: string
  readonly strong?: boolean
}) {
  return (
    <tr className={strong ? "b" : undefined}>
      <td className={strong ? undefined : "dim"}>{name}</td>
      <td className="num">{value}</td>
    </tr>
  )
}
