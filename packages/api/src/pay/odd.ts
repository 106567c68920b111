import { findSetting, putSetting } from "@justesse/db"
import { findLastEntry, listLongAfter, listTicksAfter } from "@justesse/db/pay/long"
import { listHolders, putNotices } from "@justesse/db/questions/notices"
import type { HeartbeatBatch } from "@justesse/types"
import { findOdd } from "@justesse/work/clock/odd"
import { z } from "zod"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"

/** Under which name the entry of raw seconds stands up to which times were looked at. */
const READ_UP_TO = "oddTimes"
const Position = z.object({ entry: z.int() })
/** Entries that are looked at in one go. */
const MOST = 5_000

/** Projects in which a task's time is odd, of what came after an entry. Nobody is named, and all is paid. */
async function findOddIn({ storage: { db } }: Pick<Deps, "storage">, after: number) {
  const projects = new Set(await listLongAfter(db, after))
  const rows = await listTicksAfter(db, after, MOST)
  const tasks = new Map<string, { readonly projectId: number; readonly told: HeartbeatBatch[] }>()
  for (const { projectId, personId, taskId, told } of rows) {
    const own = tasks.get(`${projectId}:${personId}:${taskId}`) ?? { projectId, told: [] }
    own.told.push(...told)
    tasks.set(`${projectId}:${personId}:${taskId}`, own)
  }
  for (const { projectId, told } of tasks.values()) if (findOdd(told)) projects.add(projectId)
  return { projects, entry: rows.at(-1)?.id ?? after }
}

/** Owners are asked to look at times that are odd: tasks beyond their time limit, inputs as even as a program's, pages that load for long. */
export async function tellOddTimes(deps: Pick<Deps, "storage" | "nowMs">): Promise<void> {
  const { db } = deps.storage
  const since = Position.safeParse(await findSetting(db, READ_UP_TO)).data
  // What came before anybody looked, as before an upgrade, is nobody's question any more.
  if (!since) return putSetting(db, READ_UP_TO, { entry: await findLastEntry(db) })
  const { projects, entry } = await findOddIn(deps, since.entry)
  await inTransaction(deps, async ({ storage }) => {
    for (const projectId of projects) {
      const notice = {
        projectId,
        kind: "odd_time",
        concern: `odd:${projectId}`,
        detail: {},
        atMs: deps.nowMs(),
      } as const
      await putNotices(storage.db, await listHolders(storage.db, projectId, "owner", 0), notice)
    }
  })
  await putSetting(db, READ_UP_TO, { entry })
}
