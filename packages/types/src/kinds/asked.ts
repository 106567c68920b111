import type { Region } from "../annotation.ts"
import type { Label, Ontology } from "../ontology.ts"
import { isPlaced } from "../shapes/list.ts"
import { isThing } from "./checked.ts"
import { isOpinion, KINDS, type ProjectKind } from "./list.ts"

/**
 * Labels as a project of a kind has them: what its answers consist of is the kind's. How many labels may hold, and the question, are
 * those that `next` says, else those that `before` said: whoever saves labels without them does not take them away.
 */
export function ontologyOfKind(kind: ProjectKind, next: Ontology, before?: Ontology): Ontology {
  const { answers, ...rest } = next
  const of = KINDS[kind].parts
  if (of === "placed") return rest
  const said = [answers, before?.answers].find((one) => one?.of === of) ?? { of, several: false }
  const { verdicts, about } = KINDS[kind]
  // An opinion is one, as is what is said of a thing that is checked, and a recording has any number of stretches, a form of questions.
  const several = of === "span" || KINDS[kind].asksFields === true || (said.several && !isOpinion(kind) && !verdicts)
  if (!verdicts) return { ...rest, answers: { ...said, several } }
  const named = verdicts.map((label) =>
    withNames(
      label,
      next.labels.find(({ id }) => id === label.id),
    ),
  )
  const { subjects: _, ...own } = said
  if (about !== "region") return { ...rest, labels: named, answers: { ...own, several } }
  // A form that was begun before files brought labels knows of none of them.
  const subjects = [answers?.subjects, before?.answers?.subjects].find((some) => some?.length) ?? []
  return { ...rest, labels: named, answers: { ...own, several, subjects } }
}

/** One of the kind's own labels, called and asked about as somebody said. */
function withNames(label: Label, said: Label | undefined): Label {
  return said ? { ...label, name: said.name, color: said.color, attributes: said.attributes } : label
}

/** The labels of things that lie on assets: of those that are checked, else a project's own. */
export function thingLabels(ontology: Ontology): Ontology {
  const { answers } = ontology
  return answers?.subjects ? { labels: answers.subjects } : ontology
}

/** The same labels with others for the things that lie on assets. */
export function withThingLabels(ontology: Ontology, { labels }: Pick<Ontology, "labels">): Ontology {
  const { answers } = ontology
  return answers?.subjects ? { ...ontology, answers: { ...answers, subjects: labels } } : { ...ontology, labels }
}

/**
 * Whether models may propose answers of a kind: they find things and name them. What somebody thinks, the answers of a form, and what is
 * said of a thing that is checked are nobody's but a person's.
 */
export function takesProposals(kind: ProjectKind): boolean {
  const { asksFields, verdicts } = KINDS[kind]
  return !isOpinion(kind) && asksFields !== true && verdicts === undefined
}

/**
 * Whether a project of a kind takes regions like this one from files: as what its answers consist of (placed on a picture, a stretch of
 * time, of the whole asset), or as the things that its tasks are about.
 */
export function takesFromFiles(kind: ProjectKind, { geometry }: Pick<Region, "geometry">): boolean {
  const { parts, about } = KINDS[kind]
  if (about === "region") return isThing({ geometry })
  return parts === "placed" ? isPlaced(geometry) : geometry.type === parts
}

/** Every label that regions of an answer may have while it is made: those of answers, then those of the things that are checked. */
export function drawnLabels({ labels, answers }: Ontology): readonly Label[] {
  return answers?.subjects ? [...labels, ...answers.subjects] : labels
}
