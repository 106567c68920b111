import type { DecisionOne } from "@justesse/types/wire/decision"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import measures from "../../theme/measures.module.css"
import { Note, Row, Rows, Section } from "../../ui/layout.tsx"
import { MoneyRows } from "./Money.tsx"

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
      {putRight && <PutRight putRight={putRight} money={one.money} />}
    </>
  )
}

interface PutRightProps {
  readonly putRight: NonNullable<DecisionOne["putRight"]>
  readonly money: DecisionOne["money"]
}

function PutRight({ putRight: { overturned, accepted, reopened, atMs }, money }: PutRightProps) {
  const t = useT("decisions")
  const format = useFormat()
  const change = (before: string, after: string) => t("right.change", { before, after })
  return (
    <Section title={t("right.title")} aside={<span className="dim">{format.dateTime(atMs)}</span>}>
      <Rows>
        {money && <MoneyRows {...money} />}
        <Row name={t("right.accepted")}>
          <span className="num">{change(format.share(accepted.before), format.share(accepted.after))}</span>
        </Row>
        <Row name={t("right.record")}>
          <span className="num">{change(format.number(overturned.before), format.number(overturned.after))}</span>
        </Row>
        <Row name={t("right.reopened", { count: reopened })} />
      </Rows>
    </Section>
  )
}
