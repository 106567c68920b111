import type { Overview } from "@justesse/types/wire/project"
import { Rich } from "../../i18n/Rich.tsx"
import { useT } from "../../i18n/useT.ts"
import { calendarDay } from "../../locale/dates.ts"
import { type Format, useFormat } from "../../locale/useFormat.ts"
import { useNow } from "../../locale/useNow.ts"
import { Intro } from "../../ui/layout.tsx"
import { finalShare, finishOf } from "./forecast.ts"

const DAY_MS = 86_400_000

/** `Thursday 16:00` near by, a day alone when it is further off than a week. */
export function moment(ms: number, nowMs: number, format: Format): string {
  return ms - nowMs < 7 * DAY_MS ? `${format.day(ms)} ${format.time(ms)}` : format.date(ms)
}

/** How much is settled, and when it will be done at this pace. */
export function OverviewLead({ overview }: { readonly overview: Overview }) {
  const t = useT("overview")
  const format = useFormat()
  const now = useNow()
  const share = format.percent(finalShare(overview))
  const finish = finishOf(overview, calendarDay(now), now)
  if (overview.pictures === 0) return <Sentence k="leadEmpty" values={{}} />
  if (finalShare(overview) === 1)
    return (
      <Sentence
        k={overview.lastVersion === null ? "leadDone" : "leadFrozen"}
        values={{ pictures: format.number(overview.counts.settled ?? 0), version: overview.lastVersion ?? 0 }}
      />
    )
  if (overview.answersLeft === 0)
    return <Sentence k="leadReview" values={{ share, count: overview.disputedDifferences }} />
  if (!finish) return <Sentence k="leadNoPace" values={{ share, left: format.number(overview.answersLeft) }} />
  const values = {
    share,
    at: moment(finish.finishAtMs, now, format),
    early: moment(finish.earliestAtMs, now, format),
    late: finish.latestAtMs === null ? "" : moment(finish.latestAtMs, now, format),
  }
  return (
    <Intro>
      <Rich t={t} k={finish.latestAtMs === null ? "leadOpenEnd" : "lead"} values={values} />
    </Intro>
  )
}

function Sentence({ k, values }: { readonly k: string; readonly values: Readonly<Record<string, string | number>> }) {
  const t = useT("overview")
  return (
    <Intro>
      <Rich t={t} k={k} values={values} />
    </Intro>
  )
}
