import type { ThreadList } from "@justesse/types/wire/question"
import { useT } from "../../i18n/useT.ts"
import { readQuestionsParams } from "../../search.ts"
import { Icon } from "../../theme/Icon.tsx"
import measures from "../../theme/measures.module.css"
import { Button } from "../../ui/Button.tsx"
import { Rows, Section, Tag } from "../../ui/layout.tsx"
import { useSearchParams } from "../../ui/useSearchParams.ts"
import css from "./page.module.css"

/** Nobody asked yet: how people ask, and what an answer does. */
export function EmptyQuestions() {
  const t = useT("questions")
  return (
    <div className={css.empty}>
      <Icon name="question" />
      <p className="b">{t("emptyTitle")}</p>
      <p className="dim">{t("emptyText")}</p>
    </div>
  )
}

/** What was asked more than once: the clause that it became, or the way to make it one. */
export function Repeated({ list }: { readonly list: ThreadList }) {
  const t = useT("questions")
  const [, change] = useSearchParams(readQuestionsParams)
  if (list.repeated.length === 0) return null
  return (
    <div className={measures.above24}>
      <Section title={t("repeated")}>
        <Rows>
          {list.repeated.map(({ threadId, text, times, clause }) => (
            <div key={threadId} className="row">
              <span className="g">{text}</span>
              {clause === null ? (
                <Button small onClick={() => change({ tab: "answered", thread: threadId })}>
                  {t("makeItClause")}
                </Button>
              ) : (
                <Tag tone="good">{t("clause", { clause })}</Tag>
              )}
              <b className="num">{times}</b>
            </div>
          ))}
        </Rows>
      </Section>
    </div>
  )
}
