import {
  findGuideline,
  findGuidelinePictures,
  insertGuidelinePicture,
  listGuidelines,
  putGuideline,
} from "@justesse/db/guidelines"
import type { ProjectAccess } from "@justesse/db/projects"
import { clauseNumbersTwice, JustesseError } from "@justesse/types"
import type { GuidelineGet, GuidelineSave, GuidelineShown } from "@justesse/types/wire/project"
import type { z } from "zod"
import { note } from "../activity/index.ts"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import { guidelineReference, mediaUrls } from "../media.ts"
import { namerWith } from "../people/names.ts"
import { isOwner, requireActive, requireThere } from "../projects/guard.ts"
import { requireAllowed } from "../projects/refusedAsks.ts"
import { tellOfGuideline } from "./tell.ts"

/** Hashes of the pictures that a guideline names as `blob:<sha256>`, each once. */
export function picturesOf(markdown: string): string[] {
  return [...new Set([...markdown.matchAll(/blob:([0-9a-f]{64})/g)].map((match) => match[1] ?? ""))]
}

/** Most pictures of one guideline: more than a page of text can use, fewer than a statement takes. */
const MOST_PICTURES = 200

/** Addresses of the pictures that a guideline names and that are the project's own, by hash, valid for an hour or more. */
export async function pictureUrls(
  deps: Pick<Deps, "storage" | "hmac" | "nowMs">,
  projectId: number,
  markdown: string,
): Promise<Record<string, string>> {
  const named = picturesOf(markdown).slice(0, MOST_PICTURES)
  const own = await findGuidelinePictures(deps.storage.db, projectId, named)
  const signed = (sha256: string) => mediaUrls(deps, guidelineReference(projectId, sha256)).full
  return Object.fromEntries(named.flatMap((sha256) => (own.has(sha256) ? [[sha256, signed(sha256)]] : [])))
}

/**
 * Refuses a guideline that names a picture which was not given to its project: one of another project, or none at all, in the
 * same words, so that nobody learns which pictures exist.
 * @throws JustesseError invalid_input
 */
export async function requireOwnPictures(
  deps: Pick<Deps, "storage">,
  projectId: number | null,
  markdown: string,
): Promise<void> {
  const named = picturesOf(markdown)
  if (named.length > MOST_PICTURES) throw new JustesseError("invalid_input", { field: "markdown", most: MOST_PICTURES })
  const own = projectId === null ? null : await findGuidelinePictures(deps.storage.db, projectId, named)
  if (named.some((sha256) => !own?.has(sha256)))
    throw new JustesseError("invalid_input", { field: "markdown", rule: "picture_of_project" })
}

/** Stores a picture for a project's guideline; answers the hash that its text names it by. */
export async function addGuidelinePicture(
  deps: Pick<Deps, "storage" | "blobs" | "pictures" | "nowMs">,
  project: Pick<ProjectAccess, "id" | "state" | "slug">,
  bytes: Uint8Array,
): Promise<string> {
  requireActive(project)
  // Only what a decoder understood is stored: the preview, made anew, carries nothing foreign.
  const { preview } = await deps.pictures.prepare(bytes)
  const { sha256 } = await deps.blobs.put(preview)
  await insertGuidelinePicture(deps.storage.db, project.id, sha256, deps.nowMs())
  return sha256
}

/** A guideline with addresses of its pictures, valid for an hour or more. */
export async function getGuideline(
  deps: Pick<Deps, "storage" | "hmac" | "nowMs">,
  project: ProjectAccess,
  who: Who,
  input: z.infer<typeof GuidelineGet>,
): Promise<z.infer<typeof GuidelineShown>> {
  requireThere(project)
  const { db } = deps.storage
  const version = input.version ?? project.guidelineVersion
  const found = await findGuideline(db, project.id, version)
  if (!found) throw new JustesseError("not_found", { guideline: version })
  const all = await listGuidelines(db, project.id)
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
    pictures: await pictureUrls(deps, project.id, found.markdown),
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
  await requireOwnPictures(deps, project.id, markdown)
  if (project.state !== "draft") await requireAllowed(deps, project, who, { guideline: markdown })
  const made = { markdown, note: input.note, madeBy: who.personId, madeAtMs: deps.nowMs() }
  return inTransaction(deps, async (inside) => {
    const version = await putGuideline(inside.storage.db, project.id, input.baseVersion, made)
    if (version === null) throw new JustesseError("version_changed", { inForce: project.guidelineVersion })
    await note(inside, project.id, who, { what: "guideline.saved", detail: { version } })
    await tellOfGuideline(inside, project.id, version, [who.personId])
    return { version }
  })
}
