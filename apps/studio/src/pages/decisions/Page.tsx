import type { DecisionRow } from "@justesse/types/wire/decision"
import { api } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { readDecisionsParams } from "../../search.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { ButtonLink } from "../../ui/Button.tsx"
import { Head, Intro, Rows, Seg } from "../../ui/layout.tsx"
import { More } from "../../ui/More.tsx"
import { Skeleton } from "../../ui/Skeleton.tsx"
import { Empty, Trouble } from "../../ui/Trouble.tsx"
import { usePages } from "../../ui/usePages.ts"
import { useSearchParams } from "../../ui/useSearchParams.ts"
import { HistoryViews } from "../work/HistoryViews.tsx"
import css from "./page.module.css"
import { StatusWord } from "./StatusWord.tsx"
import { useSentences } from "./useSentences.ts"

const LIMIT = 30
const STATES = ["open", "decided", "all"] as const
type State = (typeof STATES)[number]

/** Answers of mine that somebody doubted: what happens next with each, and one act. What was accepted is not here. */
export function DecisionsPage() {
  const t = useT("decisions")
  usePageName(t("title"))
  const [searchParams, change] = useSearchParams(readDecisionsParams)
  const state = searchParams.state ?? "open"
  const query = usePages([["decision", "list"], { state }], (cursor) =>
    api.decision.list.query({ state, cursor, limit: LIMIT }),
  )
  const first = query.data?.pages[0]
  const rows = query.data?.pages.flatMap((page) => page.rows) ?? []
  return (
    <div className="content">
      <Head title={t("history:title")}>
        <HistoryViews at="decisions" />
      </Head>
      {query.isPending && <Skeleton />}
      {query.isError && !first && <Trouble error={query.error} again={() => void query.refetch()} />}
      {first && (
        <>
          <Intro>
            <Summary {...first.counts} />
          </Intro>
          <div className="bar">
            <Seg
              label={t("title")}
              value={state}
              options={STATES.map((value) => ({ value, name: t(`state.${value}`, countOf(value, first.counts)) }))}
              onChange={(next: State) => change({ state: next })}
            />
          </div>
          <div className={measures.above8}>
            {rows.length === 0 ? (
              <Empty icon="history" title={t(`empty.${state}`)} text={t("empty.text")} />
            ) : (
              <Rows>
                {rows.map((row) => (
                  <Line key={row.decision} row={row} />
                ))}
              </Rows>
            )}
          </div>
          <More query={query} />
          <Ever {...first.ever} />
        </>
      )}
    </div>
  )
}

type Counts = { readonly open: number; readonly needMe: number; readonly decided: number }

function countOf(state: State, { open, decided }: Counts): { count: number } {
  return { count: { open, decided, all: open + decided }[state] }
}

function Summary({ open, needMe, decided }: Counts) {
  const t = useT("decisions")
  if (needMe > 0) return <Rich t={t} k="leadNeed" values={{ count: needMe }} />
  if (open > 0) return <Rich t={t} k="leadOthers" values={{ count: open }} />
  return <Rich t={t} k={decided > 0 ? "leadDone" : "leadNone"} values={{}} />
}

/** How often it happens at all: the answers that were sent, rejected, and overturned. */
function Ever({
  sent,
  rejected,
  overturned,
  sinceMs,
}: Readonly<Record<"sent" | "rejected" | "overturned", number>> & { readonly sinceMs: number | null }) {
  const t = useT("decisions")
  const format = useFormat()
  if (sinceMs === null) return null
  return (
    <p className={`dim ${measures.above16}`}>
      {t("ever.sent", { count: sent, since: format.date(sinceMs) })} {t("ever.rejected", { count: rejected })}{" "}
      {rejected > 0 && t("ever.overturned", { count: overturned })} {t("ever.time")}
    </p>
  )
}

function Line({ row }: { readonly row: DecisionRow }) {
  const t = useT("decisions")
  const format = useFormat()
  const sentences = useSentences()
  const act = row.acts.includes("appeal") ? "appeal" : row.acts.includes("repair") ? "repair" : "see"
  const params = { decision: String(row.decision) }
  return (
    <div className={`row ${css.line}`}>
      {row.thumbnail === "" ? (
        <span />
      ) : (
        <img src={row.thumbnail} alt="" width={64} height={48} loading="lazy" className="pic" />
      )}
      <StatusWord status={row.status} />
      <span>
        <b>{sentences.about(row)}</b>
        <br />
        <span className="dim">
          {row.projectName} · {t("sent", { when: `${format.day(row.sentAtMs)}, ${format.time(row.sentAtMs)}` })}
          {row.clause !== null && row.clause !== "" && ` · ${t("clause", { clause: row.clause })}`}
        </span>
        <br />
        {sentences.next(row)}
      </span>
      <ButtonLink look={act === "appeal" ? "primary" : "plain"} to="/work/decisions/$decision" params={params}>
        {t(`act.${act}`)}
      </ButtonLink>
    </div>
  )
}
