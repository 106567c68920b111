import { noteLabelsAdded } from "@justesse/db/imports"
import { findOntology, putOntology } from "@justesse/db/labels"
import { findProject, type Project } from "@justesse/db/projects"
import {
  type AnnotationBody,
  type Attribute,
  JustesseError,
  type Label,
  type LabelId,
  labelColor,
  type Ontology,
  thingLabels,
  withThingLabels,
} from "@justesse/types"
import type { LabelChoice, LabelMapping } from "@justesse/types/wire/imports"
import { note } from "../activity/index.ts"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"
import { hasPlaceless } from "../labels/places.ts"

/** What an import does to a project's labels. */
interface GrownOntology {
  readonly ontology: Ontology
  /** False when nothing was new. */
  readonly grew: boolean
  /** Labels that were not there before. */
  readonly added: readonly Label[]
  /** The project's label for each label id of the files; null where its regions are left out. */
  readonly labelOf: ReadonlyMap<string, LabelId | null>
}

/** What each name of a label in files means, where somebody has said. */
export type LabelChoices = ReadonlyMap<string, LabelChoice>

/** What was said about names of labels, by name. */
export function choicesOf(labels: LabelMapping = []): LabelChoices {
  return new Map(labels.map(({ name, choice }) => [name, choice]))
}

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"]

/** The name by which a label of files is mapped and remembered. */
export function nameInFiles(label: Pick<Label, "id" | "name">): string {
  return label.name.en ?? label.id
}

/** The project's label that a label of files stands for when nobody chose: by its English name, else by its id. */
export function sameLabel(labels: readonly Label[], found: Pick<Label, "id" | "name">): Label | undefined {
  return labels.find((one) => one.name.en === found.name.en) ?? labels.find((one) => one.id === found.id)
}

/**
 * The project's labels together with those that files name. A label of the files is the one that was chosen for its name; else
 * one of the project's when it has the same English name, or the same id where no name fits; otherwise it is added at the end
 * with a colour and key of its own. Nothing that exists is renamed or removed; attributes, options and "carries text" are
 * only added to.
 */
export function growOntology(now: Ontology, found: Ontology, choices: LabelChoices = new Map()): GrownOntology {
  const labels = [...now.labels]
  const before = new Set(labels.map(({ id }) => id))
  const labelOf = new Map<string, LabelId | null>()
  let grew = false
  for (const label of found.labels) {
    const choice = choices.get(nameInFiles(label))
    if (choice?.to === "out") {
      labelOf.set(label.id, null)
      continue
    }
    const chosen = choice?.to === "existing" ? labels.find((one) => one.id === choice.label) : undefined
    const existing = chosen ?? sameLabel(labels, label)
    if (existing) {
      const wider = widened(existing, label)
      if (wider !== existing) grew = true
      labels[labels.indexOf(existing)] = wider
      labelOf.set(label.id, existing.id)
    } else {
      labels.push(added(label, labels))
      labelOf.set(label.id, label.id)
      grew = true
    }
  }
  return { ontology: { ...now, labels }, grew, added: labels.filter(({ id }) => !before.has(id)), labelOf }
}

/** Which import puts labels into force, and for whom. */
interface Joining {
  readonly projectId: number
  readonly importId: number
  readonly who: Pick<Who, "personId">
  readonly choices: LabelChoices
}

