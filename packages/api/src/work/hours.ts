import { findProject, listActiveTimeByDay } from "@justesse/db"
import { type Claim, listClaimsOf } from "@justesse/db/work/claims"
import { listSessionDays, type SessionDay } from "@justesse/db/work/sessions"
import { JustesseError } from "@justesse/types"
import type { Hours, HoursInput } from "@justesse/types/wire/work"
import { CLAIM_ANSWER_MS } from "@justesse/work/clock/claims"
import { DAY_MS } from "@justesse/work/clock/day"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"
import { grantLeft } from "./claims.ts"

type HoursShown = z.infer<typeof Hours>
const MOST_DAYS = 400

/** Midnight UTC of a calendar day. @throws JustesseError invalid_input for a day that no calendar has */
function midnight(day: string): number {
  const at = Date.parse(`${day}T00:00:00Z`)
  if (Number.isNaN(at)) throw new JustesseError("invalid_input", { field: "day" })
  return at
}

const seconds = (ms: number) => Math.floor(ms / 1_000)
const dateOf = (day: number) => new Date(day * DAY_MS).toISOString().slice(0, 10)

type Named = Pick<HoursShown["rows"][number], "project" | "projectName">

function toSessionRow({ ms, ...session }: SessionDay, named: Named): HoursShown["sessions"][number] {
  return {
    ...{ session: session.id, day: dateOf(session.day), ...named },
    ...{ fromMs: session.openedAtMs, toMs: session.isOver ? session.lastAtMs : null, tasks: session.tasks },
    seconds: seconds(Object.values(ms).reduce((sum, one) => sum + one, 0)),
    ...{ readingSeconds: seconds(ms.reading), reviewSeconds: seconds(ms.review) },
    mentoringSeconds: seconds(ms.mentoring),
    ...{ breakSeconds: seconds(ms.break), claimedSeconds: seconds(ms.claim) },
  }
}

/** What of a day and project belongs to no session: it was counted before there were any. */
function withRest(rows: HoursShown["rows"], sessions: HoursShown["sessions"]): HoursShown["sessions"] {
  const none = {
    ...{ fromMs: null, toMs: null, readingSeconds: 0, reviewSeconds: 0, mentoringSeconds: 0 },
    ...{ breakSeconds: 0, claimedSeconds: 0 },
  }
  const rests = rows.flatMap(({ day, project, projectName, seconds: all, tasks }) => {
    const own = sessions.filter((one) => one.day === day && one.project === project)
    const rest = all - own.reduce((sum, one) => sum + one.seconds, 0)
    const sent = tasks - own.reduce((sum, one) => sum + one.tasks, 0)
    return rest <= 0
      ? []
      : [{ session: null, day, project, projectName, ...none, seconds: rest, tasks: Math.max(0, sent) }]
  })
  return [...sessions, ...rests].sort((a, b) => b.day.localeCompare(a.day))
}

function toClaimRow({ id, sessionId, grantedSeconds, askedSeconds, note, isBeyond, atMs, answer }: Claim) {
  const isOpen = askedSeconds > 0 && answer === null
  return {
    ...{ id, session: sessionId, grantedSeconds, askedSeconds, note, isBeyond, atMs },
    answerByMs: isOpen ? atMs + CLAIM_ANSWER_MS : null,
    answer: answer && {
      ...{ grantedSeconds: answer.grantedSeconds, bySilence: answer.personId === null, atMs: answer.atMs },
    },
  }
}

/** Counted time of a person by day and project, both days included, on the reader's calendar. Newest day first. */
export async function hoursOf(
  deps: Pick<Deps, "storage" | "nowMs">,
  personId: number,
  input: z.infer<typeof HoursInput>,
): Promise<z.infer<typeof Hours>> {
  const { db } = deps.storage
  const [from, to] = [midnight(input.from), midnight(input.to)]
  if (to - from > MOST_DAYS * DAY_MS) throw new JustesseError("invalid_input", { field: "to", days: MOST_DAYS })
  const offsetMs = input.utcOffsetMinutes * 60_000
  const span = [from - offsetMs, to + DAY_MS - offsetMs] as const
  const [days, parts] = [
    await listActiveTimeByDay(db, personId, ...span, offsetMs),
    await listSessionDays(db, personId, span, offsetMs),
  ]
  const ids = [...new Set(days.map((day) => day.projectId))]
  const found = await Promise.all(ids.map((id) => findProject(db, id)))
  const known = new Map(found.flatMap((project) => (project ? [[project.id, project] as const] : [])))
  const rows = days.flatMap(({ day, projectId, activeMs, tasks }) => {
    const project = known.get(projectId)
    if (!project) return []
    const named = { project: project.slug, projectName: project.name }
    return [{ day: dateOf(day), ...named, seconds: seconds(activeMs), tasks }]
  })
  const sessions = parts.flatMap((part) => {
    const project = known.get(part.projectId)
    return project ? [toSessionRow(part, { project: project.slug, projectName: project.name })] : []
  })
  const own = [...new Set(parts.map(({ id }) => id))]
  const claims = await listClaimsOf(db, personId, own)
  return {
    rows,
    totalSeconds: rows.reduce((sum, row) => sum + row.seconds, 0),
    sessions: withRest(rows, sessions),
    claims: claims.map(toClaimRow),
    grantLeftSeconds: await grantLeft(deps, personId, input.utcOffsetMinutes),
  }
}
