import type { DecisionOne } from "@justesse/types/wire/decision"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { Note, Row, Rows, Section } from "../../ui/layout.tsx"

/** What a third person answered in writing, and what was put right since. */
export function Answer({ one }: { readonly one: DecisionOne }) {
  const t = useT("decisions")
  const { answer, putRight } = one
  return (
    <>
      {answer && (
        <Section title={t("answer.title")}>
          <p>
            <b>{t(`answer.${answer.verdict}`, { clause: answer.clause })}</b>
          </p>
          <div className={measures.above4}>
            <Note>{[answer.text, ...answer.added].join(" · ")}</Note>
          </div>
        </Section>
      )}
      {putRight && <PutRight {...putRight} />}
    </>
  )
}

function PutRight({ overturned, good, reopened, atMs }: NonNullable<DecisionOne["putRight"]>) {
  const t = useT("decisions")
  const format = useFormat()
  const change = (before: string, after: string) => t("right.change", { before, after })
  return (
    <Section title={t("right.title")} aside={<span className="dim">{format.dateTime(atMs)}</span>}>
      <Rows>
        <Row name={t("right.good")}>
          <span className="num">{change(format.share(good.before), format.share(good.after))}</span>
        </Row>
        <Row name={t("right.record")}>
          <span className="num">{change(format.number(overturned.before), format.number(overturned.after))}</span>
        </Row>
        <Row name={t("right.reopened", { count: reopened })} />
      </Rows>
    </Section>
  )
}
