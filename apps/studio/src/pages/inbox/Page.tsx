import type { Notice } from "@justesse/types/wire/question"
import { useEffect } from "react"
import { api, refresh } from "../../api.ts"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { usePageName } from "../../shell/usePageName.ts"
import { Icon, type IconName } from "../../theme/Icon.tsx"
import measures from "../../theme/measures.module.css"
import { Button, ButtonLink } from "../../ui/Button.tsx"
import { Head, Intro, Rows } from "../../ui/layout.tsx"
import { More } from "../../ui/More.tsx"
import { Skeleton } from "../../ui/Skeleton.tsx"
import { Trouble } from "../../ui/Trouble.tsx"
import { useAct } from "../../ui/useAct.ts"
import { usePages } from "../../ui/usePages.ts"
import { whereTo } from "./whereTo.ts"

const LIMIT = 50

/** What people are told, newest first. Nothing here is the only place where it stands. */
export function InboxPage() {
  const t = useT("inbox")
  usePageName(t("title"))
  const query = usePages([["question", "inbox"], {}], (cursor) => api.question.inbox.query({ cursor, limit: LIMIT }))
  const first = query.data?.pages[0]
  const rows = query.data?.pages.flatMap((page) => page.notices) ?? []
  const seen = useAct(
    (ids: number[] | null) => api.question.seen.mutate({ ids }),
    () => refresh("question"),
  )
  // Whatever was told before this page was opened may have been added to: it is read anew.
  useEffect(() => void refresh("question"), [])
  return (
    <div className="content">
      <Head title={t("title")}>
        {first && first.unseen > 0 && (
          <Button disabled={seen.isPending} onClick={() => seen.mutate(null)}>
            {t("allSeen")}
          </Button>
        )}
      </Head>
      {first && (
        <Intro>
          <Rich t={t} k={first.unseen > 0 ? "lead" : "leadNone"} values={{ count: first.unseen }} />
        </Intro>
      )}
      {query.isPending && <Skeleton />}
      {query.isError && !first && <Trouble error={query.error} again={() => void query.refetch()} />}
      <div className={measures.above16}>
        <Rows>
          {rows.map((notice) => (
            <NoticeRow key={notice.id} notice={notice} onSeen={() => seen.mutate([notice.id])} />
          ))}
        </Rows>
      </div>
      <More query={query} />
    </div>
  )
}

const ICONS: Readonly<Record<Notice["kind"], IconName>> = {
  question_waits: "question",
  question_late: "question",
  answered: "question",
  sent_back: "history",
  guideline_changed: "guideline",
  mentioned: "person",
  disagreement: "review",
  rejection_proposed: "history",
  proposal_dropped: "history",
  rejected: "history",
  rejection_reopened: "history",
  appeal_answered: "history",
  repair_ended: "history",
  second_wanted: "review",
  appeal_waits: "review",
  own_overturned: "review",
  known_answer_wrong: "learn",
  payout_sent: "money",
  payout_arrived: "money",
  payout_back: "money",
  session_added: "clock",
  money_waits: "money",
  money_came: "money",
  money_low: "money",
  money_out: "money",
  money_there: "money",
  odd_time: "clock",
  claim_waits: "clock",
  ombud_asked: "scales",
  ombud_answered: "scales",
  mentor_asked: "learn",
  mentor_offered: "learn",
  mentor_accepted: "learn",
  mentor_note: "learn",
  mentor_ended: "learn",
  progress_asked: "people",
  progress_answered: "learn",
  peer_wanted: "review",
  peer_ended: "people",
  peer_result: "learn",
  content_reported: "eye",
  content_stopped: "eye",
  content_asked: "eye",
  purpose_asked: "scales",
  purpose_allowed: "scales",
  purpose_refused: "scales",
}

/** Under which name a notice has its sentence. */
function kindOf({ kind, detail }: Notice): string {
  if (kind === "answered" && detail.clause !== undefined) return "answeredClause"
  return kind === "appeal_answered" && detail.ended === "overturned" ? "appealOverturned" : kind
}

function NoticeRow({ notice, onSeen }: { readonly notice: Notice; readonly onSeen: () => void }) {
  const t = useT("inbox")
  const format = useFormat()
  const to = whereTo(notice)
  const { clause, version } = notice.detail
  const key = `kind.${kindOf(notice)}`
  return (
    <div className={`row ${measures.high56}`}>
      <Icon name={ICONS[notice.kind]} />
      <span className={notice.seen ? "g" : "g b"}>
        {t(key, { count: notice.times, clause: clause ?? "", version: version ?? "" })}
        <br />
        <span className="dim sm">{[notice.projectName, notice.seen ? "" : t("new")].filter(Boolean).join(" · ")}</span>
      </span>
      <span className="num dim nw only-wide">{format.dateTime(notice.atMs)}</span>
      {to && (
        <ButtonLink small {...to} onClick={() => notice.seen || onSeen()}>
          {t("common:see")}
        </ButtonLink>
      )}
    </div>
  )
}
