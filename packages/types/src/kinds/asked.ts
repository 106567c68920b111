import type { Ontology } from "../ontology.ts"
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
  // An opinion is one, and a recording has any number of stretches.
  const several = of === "span" || (said.several && !isOpinion(kind))
  return { ...rest, answers: { ...said, several } }
}
