import type { MetricName, RejectionReason } from "@justesse/types/decisions/judgement"
import type { EvidenceCheck } from "@justesse/types/wire/decision"
import { type Translate, useT } from "../../i18n/useT.ts"
import { type Format, useFormat } from "../../locale/useFormat.ts"
import css from "./judging.module.css"

/** Evidence, with the ids of what it was compared with or without them. */
type AnyEvidence =
  | { readonly type: "region" | "segment" | "gold" | "reference" }
  | { readonly type: "metric"; readonly name: MetricName; readonly value: number; readonly threshold: number }
  | { readonly type: "diff"; readonly answered: string; readonly expected: string }

interface Props {
  readonly evidence: readonly AnyEvidence[]
  readonly figures: EvidenceCheck["figures"]
  readonly reason: RejectionReason
  readonly clause: string
  /** Names of labels, where what differs is one. */
  readonly labelName?: (id: string) => string
}

/** What shows a rejection, one line for each thing, with the figures as they were computed again. */
export function EvidenceList({ evidence, figures, reason, clause, labelName }: Props) {
  const t = useT("judging")
  const format = useFormat()
  const said = (text: string) => (reason === "wrong_label" ? (labelName?.(text) ?? text) : t("quoted", { words: text }))
  return (
    <dl className={css.evidence}>
      {evidence.map((one, i) => {
        if (one.type === "metric") {
          const { value = one.value, allowed = one.threshold } = figures[i] ?? {}
          return (
            <Line key={i} a={t(`metric.${one.name}`)} b={figureOf(one.name, value, format, t)}>
              <Line
                quiet
                a={t("allowed", { clause })}
                b={allowed === null ? t("noBound") : figureOf(one.name, allowed, format, t)}
              />
            </Line>
          )
        }
        if (one.type === "diff")
          return (
            <Line key={i} a={t("says")} b={said(one.answered)}>
              <Line quiet a={t("expected")} b={said(one.expected)} />
            </Line>
          )
        return <Line key={i} a={t(`shows.${one.type}.${reason}`, { defaultValue: t(`shows.${one.type}.any`) })} b="" />
      })}
    </dl>
  )
}

interface LineProps {
  readonly a: string
  readonly b: string
  readonly quiet?: boolean
  readonly children?: React.ReactNode
}

function Line({ a, b, quiet, children }: LineProps) {
  return (
    <>
      <div className={quiet ? css.quiet : undefined}>
        <dt>{a}</dt>
        <dd>{b}</dd>
      </div>
      {children}
    </>
  )
}

function figureOf(name: MetricName, value: number, format: Format, t: Translate): string {
  if (name === "edge_px") return t("px", { px: format.number(value, value % 1 === 0 ? 0 : 1) })
  if (name === "boundary_ms") return `${format.number(value)} ms`
  if (name === "cer") return format.percent(value)
  return format.number(value, 2)
}
