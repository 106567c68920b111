import { findAsset, findAssetsByHash } from "@justesse/db/assets"
import type { ProjectAccess } from "@justesse/db/projects"
import { JustesseError } from "@justesse/types"
import type { RestAdded } from "@justesse/types/wire/rest"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"
import type { Who } from "../core/who.ts"
import { ingest } from "../imports/index.ts"
import { MAX_PICTURE_BYTES } from "../imports/pictures.ts"
import type { RawBody } from "./route.ts"

/**
 * Takes one picture in at once. The same bytes again add nothing and answer what is there.
 * @throws JustesseError file_too_large | name_unsafe | picture_kind when the file is not read as a picture
 */
export async function addPicture(
  deps: Deps,
  project: ProjectAccess,
  who: Who,
  { name, raw }: { name: string; raw: RawBody },
): Promise<z.input<typeof RestAdded>> {
  const batch = deps.uuid()
  try {
    const { sha256 } = await raw.keep(project.slug, batch, name, MAX_PICTURE_BYTES)
    const files = await deps.uploads.files(project.slug, batch)
    const work = { project, files, as: "settled" as const, name, who, format: "pictures" }
    const { twice } = await ingest(deps, work).finally(() => files.close())
    const { db } = deps.storage
    const id = (await findAssetsByHash(db, project.id, [sha256])).get(sha256)
    const asset = id === undefined ? null : await findAsset(db, project.id, id)
    if (!asset) throw new JustesseError("picture_kind", { file: name.slice(0, 200) })
    return { id: asset.id, name: asset.name, twice: twice > 0, problem: asset.problem?.code ?? null }
  } finally {
    await deps.uploads.remove(project.slug, batch)
  }
}
