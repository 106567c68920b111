import type { ThreadList, ThreadRow } from "@justesse/types/wire/question"
import { useQuery } from "@tanstack/react-query"
import { api, trpc } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { useNow } from "../../locale/useNow.ts"
import { readQuestionsParams } from "../../search.ts"
import { useProjectSlug } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { ButtonLink } from "../../ui/Button.tsx"
import { Head, Intro } from "../../ui/layout.tsx"
import { More } from "../../ui/More.tsx"
import { Skeleton } from "../../ui/Skeleton.tsx"
import { Trouble } from "../../ui/Trouble.tsx"
import { usePages } from "../../ui/usePages.ts"
import { useSearchParams } from "../../ui/useSearchParams.ts"
import { EmptyQuestions, Repeated } from "./Empty.tsx"
import { OneThread } from "./OneThread.tsx"
import css from "./page.module.css"
import { QuestionRows } from "./Rows.tsx"

const TABS = ["open", "answered", "clauses"] as const
type Tab = (typeof TABS)[number]
const LIMIT = 50
/** Others ask and answer meanwhile; no job tells of it. */
const AGAIN_MS = 10_000

/** What people asked in a project: who waits, and an answer for them, which may become a clause of the guideline. */
export function QuestionsPage() {
  const t = useT("questions")
  const project = useProjectSlug()
  const [params] = useSearchParams(readQuestionsParams)
  const which = params.tab ?? "open"
  usePageName(t("title"))
  const input = { project, which, limit: LIMIT }
  const key = [["question", "list"], input]
  const query = usePages(key, (cursor) => api.question.list.query({ ...input, cursor }), project)
  const counts = useQuery({
    ...trpc.question.list.queryOptions({ ...input, which: "open", cursor: null, limit: 1 }),
    refetchInterval: AGAIN_MS,
  })
  const first = counts.data ?? query.data?.pages[0]
  if (!first) {
    return (
      <div className="content">
        {query.isError ? <Trouble error={query.error} again={() => void query.refetch()} /> : <Skeleton />}
      </div>
    )
  }
  const rows = query.data?.pages.flatMap((page) => page.rows) ?? []
  return (
    <div className="content">
      <QuestionsHead project={project} list={first} />
      {first.waiting + first.answered === 0 ? (
        <EmptyQuestions />
      ) : (
        <Answering project={project} list={first} which={which} rows={rows} more={<More query={query} />} />
      )}
      <Repeated list={first} />
    </div>
  )
}

function QuestionsHead({ project, list }: { readonly project: string; readonly list: ThreadList }) {
  const t = useT("questions")
  const format = useFormat()
  const now = useNow()
  const waited = list.longestSinceMs === null ? "" : format.minutes(Math.max(60, (now - list.longestSinceMs) / 1_000))
  const typical = list.typicalMinutes === null ? null : format.minutes(60 * list.typicalMinutes)
  return (
    <>
      <Head title={t("title")}>
        <ButtonLink icon="guideline" to="/p/$project/guideline" params={{ project }}>
          {t("guideline")}
        </ButtonLink>
      </Head>
      <Intro>
        <Rich t={t} k={list.waiting > 0 ? "lead" : "leadNone"} values={{ count: list.waiting, waited }} />{" "}
        {list.late > 0 && `${t("late", { count: list.late })} `}
        {list.answered > 0 &&
          t(typical === null ? "leadAnswered" : "leadTypical", { count: list.answered, typical: typical ?? "" })}
        {list.clauses > 0 && ` ${t("leadClauses", { count: list.clauses })}`}
      </Intro>
    </>
  )
}

interface AnsweringProps {
  readonly project: string
  readonly list: ThreadList
  readonly which: Tab
  readonly rows: readonly ThreadRow[]
  readonly more: React.ReactNode
}

/** The list at the left, the one that is looked at beside it. */
function Answering({ project, list, which, rows, more }: AnsweringProps) {
  const t = useT("questions")
  const [params, change] = useSearchParams(readQuestionsParams)
  const chosen = params.thread ?? rows[0]?.threadId
  const count: Record<Tab, number> = { open: list.waiting, answered: list.answered, clauses: list.clauses }
  return (
    <div className={css.two}>
      <div>
        <div className={css.tabs} role="group" aria-label={t("tabs")}>
          {TABS.map((tab) => (
            <button
              key={tab}
              type="button"
              aria-pressed={tab === which}
              onClick={() => change({ tab: tab === "open" ? undefined : tab, thread: undefined })}
            >
              {t(`tab.${tab}`)} <span>{count[tab]}</span>
            </button>
          ))}
        </div>
        {rows.length === 0 && <p className={`dim ${measures.above12}`}>{t(`none.${which}`)}</p>}
        <QuestionRows rows={rows} chosen={chosen} onChoose={(thread) => change({ thread })} />
        {more}
        {which === "open" && rows.length > 0 && <p className={`dim sm ${measures.above12}`}>{t("putAside")}</p>}
      </div>
      <div>
        {chosen && (
          <OneThread key={chosen} project={project} threadId={chosen} onDone={() => change({ thread: undefined })} />
        )}
      </div>
    </div>
  )
}
