import type { ProjectAccess } from "@justesse/db/projects"
import { findFact, keepFact } from "@justesse/db/versions"
import { listDifferences, type PictureDifference } from "@justesse/db/versions/diff"
import { AssetId, boxOf, type Region, ringsOf } from "@justesse/types"
import {
  type ChangeKind,
  type Diff,
  type DiffBox,
  type DiffInput,
  type DiffPicture,
  type DiffPictures,
  type DiffPicturesInput,
  VersionChanges,
} from "@justesse/types/wire/dataset"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"
import { assetReference, mediaUrls } from "../media.ts"
import { requireThere } from "../projects/guard.ts"
import { pairsOf, regionsOf } from "./compare.ts"
import { headOf, manifestOf } from "./head.ts"

/** How regions are compared: what an earlier program counted otherwise, by boxes alone, is not what its pictures show now. */
const COMPARED = "outlines"

/** Most regions drawn over one picture. */
const MOST_BOXES = 200

/** A version against any other one, in numbers: counted once in the background, then kept, since neither ever changes. */
export async function diffOf(
  deps: Pick<Deps, "storage" | "background">,
  project: ProjectAccess,
  { version, other }: z.infer<typeof DiffInput>,
): Promise<z.infer<typeof Diff>> {
  requireThere(project)
  await headOf(deps, project.id, other)
  const { ontology } = await manifestOf(deps, project.id, version)
  const { db } = deps.storage
  const name = `changes/${other}/${COMPARED}`
  const fixed = await findFact(db, project.id, version, name)
  if (fixed !== null) return { changes: VersionChanges.parse(fixed), ontology }
  const changes = await deps.background.run("changes", { projectId: project.id, version, other })
  await keepFact(db, project.id, version, name, JSON.stringify(changes))
  return { changes, ontology }
}

/** Pictures that differ between two versions with both answers, by picture. */
export async function diffPictures(
  deps: Pick<Deps, "storage" | "hmac" | "nowMs">,
  project: ProjectAccess,
  { version, other, cursor, limit }: z.infer<typeof DiffPicturesInput>,
): Promise<z.infer<typeof DiffPictures>> {
  requireThere(project)
  await Promise.all([headOf(deps, project.id, version), headOf(deps, project.id, other)])
  const after = cursor === null ? 0 : Number.parseInt(cursor, 10) || 0
  const page = await listDifferences(deps.storage.db, project.id, version, other, after, limit)
  const last = page.at(-1)
  return {
    pictures: page.map((one) => pictureOf(deps, project.id, one)),
    next: last && page.length === limit ? String(last.asset.id) : null,
  }
}

function pictureOf(deps: Pick<Deps, "hmac" | "nowMs">, projectId: number, one: PictureDifference): DiffPicture {
  const { asset } = one
  const pairs = pairsOf(regionsOf(one.was), regionsOf(one.now))
  const counts: Partial<Record<ChangeKind, number>> = {}
  for (const { kinds } of pairs) for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1
  const side = (which: "was" | "now") =>
    one[which] === null
      ? null
      : pairs
          .flatMap((pair) => (pair[which] ? [diffBoxOf(pair[which], pair.kinds)] : []))
          .sort((a, b) => a.kinds.length - b.kinds.length)
          .slice(-MOST_BOXES)
  return {
    asset: AssetId.parse(asset.id),
    name: asset.name,
    thumbnail: asset.thumbnailSha256 === null ? "" : mediaUrls(deps, assetReference(projectId, asset.id)).thumbnail,
    size: asset.size,
    was: side("was"),
    now: side("now"),
    counts: { added: 0, gone: 0, moved: 0, relabelled: 0, retexted: 0, ...counts },
  }
}

function diffBoxOf(region: Region, kinds: readonly ChangeKind[]): z.infer<typeof DiffBox> {
  const { label, transcript, geometry } = region
  const { x, y, width, height } = boxOf(region)
  const rings = geometry.type === "box" ? null : ringsOf(geometry).map((ring) => [...ring])
  return { box: [x, y, width, height], rings, label, kinds: [...kinds], text: transcript?.value ?? null }
}
