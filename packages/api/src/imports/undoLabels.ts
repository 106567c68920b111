import { findLabelsAdded } from "@justesse/db/imports"
import { findOntology, putOntology } from "@justesse/db/labels"
import { labelsUsed } from "@justesse/db/labels/used"
import { findProject, updateProject } from "@justesse/db/projects"
import { canonicalJson, JustesseError, type Label, thingLabels, withThingLabels } from "@justesse/types"
import type { KeptLabel } from "@justesse/types/wire/imports"
import { ProjectDraft } from "@justesse/types/wire/project"
import { z } from "zod"
import { note } from "../activity/index.ts"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"
import { nameInFiles } from "./labels.ts"

/** Labels of an import that are in force: those that go, and those that stay with why. */
interface Parted {
  readonly gone: readonly Label[]
  readonly kept: readonly KeptLabel[]
}

/**
 * Takes the labels that an import added out of force, in a new version of the labels: those that no region carries and that
 * nobody changed since. Versions that exist keep theirs. `told` is called before anything is written.
 */
export async function removeLabels(
  deps: Pick<Deps, "storage" | "nowMs">,
  { project: projectId, importId, who }: UndoJob,
  onParted: (parted: Parted) => Promise<void>,
): Promise<Parted> {
  const { db } = deps.storage
  const added = await findLabelsAdded(db, projectId, importId)
  if (added.length === 0) return { gone: [], kept: [] }
  // Somebody may save labels meanwhile: then theirs are the ones to take from.
  for (;;) {
    const project = await findProject(db, projectId)
    const inForce = project && (await findOntology(db, projectId, project.ontologyVersion))
    if (!inForce) throw new JustesseError("not_found", { project: projectId })
    const ids = added.map(({ id }) => id)
    const parted = part(thingLabels(inForce.ontology).labels, added, await labelsUsed(db, projectId, ids))
    await onParted(parted)
    if (parted.gone.length === 0) return parted
    const labels = thingLabels(inForce.ontology).labels.filter((label) => !parted.gone.includes(label))
    const made = { ontology: withThingLabels(inForce.ontology, { labels }), madeBy: who, madeAtMs: deps.nowMs() }
    const isStored = await inTransaction(deps, async (inside) => {
      const version = await putOntology(inside.storage.db, projectId, inForce.version, made)
      if (version === null) return false
      await forgetInForm(inside, projectId, parted.gone)
      const detail = { version, import: importId, removed: parted.gone.length }
      await note(inside, projectId, { personId: who }, { what: "ontology.saved", detail })
      return true
    })
    if (isStored) return parted
  }
}

/** What the job `undo_import` is told. */
export const UndoJob = z.strictObject({ project: z.int(), importId: z.int(), who: z.int() })
export type UndoJob = z.infer<typeof UndoJob>

/** What goes and what stays of the labels that were added; those that are not in force any more are neither. */
function part(inForce: readonly Label[], added: readonly Label[], used: ReadonlySet<string>): Parted {
  const asAdded = new Map(added.map((label) => [label.id, canonicalJson(label)]))
  const gone: Label[] = []
  const kept: KeptLabel[] = []
  for (const label of inForce) {
    const before = asAdded.get(label.id)
    if (before === undefined) continue
    const why = used.has(label.id) ? "used" : canonicalJson(label) === before ? null : "changed"
    if (why === null) gone.push(label)
    else kept.push({ label: label.id, name: nameInFiles(label), why })
  }
  return { gone, kept }
}

/** The form of a project that is not open yet would bring them back. */
async function forgetInForm(deps: Pick<Deps, "storage">, projectId: number, gone: readonly Label[]): Promise<void> {
  const { db } = deps.storage
  const form = ProjectDraft.safeParse((await findProject(db, projectId))?.draft)
  if (!form.success) return
  const ids = new Set<string>(gone.map(({ id }) => id))
  const labels = thingLabels(form.data.ontology).labels.filter(({ id }) => !ids.has(id))
  const ontology = withThingLabels(form.data.ontology, { labels })
  await updateProject(db, projectId, { draft: { ...form.data, ontology } })
}
