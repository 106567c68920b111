import type { MyThread } from "@justesse/types/wire/question"
import { api } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { ButtonLink } from "../../ui/Button.tsx"
import { Head, Intro, Rows, Tag } from "../../ui/layout.tsx"
import { More } from "../../ui/More.tsx"
import { Skeleton } from "../../ui/Skeleton.tsx"
import { Trouble } from "../../ui/Trouble.tsx"
import { usePages } from "../../ui/usePages.ts"
import css from "./page.module.css"

const LIMIT = 50

/** What I asked and what reviewers wrote to me, latest first, with the answers. */
export function MyQuestionsPage() {
  const t = useT("myQuestions")
  usePageName(t("title"))
  const query = usePages([["question", "mine"], {}], (cursor) => api.question.mine.query({ cursor, limit: LIMIT }))
  const first = query.data?.pages[0]
  const rows = query.data?.pages.flatMap((page) => page.threads) ?? []
  return (
    <div className="content">
      <Head title={t("title")} />
      {first && (
        <Intro>
          <Rich
            t={t}
            k={rows.length === 0 ? "leadNone" : first.waiting > 0 ? "lead" : "leadAnswered"}
            values={{ count: first.waiting }}
          />
        </Intro>
      )}
      {query.isPending && <Skeleton />}
      {query.isError && !first && <Trouble error={query.error} again={() => void query.refetch()} />}
      <div className={measures.above16}>
        <Rows>
          {rows.map((thread) => (
            <ThreadLine key={thread.threadId} thread={thread} />
          ))}
        </Rows>
      </div>
      <More query={query} />
    </div>
  )
}

function ThreadLine({ thread }: { readonly thread: MyThread }) {
  const t = useT("myQuestions")
  const format = useFormat()
  const { kind, state, assignmentId, messages, clause, clauseVersion } = thread
  const last = messages.at(-1)
  const isAnswered = state === "answered"
  return (
    <div className={`row job ${measures.high64}`}>
      {thread.thumbnail === "" ? (
        <span className={`pic ${css.thumb} ${css.small}`} />
      ) : (
        <img src={thread.thumbnail} alt="" width={64} height={48} loading="lazy" className={`pic ${css.thumb}`} />
      )}
      <span className="g">
        <span className={thread.unread ? "b" : undefined}>{messages[0]?.text || t(`kind.${kind}`)}</span>
        <br />
        <span className="dim">
          {thread.projectName} · {t(`kind.${kind}`)}
          {last &&
            messages.length > 1 &&
            ` · ${last.mine ? t("you") : last.by || t(`role.${last.role}`)}: ${last.text}`}
        </span>
      </span>
      {clauseVersion !== null && <Tag tone="good">{t("clause", { clause: clause ?? "" })}</Tag>}
      <Tag {...(isAnswered ? { tone: "acc" as const } : {})}>
        {t(`state.${kind === "send_back" ? "sentBack" : state}`)}
      </Tag>
      <span className="num dim nw only-wide">{format.dateTime(thread.changedAtMs)}</span>
      <ButtonLink small to="/work/history/$assignment" params={{ assignment: String(assignmentId) }}>
        {t("common:see")}
      </ButtonLink>
    </div>
  )
}
