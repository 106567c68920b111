import { aboutRegion } from "@justesse/editor/workspace/deciding"
import { isTied } from "@justesse/quality/review/tie"
import { boxOf, type Disagreement, type Region } from "@justesse/types"
import type { ReactNode } from "react"
import { type Translate, useT } from "../../../i18n/useT.ts"
import { Cap } from "../../../keys/Cap.tsx"
import { useFormat } from "../../../locale/useFormat.ts"
import frame from "../../parts/frame.module.css"
import { FOCUS } from "../focus.ts"
import { runsAgainst } from "../model/alignment.ts"
import { type AnswerRow, answerRows, isChosen, isCut, leadingRow, textOf } from "../model/answers.ts"
import { isSameBox } from "../model/edges.ts"
import { namedKind } from "../model/namedKind.ts"
import { numbersOf } from "../model/numbering.ts"
import { sentBackAt } from "../model/sentBack.ts"
import styles from "../screen.module.css"
import { useReview, useReviewState } from "../ui.ts"
import { type AnswerTexts, useAnswerTexts } from "../useAnswerTexts.ts"
import { Sign } from "./Sign.tsx"

/** What differs, and the answers to choose from, by their letters; equal ones in one row. */
export function Answers({ difference: disagreement }: { readonly difference: Disagreement }) {
  const t = useT("review")
  const format = useFormat()
  const task = useReviewState((state) => state.task)
  const fresh = useReviewState((state) => state.fresh.has(disagreement.id))
  const decision = useReviewState((state) => state.decisions.get(disagreement.id) ?? null)
  const texts = useAnswerTexts(task)
  const rows = answerRows(disagreement)
  const number = task ? numbersOf(task).get(disagreement.id) : undefined
  const about = aboutRegion(disagreement)
  const hasPlace = about?.geometry.type !== "whole"
  const isQuestion = about?.value !== undefined
  // Several segments or none: no one segment is meant.
  const isAll = disagreement.kind === "nothing" && isCut(disagreement)
  const named = task ? namedKind(disagreement.kind, task.ontology) : disagreement.kind
  const kind = named === "place" && isCut(disagreement) ? "cut" : named
  const title = t(isQuestion ? `asking:review.${disagreement.kind}` : `kind.${kind}`)
  const at = about?.geometry.type === "span" ? "answer.whereSegment" : "answer.where"
  const where = isQuestion
    ? texts.label(about)
    : hasPlace && !isAll
      ? t(at, { number: number ?? 0, label: texts.label(about) })
      : ""
  return (
    <section aria-label={title} className={styles.cands}>
      <div className={`${frame.head} ${styles.candHead}`}>
        <b>{title}</b>
        <span className={frame.cut} title={where}>
          {fresh && <span className={styles.fresh}>{t("answer.fresh")}</span>} {where}
        </span>
      </div>
      {isTied(disagreement) && <p className={styles.tie}>{t("answer.tie")}</p>}
      {disagreement.by === "habits" && (
        <p className={styles.tie}>{t("answer.habits", { share: format.percent(disagreement.confidence) })}</p>
      )}
      <div id={FOCUS.answers}>
        {rows.map((row) => (
          <Answer
            difference={disagreement}
            key={row.letters.join("") || "proposal"}
            row={row}
            rows={rows}
            taken={isChosen(row, disagreement, decision)}
            texts={texts}
          />
        ))}
      </div>
      {decision?.outcome === "edit" && (
        <p className={styles.said}>
          {t("answer.yours", { text: texts.value(decision.region) ?? texts.about(decision.region) })}
        </p>
      )}
      {(decision?.outcome === "none" || decision?.outcome === "undecidable") && (
        <p className={styles.said}>{t(`outcome.${decision.outcome}`)}</p>
      )}
    </section>
  )
}

interface AnswerProps {
  readonly difference: Disagreement
  readonly row: AnswerRow
  readonly rows: readonly AnswerRow[]
  readonly texts: AnswerTexts
  readonly taken: boolean
}

