import { findPerson } from "@justesse/db/people"
import { findProjectBySlug, insertMember, insertProject, storeAccepted } from "@justesse/db/projects"
import {
  canonicalJson,
  JustesseError,
  type Language,
  type NameMode,
  type Ontology,
  ontologyOfKind,
  Preferences,
  type ProjectKind,
  type ProjectSettings,
  ProjectSlug,
  type ProjectState,
} from "@justesse/types"
import type { ProjectCreate } from "@justesse/types/wire/project"
import type { z } from "zod"
import { type Happening, note } from "../activity/index.ts"
import { requireProjectRoom } from "../admin/quotas.ts"
import type { Deps } from "../core/deps.ts"
import { type Inside, inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import { requireOwnPictures } from "../guidelines/index.ts"
import { keepShare } from "../pay/learning.ts"
import { pseudonymFor } from "../people/pseudonym.ts"
import { fromTemplate } from "./templates.ts"

export type Making = Pick<Deps, "storage" | "nowMs" | "hmac" | "settings">

/** The address name that a project's name gives: lower-case letters, digits and hyphens, at most 48; `project` when nothing is left. */
export function slugOf(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
  return plain.slice(0, 48).replace(/-+$/, "") || "project"
}

async function freeSlug(deps: Making, name: string): Promise<string> {
  const stem = slugOf(name)
  for (let n = 1; ; n++) {
    const slug = n === 1 ? stem : `${stem}-${n}`
    if (!(await findProjectBySlug(deps.storage.db, slug))) return slug
  }
}

/** What a project is made of. */
interface Start {
  readonly slug: string | null
  readonly name: string
  readonly kind: ProjectKind
  readonly names: NameMode
  readonly state: ProjectState
  readonly settings: ProjectSettings
  readonly ontology: Ontology
  readonly guideline: string
  /** The wizard's form while it is open. */
  readonly draft: unknown
}

/**
 * Makes a project whose maker is owner, reviewer and annotator, so that one person alone can do everything. `also` is said of it
 * besides that it was made.
 * @throws JustesseError slug_taken when a wanted slug is in use | too_many_projects
 */
export async function makeProject(
  deps: Making,
  who: Pick<Who, "personId">,
  start: Start,
  also: Happening | null = null,
): Promise<{ id: number; slug: ProjectSlug }> {
  if (start.slug !== null && (await findProjectBySlug(deps.storage.db, start.slug)))
    throw new JustesseError("slug_taken", { slug: start.slug })
  const slug = start.slug ?? (await freeSlug(deps, start.name))
  try {
    return await inTransaction(deps, async (inside) => {
      const made = await addProject(inside, who, slug, start)
      if (also !== null) await note(inside, made.id, who, also)
      return made
    })
  } catch (error) {
    if (error instanceof JustesseError) throw error
    // The unique index decided between two makers of the same name: the other one was first.
    if (await findProjectBySlug(deps.storage.db, slug)) throw new JustesseError("slug_taken", { slug })
    throw error
  }
}

/** All of a project or nothing, inside a transaction. @throws JustesseError too_many_projects */
async function addProject(
  deps: Inside<Making>,
  who: Pick<Who, "personId">,
  slug: string,
  start: Start,
): Promise<{ id: number; slug: ProjectSlug }> {
  await requireProjectRoom(deps, who.personId)
  const { db } = deps.storage
  const madeAtMs = deps.nowMs()
  // Of a project that is made there is no before: one that is to pay sets the usual share apart, unless another one is said.
  const settings = keepShare({}, start.settings)
  const id = await insertProject(db, {
    slug,
    name: start.name,
    kind: start.kind,
    names: start.names,
    state: start.state,
    settings,
    draft: start.draft,
    ontology: canonicalJson(ontologyOfKind(start.kind, start.ontology)),
    guideline: start.guideline,
    madeBy: who.personId,
    madeAtMs,
  })
  const pseudonym = await pseudonymFor(deps, id, who.personId)
  await insertMember(db, id, who.personId, ["owner", "reviewer", "annotator"], pseudonym, madeAtMs)
  await storeAccepted(db, id, who.personId, 1)
  await note(deps, id, who, { what: "project.created" })
  return { id, slug: ProjectSlug.parse(slug) }
}

/** The language that a person reads in. */
export async function languageOf(deps: Pick<Deps, "storage">, personId: number): Promise<Language> {
  const person = await findPerson(deps.storage.db, personId)
  return Preferences.safeParse(person?.preferences).data?.language ?? "en"
}

/** `project.create`: a draft that the wizard goes on with; empty labels and guideline are filled from the template. */
export async function createProject(
  deps: Making,
  who: Who,
  input: z.infer<typeof ProjectCreate>,
): Promise<{ project: ProjectSlug }> {
  const asked = fromTemplate(input.draft, null, await languageOf(deps, who.personId))
  const draft = { ...asked, settings: keepShare({}, asked.settings) }
  await requireOwnPictures(deps, null, draft.guideline)
  const { slug } = await makeProject(deps, who, {
    slug: input.slug ?? null,
    name: draft.name,
    kind: draft.kind,
    names: draft.names,
    state: "draft",
    settings: draft.settings,
    ontology: draft.ontology,
    guideline: draft.guideline,
    draft,
  })
  return { project: slug }
}
