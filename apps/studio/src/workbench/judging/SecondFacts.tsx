import type { SecondCase } from "@justesse/types/wire/decision"
import type { ReactNode } from "react"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { CaseTexts } from "./CaseTexts.tsx"
import { QuotedClause } from "./Clauses.tsx"
import { EvidenceList } from "./EvidenceList.tsx"
import css from "./judging.module.css"
import type { Side } from "./sides.ts"
import { useNote } from "./useNote.ts"

interface Props {
  readonly shown: SecondCase
  readonly both: readonly [Side, Side]
  /** The answer of who reads it. */
  readonly children: ReactNode
}

/** Everything that was held against an answer, and what its author said: what a second person decides by. No names. */
export function SecondFacts({ shown, both, children }: Props) {
  const t = useT("judging")
  const format = useFormat()
  const note = useNote()
  const { why, check, sentBack, said } = shown
  const again = sentBack?.againAtMs == null ? t("notAgain") : t("again", { day: format.day(sentBack.againAtMs) })
  return (
    <div className={css.facts}>
      <section className={css.part}>
        <h2 className={css.title}>{t("second.question")}</h2>
        <p className={css.small}>{t(shown.isReopened ? "second.reopened" : "second.lead")}</p>
      </section>
      <section className={css.part}>
        <p className={css.heading}>{t("second.proposed", { reason: t(`reason.${why.reason}`) })}</p>
        <QuotedClause clause={why.clause} />
        <EvidenceList clause={why.clause.number} evidence={why.evidence} figures={check.figures} reason={why.reason} />
        {check.fault !== null && <p className={css.warn}>{t("second.holdsNot")}</p>}
        <CaseTexts both={both} ontology={shown.ontology} />
      </section>
      {(sentBack || said.length > 0) && (
        <section className={css.part}>
          <p className={css.heading}>{t("second.said")}</p>
          {said.map((words, i) => (
            <p className={css.quote} key={i}>
              {t("quoted", { words })}
            </p>
          ))}
          {sentBack && (
            <p className={css.small}>
              {t("cameBack", { day: format.day(sentBack.atMs), note: note(sentBack.note) })} {again}
            </p>
          )}
        </section>
      )}
      {children}
      <p className={css.told}>{shown.whyNotAgree === null ? t("second.neither") : t(`why.${shown.whyNotAgree}`)}</p>
    </div>
  )
}