function Answer({ difference: disagreement, row, rows, texts, taken }: AnswerProps) {
  const t = useT("review")
  const format = useFormat()
  const { run, store } = useReview()
  const task = useReviewState((state) => state.task)
  const letter = row.letters[0]
  const choose = () => {
    if (row.proposed) run("review.proposal")
    else if (row.key !== null) run("review.take", row.key)
    else if (letter !== undefined) store.decide({ outcome: "take", letter })
  }
  const isBack = task !== null && sentBackAt(task, disagreement).some((one) => row.letters.includes(one))
  const shareText = () => {
    if (taken) return t("answer.taken")
    if (isBack) return t("answer.sentBack")
    // What nobody said as it is has no share of the people.
    return row.letters.length === 0 ? "" : format.percent(row.share)
  }
  return (
    <button
      type="button"
      aria-pressed={taken}
      className={`${styles.cand} ${row.proposed ? styles.on : ""}`}
      onClick={choose}
      title={t("answer.share", { share: format.percent(row.share) })}
    >
      {row.proposed && <Sign sign="∑" title={t("answer.proposed")} />}
      {row.letters.map((one) => (
        <Sign drawn={disagreement.kind !== "text"} key={one} sign={one} />
      ))}
      <span className={styles.t}>{describeAnswer({ difference: disagreement, row, rows, texts, t })}</span>
      <span className={styles.p}>{shareText()}</span>
      {row.proposed ? <Cap of="review.proposal" /> : row.key !== null && <kbd aria-hidden="true">{row.key}</kbd>}
    </button>
  )
}

interface DescribedProps extends Omit<AnswerProps, "taken"> {
  readonly t: Translate
}

/** An answer in words, as far as it tells it from the others. */
function describeAnswer({ difference: disagreement, row, rows, texts, t }: DescribedProps): ReactNode {
  const { kind } = disagreement
  const { region } = row
  if (!region) return t(rows.some((one) => one.region?.value !== undefined) ? "asking:review.empty" : "answer.nothing")
  const value = texts.value(region)
  if (value !== null) return <span dir="auto">{value}</span>
  if (kind === "place") return texts.geometry(disagreement, row, rows)
  if (kind === "attribute") return texts.attributes(region, disagreement)
  if (kind === "label") return describeLabel(region, row, rows, texts, t)
  const marks = texts.marks(region)
  const text = textOf(region)
  if (kind !== "text") {
    const said = text === "" ? texts.label(region) : <span className={frame.mono}>{text}</span>
    if (!row.pieces) return said
    return (
      <>
        {said} <span className={styles.mark}>{t("answer.segments", { count: row.pieces.length })}</span>
      </>
    )
  }
  const leading = leadingRow(rows)
  const first = textOf(leading?.region ?? null)
  return (
    <span className={frame.mono} dir="auto">
      {row === leading
        ? text
        : runsAgainst(text, first).map((run, i) => <RunShown key={i} kind={run.kind} text={run.text} />)}
      {text === "" && <i>{t("answer.noText")}</i>}
      {marks !== "" && <span className={styles.mark}> {marks}</span>}
      {isCut(disagreement) && <span className={styles.mark}> {texts.cut(row)}</span>}
    </span>
  )
}

/** A label; of two answers with one label, which of them moves the box. */
function describeLabel(
  region: Region,
  row: AnswerRow,
  rows: readonly AnswerRow[],
  texts: AnswerTexts,
  t: Translate,
): string {
  const label = texts.label(region)
  const sameLabel = rows.filter((one) => one.region?.label === region.label)
  const first = leadingRow(sameLabel)
  if (
    !first?.region ||
    sameLabel.every((one) => one.region && isSameBox(boxOf(one.region), boxOf(first.region ?? region)))
  )
    return label
  return t(row === first ? "answer.boxStays" : "answer.ownBox", { label })
}

function RunShown({ kind, text }: { readonly kind: "same" | "other" | "gap"; readonly text: string }) {
  if (kind === "same") return <>{text}</>
  return kind === "gap" ? <span className={styles.ins} /> : <u>{text.replaceAll(" ", "\u2423")}</u>
}
