import { withStatuses } from "@justesse/db/versions/freeze"
import { type SplitItem, splitsOf } from "@justesse/formats/regions/splits"
import type { SplitShown } from "@justesse/types/wire/dataset"
import type { SplitWork } from "../core/background.ts"
import type { Deps } from "../core/deps.ts"
import { checkedPages } from "./checkedPages.ts"
import { findFixedSplits, planOf, splitItemOf, takenOf } from "./freezeWork.ts"

/** How many pictures each part would have if a version were frozen now under this rule; writes nothing. */
export async function splitPreview(deps: Pick<Deps, "storage" | "sha256">, work: SplitWork): Promise<SplitShown> {
  const fixed = await findFixedSplits(deps, work)
  const items: SplitItem[] = []
  await withStatuses(deps.storage, work.projectId, async (pages) => {
    for await (const page of checkedPages(deps, pages))
      for (const taken of await takenOf(deps, work, page)) items.push(splitItemOf(work.split, taken, fixed))
  })
  const of = splitsOf(items, planOf(work.split))
  const counts = new Map(work.split.parts.map(({ name }) => [name, 0]))
  for (const { id } of items) {
    const split = of.get(id)
    if (split !== undefined) counts.set(split, (counts.get(split) ?? 0) + 1)
  }
  return { pictures: items.length, parts: [...counts].map(([name, pictures]) => ({ name, pictures })) }
}
