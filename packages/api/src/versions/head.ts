import { type FrozenVersion, findVersion } from "@justesse/db/versions"
import { JustesseError, PayMode, ProjectSettings } from "@justesse/types"
import { ContentClass } from "@justesse/types/content/classes"
import { DatasetManifest } from "@justesse/types/dataset"
import { VersionShown } from "@justesse/types/wire/dataset"
import { z } from "zod"
import type { Deps } from "../core/deps.ts"

/** What is stored with a version's head: its manifest and what was counted while it was frozen. */
const Facts = z.strictObject({
  manifest: DatasetManifest,
  byLabel: VersionShown.shape.byLabel,
  against: VersionShown.shape.against,
  // Versions of before did not count these.
  pictureBytes: z.int().nullable().default(null),
  sure: VersionShown.shape.sure.default(null),
  /** What the project asked and announced then, for its labor label. */
  conditions: z
    .strictObject({
      title: z.string(),
      overlap: ProjectSettings.shape.overlap,
      contentNote: ProjectSettings.shape.contentNote,
      /** Classes that people were asked about first; absent where none was declared, and in versions of before. */
      content: z.array(ContentClass).optional(),
      /** How its people were paid; of versions that do not say so: as the project is now. */
      mode: PayMode.optional(),
    })
    .nullable()
    .default(null),
})
export type Facts = z.infer<typeof Facts>

export function factsOf(head: FrozenVersion): Facts {
  return Facts.parse(JSON.parse(head.facts))
}

/** The head of a frozen version. @throws JustesseError not_found */
export async function headOf(deps: Pick<Deps, "storage">, projectId: number, version: number): Promise<FrozenVersion> {
  const head = await findVersion(deps.storage.db, projectId, version)
  if (!head) throw new JustesseError("not_found", { version })
  return head
}

/** The manifest of a frozen version. @throws JustesseError not_found */
export async function manifestOf(
  deps: Pick<Deps, "storage">,
  projectId: number,
  version: number,
): Promise<DatasetManifest> {
  return factsOf(await headOf(deps, projectId, version)).manifest
}
