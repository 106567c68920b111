import { guidelines } from "@justesse/db/repositories/guidelines"
import type { ProjectAccess } from "@justesse/db/repositories/projects"
import { clauseNumbersTwice, JustesseError } from "@justesse/types"
import type { GuidelineGet, GuidelineSave, GuidelineShown } from "@justesse/types/wire/project"
import type { z } from "zod"
import type { Who } from "../core/context.ts"
import type { Deps } from "../core/deps.ts"
import { blobReference, mediaUrls } from "../media.ts"
import { note } from "./activity.ts"
import { namerWith } from "./peopleNames.ts"
import { isOwner, requireActive, requireThere } from "./projectsGuard.ts"

/** Hashes of the pictures that a guideline names as `blob:<sha256>`, each once. */
export function picturesOf(markdown: string): string[] {
  return [...new Set([...markdown.matchAll(/blob:([0-9a-f]{64})/g)].map((match) => match[1] ?? ""))]
}

/** Addresses of the pictures that a guideline names, by hash, valid for an hour or more. */
export function pictureUrls(deps: Pick<Deps, "hmac" | "nowMs">, markdown: string): Record<string, string> {
  return Object.fromEntries(picturesOf(markdown).map((sha256) => [sha256, mediaUrls(deps, blobReference(sha256)).full]))
}

/** A guideline with addresses of its pictures, valid for an hour or more. */
export async function getGuideline(
  deps: Pick<Deps, "storage" | "hmac" | "nowMs">,
  project: ProjectAccess,
  who: Who,
  input: z.infer<typeof GuidelineGet>,
): Promise<z.infer<typeof GuidelineShown>> {
  requireThere(project)
  const repository = guidelines(deps.storage.db)
  const version = input.version ?? project.guidelineVersion
  const found = await repository.find(project.id, version)
  if (!found) throw new JustesseError("not_found", { guideline: version })
  const all = await repository.all(project.id)
  const name = await namerWith(
    deps,
    project,
    who.personId,
    all.map((one) => one.madeBy),
  )
  return {
    version,
    markdown: found.markdown,
    versions: all.map((one) => ({
      version: one.version,
      madeAtMs: one.madeAtMs,
      by: name(one.madeBy),
      note: one.note,
    })),
    pictures: pictureUrls(deps, found.markdown),
    canEdit: isOwner(project) && project.state !== "archived",
  }
}

/**
 * Stores a guideline as the next version. Clause numbers must not stand twice, and the version that the editor began from
 * must still be in force: otherwise somebody's text would be lost.
 * @throws JustesseError clause_number_twice | version_changed | project_archived
 */
export async function saveGuideline(
  deps: Pick<Deps, "storage" | "nowMs">,
  project: ProjectAccess,
  who: Who,
  input: z.infer<typeof GuidelineSave>,
): Promise<{ version: number }> {
  requireActive(project)
  const twice = clauseNumbersTwice(input.markdown)[0]
  if (twice !== undefined) throw new JustesseError("clause_number_twice", { clause: twice })
  const { markdown } = input
  const made = { markdown, note: input.note, madeBy: who.personId, madeAtMs: deps.nowMs() }
  const version = await guidelines(deps.storage.db).put(project.id, input.baseVersion, made)
  if (version === null) throw new JustesseError("version_changed", { inForce: project.guidelineVersion })
  await note(deps, project.id, who, { what: "guideline.saved", detail: { version } })
  return { version }
}
