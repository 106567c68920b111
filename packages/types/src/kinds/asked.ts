import type { Region } from "../annotation.ts"
import type { Ontology } from "../ontology.ts"
import { isPlaced } from "../shapes/list.ts"
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
  // An opinion is one, and a recording has any number of stretches, a form of questions.
  const several = of === "span" || KINDS[kind].asksFields === true || (said.several && !isOpinion(kind))
  return { ...rest, answers: { ...said, several } }
}

/** Whether answers of a kind consist of regions like this one: placed on a picture, a stretch of time, or of the whole asset. */
export function fitsKind(kind: ProjectKind, { geometry }: Pick<Region, "geometry">): boolean {
  const { parts } = KINDS[kind]
  return parts === "placed" ? isPlaced(geometry) : geometry.type === parts
}
