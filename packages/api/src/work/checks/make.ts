import type { Project } from "@justesse/db"
import { takeAssetNumbers } from "@justesse/db/assets"
import { findTasksMadeOf } from "@justesse/db/work/abouts"
import { type AssetNumber, canonicalJson, overlapOf, type TaskAbout } from "@justesse/types"
import type { Deps } from "../../core/deps.ts"

/** What a new task is about, on a picture or on none, and the name of what it was made of. */
interface Wanted {
  readonly assetId: AssetNumber | null
  readonly about: TaskAbout
  readonly origin: string
}

/** Makes a task of each thing that none was made of yet: done again it makes what is missing. Returns how many were new. */
export async function addTasksAbout(
  deps: Pick<Deps, "storage" | "nowMs">,
  { id: projectId, settings }: Pick<Project, "id" | "settings">,
  wanted: readonly Wanted[],
): Promise<number> {
  const { db, hot } = deps.storage
  const origins = wanted.map(({ origin }) => origin)
  const made = await findTasksMadeOf(db, projectId, origins)
  const seen = new Set<string>()
  const fresh = wanted.filter(({ origin }) => !made.has(origin) && !seen.has(origin) && seen.add(origin))
  if (fresh.length === 0) return 0
  const first = await takeAssetNumbers(db, projectId, fresh.length)
  const tasks = fresh.map(({ assetId, about, origin }, at) => ({
    ...{ id: first + at, assetId, tier: 1 },
    overlap: overlapOf(settings.overlap, first + at),
    about: { body: canonicalJson(about), origin },
  }))
  await hot.addTasks(projectId, tasks, deps.nowMs())
  return fresh.length
}
