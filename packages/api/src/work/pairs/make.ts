import type { Project } from "@justesse/db"
import { type Comparable, listComparable, listPairs } from "@justesse/db/work/pairs"
import { JustesseError, KINDS, PAIRS_EACH } from "@justesse/types"
import { designPairs } from "@justesse/work/pairs/design"
import type { Deps } from "../../core/deps.ts"
import { addAbouts, type WantedAbout } from "../addAbouts.ts"

export type Pairing = Pick<Deps, "storage" | "nowMs" | "hmac">
type Comparing = Pick<Project, "id" | "kind" | "settings">

/** Whether the tasks of a project are about two assets. */
export function comparesTwo({ kind }: Pick<Project, "kind">): boolean {
  return KINDS[kind].about === "pair"
}

/** @throws JustesseError invalid_input where a project compares nothing */
export function requireComparing(project: Pick<Project, "kind">): void {
  if (!comparesTwo(project)) throw new JustesseError("invalid_input", { field: "kind", found: project.kind })
}

/** How many comparisons each asset of a project is to be in; 0: files alone say what is compared. */
export function eachOf({ settings }: Pick<Project, "settings">): number {
  return settings.pairs?.each ?? PAIRS_EACH
}

/**
 * Makes the pairs that are missing so that each asset is in as many comparisons as the project asks for. Several servers may do it at
 * once. Returns how many were new.
 */
export function makePairs(deps: Pairing, project: Comparing): Promise<number> {
  const { db, locks } = deps.storage
  return locks.exclusive(`pairs ${project.id}`, async () => {
    const [{ assets }, there] = await Promise.all([listComparable(db, project.id), listPairs(db, project.id)])
    const seed = Number.parseInt(deps.hmac(`pairs:${project.id}`).slice(0, 7), 16)
    const ids = assets.map(({ id }) => Number(id))
    const known = new Set(ids)
    const named = there.map(({ first, second }) => ({ first: Number(first), second: Number(second) }))
    const between = named.filter(({ first, second }) => known.has(first) && known.has(second))
    const made = designPairs({ assets: ids, there: between, each: eachOf(project), seed })
    const byId = new Map(assets.map((asset) => [Number(asset.id), asset]))
    return addAbouts(
      deps,
      project,
      made.flatMap(({ first, second }) => wantedOf(byId.get(first), byId.get(second))),
    )
  })
}

/** A pair as a task that is to be made; nothing where one of the two is not there. Whichever comes first, two assets are one pair. */
export function wantedOf(first: Comparable | undefined, second: Comparable | undefined): WantedAbout[] {
  if (!first || !second || first.id === second.id) return []
  const { id, size, sound } = second
  const [low, high] = [first.id, id].sort((a, b) => a - b)
  const about = { type: "pair", second: Number(id), size, ...(sound && { sound }) } as const
  return [{ assetId: first.id, about, origin: `pair/${low}/${high}` }]
}
