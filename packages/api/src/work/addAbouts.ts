import type { Project } from "@justesse/db"
import { takeAssetNumbers } from "@justesse/db/assets"
import { findTasksMadeOf } from "@justesse/db/work/abouts"
import { type AssetNumber, canonicalJson, overlapOf, secondOf, type TaskAbout } from "@justesse/types"
import type { Deps } from "../core/deps.ts"

/** Tasks that are stored in one transaction: others are answered in between. */
const TOGETHER = 500

/** What a task is to be about beside its asset, or without one, and the name of what it was made of. */
export interface WantedAbout {
  readonly assetId: AssetNumber | null
  readonly about: TaskAbout
  readonly origin: string
}

/** Makes a task of each of these that none was made of yet: done again it makes what is missing. Returns how many were new. */
export async function addAbouts(
  deps: Pick<Deps, "storage" | "nowMs">,
  { id: projectId, settings }: Pick<Project, "id" | "settings">,
  wanted: readonly WantedAbout[],
): Promise<number> {
  const { db, hot } = deps.storage
  const made = new Set(
    (
      await findTasksMadeOf(
        db,
        projectId,
        wanted.map(({ origin }) => origin),
      )
    ).keys(),
  )
  const fresh = wanted.filter(({ origin }) => !made.has(origin) && made.add(origin))
  if (fresh.length === 0) return 0
  const first = await takeAssetNumbers(db, projectId, fresh.length)
  const tasks = fresh.map(({ assetId, about, origin }, at) => ({
    ...{ id: first + at, assetId, tier: 1 },
    overlap: overlapOf(settings.overlap, first + at),
    about: { body: canonicalJson(about), origin, ...secondIn(about) },
  }))
  for (let at = 0; at < tasks.length; at += TOGETHER)
    await hot.addTasks(projectId, tasks.slice(at, at + TOGETHER), deps.nowMs())
  return fresh.length
}

function secondIn(about: TaskAbout): { secondId?: AssetNumber } {
  const second = secondOf(about)
  return second === null ? {} : { secondId: second }
}
