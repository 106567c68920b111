import {
  type AnnotationBody,
  type Attribute,
  type Label,
  type LabelId,
  labelColor,
  type Ontology,
} from "@justesse/types"

/** What an import does to a project's labels. */
export interface GrownOntology {
  readonly ontology: Ontology
  /** False when nothing was new. */
  readonly grew: boolean
  /** The project's label for each label id of the files. */
  readonly labelOf: ReadonlyMap<string, LabelId>
}

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"]

/**
 * The project's labels together with those that files name. A label of the files is one of the project's when it has the
 * same English name, or the same id where no name fits; otherwise it is added at the end with a colour and key of its own.
 * Nothing that exists is renamed or removed; attributes, options and "carries text" are only added to.
 */
export function growOntology(now: Ontology, found: Ontology): GrownOntology {
  const labels = [...now.labels]
  const labelOf = new Map<string, LabelId>()
  let grew = false
  for (const label of found.labels) {
    const byName = labels.findIndex((one) => one.name.en === label.name.en)
    const at = byName >= 0 ? byName : labels.findIndex((one) => one.id === label.id)
    const existing = labels[at]
    if (existing) {
      const wider = widened(existing, label)
      if (wider !== existing) grew = true
      labels[at] = wider
      labelOf.set(label.id, existing.id)
    } else {
      labels.push(added(label, labels))
      labelOf.set(label.id, label.id)
      grew = true
    }
  }
  return { ontology: { labels }, grew, labelOf }
}

function added(label: Label, labels: readonly Label[]): Label {
  const taken = new Set(labels.map((one) => one.key))
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
  const same =
    label.hasText === (label.hasText || found.hasText) &&
    attributes.length === label.attributes.length &&
    attributes.every((attribute, i) => attribute === label.attributes[i])
  return same ? label : { ...label, hasText: label.hasText || found.hasText, attributes }
}

function withOptions(attribute: Attribute, other: Attribute): Attribute {
  const more = other.options.filter((option) => !attribute.options.some((one) => one.id === option.id))
  return more.length === 0 || attribute.kind !== "choice"
    ? attribute
    : { ...attribute, options: [...attribute.options, ...more] }
}

/** An answer of the files with the project's label ids in it. */
export function inProjectLabels(body: AnnotationBody, labelOf: ReadonlyMap<string, LabelId>): AnnotationBody {
  return {
    ...body,
    regions: body.regions.map((region) => ({ ...region, label: labelOf.get(region.label) ?? region.label })),
  }
}