/** Puts the labels of files into force as {@link growOntology} says, as a new version where something is new. */
export async function joinLabels(
  deps: Pick<Deps, "storage" | "nowMs">,
  { projectId, importId, who, choices }: Joining,
  found: Ontology,
): Promise<GrownOntology> {
  const { db } = deps.storage
  // Somebody may save labels meanwhile: then theirs are the ones to add to.
  for (;;) {
    const project = await findProject(db, projectId)
    const inForce = project && (await findOntology(db, projectId, project.ontologyVersion))
    if (!inForce) throw new JustesseError("not_found", { project: projectId })
    const things = growOntology(thingLabels(inForce.ontology), found, await askable(deps, project, found, choices))
    if (!things.grew) return things
    const grown = { ...things, ontology: withThingLabels(inForce.ontology, things.ontology) }
    const made = { ontology: grown.ontology, madeBy: who.personId, madeAtMs: deps.nowMs() }
    const isStored = await inTransaction(deps, async (inside) => {
      await noteLabelsAdded(inside.storage.db, projectId, importId, grown.added)
      const version = await putOntology(inside.storage.db, projectId, inForce.version, made)
      const detail = { version: version ?? 0, import: importId }
      if (version !== null) await note(inside, projectId, who, { what: "ontology.saved", detail })
      return version !== null
    })
    if (isStored) return grown
  }
}

/** What was chosen, and that questions for a place are left out where people see something else than pictures. */
async function askable(
  deps: Pick<Deps, "storage">,
  project: Project,
  { labels }: Ontology,
  choices: LabelChoices,
): Promise<LabelChoices> {
  const places = labels.filter(({ field }) => field?.kind === "point")
  if (places.length === 0 || !(await hasPlaceless(deps, project))) return choices
  return new Map([...choices, ...places.map((label) => [nameInFiles(label), { to: "out" }] as const)])
}

function added(label: Label, labels: readonly Label[]): Label {
  // A label without a key of its own answers to the digit of its place.
  const inUse = labels.filter((one) => !one.retired)
  const taken = new Set(inUse.map((one, index) => one.key ?? KEYS[index]))
  const key = KEYS.find((one) => !taken.has(one)) ?? null
  return { ...label, key, color: labelColor(labels.length), retired: false }
}

/** `label` with what `found` has more: text, attributes, options. The same object when there is nothing more. */
function widened(label: Label, found: Label): Label {
  const attributes = label.attributes.map((attribute) => {
    const other = found.attributes.find((one) => one.id === attribute.id)
    return other ? withOptions(attribute, other) : attribute
  })
  for (const attribute of found.attributes) {
    if (!label.attributes.some((one) => one.id === attribute.id)) attributes.push({ ...attribute, required: false })
  }
  // What a format calls the label is kept where that format has not called it anything yet.
  const foreign = { ...found.foreign, ...label.foreign }
  const same =
    Object.keys(foreign).length === Object.keys(label.foreign ?? {}).length &&
    label.hasText === (label.hasText || found.hasText) &&
    attributes.length === label.attributes.length &&
    attributes.every((attribute, i) => attribute === label.attributes[i])
  if (same) return label
  const kept = Object.keys(foreign).length === 0 ? {} : { foreign }
  return { ...label, ...kept, hasText: label.hasText || found.hasText, attributes }
}

function withOptions(attribute: Attribute, other: Attribute): Attribute {
  const more = other.options.filter((option) => !attribute.options.some((one) => one.id === option.id))
  return more.length === 0 || attribute.kind !== "choice"
    ? attribute
    : { ...attribute, options: [...attribute.options, ...more] }
}

/** An answer of the files with the project's label ids in it, without the regions whose labels are left out: those labels, once a region. */
export function inProjectLabels(
  body: AnnotationBody,
  labelOf: ReadonlyMap<string, LabelId | null>,
): { body: AnnotationBody; leftOut: readonly string[] } {
  const regions = body.regions.flatMap((region) => {
    const label = labelOf.get(region.label)
    return label === null ? [] : [label === undefined ? region : { ...region, label }]
  })
  const leftOut = body.regions.filter(({ label }) => labelOf.get(label) === null).map(({ label }) => label)
  const ids = new Set<string>(regions.map((region) => region.id))
  const kept = regions.map((region) => {
    const { parent, ...alone } = region
    return parent === undefined || ids.has(parent) ? region : alone
  })
  return { body: { ...body, regions: kept }, leftOut }
}
