import { linkOptions, useParams } from "@tanstack/react-router"
import { api } from "../../api.ts"
import { useT } from "../../i18n/useT.ts"
import { utcOffsetMinutes } from "../../locale/dates.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { useMe } from "../../shell/useMe.ts"
import { usePageName } from "../../shell/usePageName.ts"
import measures from "../../theme/measures.module.css"
import { useReadingClock } from "../../time/unleased.ts"
import { Button, ButtonLink } from "../../ui/Button.tsx"
import { Loaded } from "../../ui/Loaded.tsx"
import { Crumbs, Head, Note, Rule } from "../../ui/layout.tsx"
import { useAct } from "../../ui/useAct.ts"
import { useGo } from "../../ui/useGo.ts"
import { Disagree, reasonOf } from "./Disagree.tsx"
import { OneDifferences } from "./OneDifferences.tsx"
import { type One, useOne } from "./one.ts"
import { Why } from "./why/Reason.tsx"

/** One task of mine: mine and the kept answer over each other, each difference with its reason. */
export function OnePage() {
  const t = useT("history")
  const { assignment } = useParams({ from: "/manage/work/history/$assignment" })
  const query = useOne(assignment)
  usePageName(t("one.title"))
  return (
    <div className="content">
      <Loaded query={query}>{(one) => <OneBody one={one} />}</Loaded>
    </div>
  )
}

function OneBody({ one }: { readonly one: One }) {
  const t = useT("history")
  const format = useFormat()
  const { task } = one
  useReadingClock(task.project, null)
  const project = useMe()?.projects.find((card) => card.project === task.project)?.name ?? task.project
  const title = useTitle(one)
  const when = `${format.day(task.sentAtMs)}, ${format.time(task.sentAtMs)}`
  const changes = one.differences.filter((disagreement) => disagreement.kind !== "kept").length
  const minutes = format.duration(one.activeSeconds)
  return (
    <>
      <Crumbs
        items={linkOptions([{ to: "/work/history", children: t("title") }])}
        here={`${project} · ${t(acted(one), { when })}`}
      />
      <Head title={title}>
        <OneActs one={one} />
      </Head>
      <p className="lead plain-lead">{t(leadOf(one), { count: changes, minutes })}</p>
      {one.sentBack && (
        <div className={measures.above12}>
          <Note need>
            {t("one.reviewerSays", { reason: t(`work:reason.${one.sentBack.code}`) })}
            {one.sentBack.clause && ` · ${t("work:sentBack.clause", { clause: one.sentBack.clause })}`}
            {one.sentBack.note && ` · ${one.sentBack.note}`}
            {one.sentBack.place && ` · ${t("one.placeMarked")}`}
          </Note>
          <div className={`bar ${measures.above8}`}>
            {one.decision === null ? (
              <Disagree assignmentId={task.assignmentId} region={null} reason={reasonOf(one.sentBack)} />
            ) : (
              <ButtonLink look="primary" to="/work/decisions/$decision" params={{ decision: one.decision }}>
                {t("one.toDecision")}
              </ButtonLink>
            )}
          </div>
        </div>
      )}
      <OneDifferences one={one} />
      <Rule />
      <Why assignmentId={task.assignmentId} />
    </>
  )
}

/** What was last done with it: sent, passed on, or begun. */
function acted({ task }: One): string {
  if (task.state === "skipped") return "one.skippedWhen"
  return task.revision > 0 ? "one.sent" : "one.begun"
}

function leadOf({ task, sentBack, kept }: One): string {
  if (sentBack) return "one.sentBackText"
  if (task.state === "taken") return "one.takenText"
  if (task.state === "skipped") return "one.skippedText"
  if (task.revision === 0) return task.state === "expired" ? "one.expiredText" : "one.begunText"
  return kept === null ? "one.undecidedText" : "one.lead"
}

function useTitle(one: One): string {
  const t = useT("history")
  const mine = one.task.body.regions.length
  const touched = one.differences.filter(
    (disagreement) => disagreement.mine !== null && disagreement.kind !== "kept",
  ).length
  if (one.sentBack) return t("one.sentBack", { reason: t(`work:reason.${one.sentBack.code}`) })
  if (one.task.state === "skipped")
    return one.skipReason ? t("one.skipped", { reason: t(`task:skip.${one.skipReason}`) }) : t("one.skippedPlain")
  if (one.task.revision === 0) return t(`one.${one.task.state === "expired" ? "expired" : "inHand"}`)
  if (one.task.state === "taken") return t("one.taken")
  if (one.kept === null) return t("one.undecided")
  if (mine === 0) return t("one.keptNothing")
  return t("one.kept", { count: mine, kept: mine - touched })
}

function OneActs({ one }: { readonly one: One }) {
  const t = useT("history")
  const go = useGo()
  const { task } = one
  const takeUp = task.state === "skipped" || task.state === "expired"
  const open = useAct(
    () =>
      (takeUp ? api.work.takeUp : api.work.revise).mutate({
        assignmentId: task.assignmentId,
        utcOffsetMinutes: utcOffsetMinutes(),
      }),
    (lease) =>
      go({
        to: "/label/$project/{-$assignment}",
        params: { project: task.project, assignment: String(lease.assignmentId) },
      }),
  )
  if (task.state === "in_hand") {
    return (
      <ButtonLink
        look="primary"
        to="/label/$project/{-$assignment}"
        params={{ project: task.project, assignment: String(task.assignmentId) }}
      >
        {t("goOn")}
      </ButtonLink>
    )
  }
  // What was sent back is corrected or left where it is decided.
  if ((!takeUp && !task.revisable) || one.decision !== null) return null
  return (
    <Button
      look={one.sentBack ? "primary" : "plain"}
      onClick={() => open.mutate(undefined)}
      disabled={open.isPending}
      title={t("one.reviseText")}
    >
      {t(takeUp ? "one.takeUp" : one.sentBack ? "one.correct" : "one.revise")}
    </Button>
  )
}
