import type { ProjectAccess } from "@justesse/db"
import { sumSpentByDay } from "@justesse/db/pay/budget"
import { countByDay } from "@justesse/db/projects/overview"
import { payOf } from "@justesse/types"
import type { Spending } from "@justesse/types/wire/pay"
import { tellSpending } from "@justesse/work/pay/spending"
import type { Deps } from "../core/deps.ts"
import { dayName } from "../projects/overview/figures.ts"

const DAY_MS = 86_400_000
/** Days before today whose answers tell the pace; fewer where the project is younger. */
const PACE_DAYS = 14

/** `pay.spending`: what a project paid day by day, and how many answers came. Sums of everybody, nothing about any one person. */
export async function showSpending(
  deps: Pick<Deps, "storage" | "nowMs">,
  project: Pick<ProjectAccess, "id" | "settings">,
  utcOffsetMinutes: number,
): Promise<Spending> {
  const { mode, currency } = payOf(project.settings)
  if (mode !== "paid") return { days: [], answersPerDay: [] }
  const { db } = deps.storage
  const offsetMs = utcOffsetMinutes * 60_000
  const today = Math.floor((deps.nowMs() + offsetMs) / DAY_MS)
  const [spent, { answers }] = await Promise.all([
    sumSpentByDay(db, { projectId: project.id, currency, offsetMs }),
    countByDay(db, project.id, (today - PACE_DAYS) * DAY_MS - offsetMs, offsetMs),
  ])
  const first = Math.min(today, ...answers.map(({ day }) => day))
  return {
    days: tellSpending(spent).map(({ day, ...parts }) => ({ day: dayName(day), ...parts })),
    answersPerDay: Array.from(
      { length: today - first },
      (_, n) => answers.find(({ day }) => day === first + n)?.n ?? 0,
    ),
  }
}
