import type { AttributeId, Ontology, RegionId } from "@justesse/types"
import { missingAttributes } from "./attributes.ts"
import { type EditorDocument, regionsInOrder } from "./document.ts"

/** Why an answer cannot be sent yet. */
export type AnswerProblem =
  | { readonly kind: "attribute_missing"; readonly region: RegionId; readonly attribute: AttributeId }
  | { readonly kind: "label_unknown"; readonly region: RegionId }
  | { readonly kind: "nothing_said" }

/**
 * What stands between a document and being sent, in list order; empty when it can go. A required attribute that is
 * empty, a label that the ontology does not have (it must be chosen anew), or no region without "nothing here".
 */
export function answerProblems(document: EditorDocument, ontology: Ontology): AnswerProblem[] {
  if (document.order.length === 0) return document.nothingHere ? [] : [{ kind: "nothing_said" }]
  const labels = new Map(ontology.labels.map((label) => [label.id, label]))
  return regionsInOrder(document).flatMap((region): AnswerProblem[] => {
    const label = labels.get(region.label)
    if (!label) return [{ kind: "label_unknown", region: region.id }]
    return missingAttributes(region, label).map((a) => ({
      kind: "attribute_missing",
      region: region.id,
      attribute: a.id,
    }))
  })
}
