import { findAsset, findAssetsByHash, findAssetsByName, insertAssets, takeAssetNumbers } from "@justesse/db/assets"
import type { Asset } from "@justesse/db/assets/rows"
import type { AssetNumber } from "@justesse/types"
import type { Deps } from "../../core/deps.ts"
import { FILES } from "../../core/locks.ts"
import type { Pair } from "./pairs.ts"

/**
 * The pictures of one project in the other, by their number in the first: those that are not there yet are taken in, over the same
 * stored bytes. What cannot be shown, or was taken out, is absent.
 */
export async function picturesThere(
  { storage: { db, locks } }: Pick<Deps, "storage">,
  { from, to }: Pick<Pair, "from" | "to">,
  ids: readonly AssetNumber[],
): Promise<Map<AssetNumber, AssetNumber>> {
  // Their bytes stay until a row of this project names them too.
  return locks.shared(FILES, () =>
    locks.exclusive(`new ${to.id}`, async () => {
      const there = new Map<AssetNumber, AssetNumber>()
      for (const id of new Set(ids)) {
        const asset = await findAsset(db, from.id, id)
        if (!asset || asset.problem !== null) continue
        const known = (await findAssetsByHash(db, to.id, [asset.sha256])).get(asset.sha256)
        there.set(id, known ?? (await takeIn(db, to.id, asset)))
      }
      return there
    }),
  )
}

async function takeIn(db: Deps["storage"]["db"], projectId: number, asset: Asset): Promise<AssetNumber> {
  const id = await takeAssetNumbers(db, projectId, 1)
  const isTaken = (await findAssetsByName(db, projectId, [asset.name])).size > 0
  const name = isTaken ? `${id} ${asset.name}` : asset.name
  await insertAssets(db, projectId, [{ ...asset, id, name, importId: null }])
  return id
}
