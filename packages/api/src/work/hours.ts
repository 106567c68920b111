import { findProject, listActiveTimeByDay } from "@justesse/db"
import { JustesseError } from "@justesse/types"
import type { Hours, HoursInput } from "@justesse/types/wire/work"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"

const DAY_MS = 86_400_000
const MOST_DAYS = 400

/** Midnight UTC of a calendar day. @throws JustesseError invalid_input for a day that no calendar has */
function midnight(day: string): number {
  const at = Date.parse(`${day}T00:00:00Z`)
  if (Number.isNaN(at)) throw new JustesseError("invalid_input", { field: "day" })
  return at
}

/** Counted time of a person by day and project, both days included, on the reader's calendar. Newest day first. */
export async function hoursOf(
  deps: Pick<Deps, "storage">,
  personId: number,
  input: z.infer<typeof HoursInput>,
): Promise<z.infer<typeof Hours>> {
  const { db } = deps.storage
  const [from, to] = [midnight(input.from), midnight(input.to)]
  if (to - from > MOST_DAYS * DAY_MS) throw new JustesseError("invalid_input", { field: "to", days: MOST_DAYS })
  const offsetMs = input.utcOffsetMinutes * 60_000
  const days = await listActiveTimeByDay(db, personId, from - offsetMs, to + DAY_MS - offsetMs, offsetMs)
  const ids = [...new Set(days.map((day) => day.projectId))]
  const found = await Promise.all(ids.map((id) => findProject(db, id)))
  const known = new Map(found.flatMap((project) => (project ? [[project.id, project] as const] : [])))
  const rows = days.flatMap(({ day, projectId, activeMs, tasks }) => {
    const project = known.get(projectId)
    if (!project) return []
    const seconds = Math.floor(activeMs / 1_000)
    const date = new Date(day * DAY_MS).toISOString().slice(0, 10)
    return [{ day: date, project: project.slug, projectName: project.name, seconds, tasks }]
  })
  return { rows, totalSeconds: rows.reduce((sum, row) => sum + row.seconds, 0) }
}
