import { inReadingOrder } from "@justesse/editor"
import { type Box, boxOf, type Disagreement, type DisagreementId, fieldsOf } from "@justesse/types"
import type { ReviewTask } from "@justesse/types/wire/review"

interface Numbered extends Box {
  readonly difference: DisagreementId | null
}

/** The number of each difference among everything on the picture, in reading order: "line 12". */
export function numbersOf(task: ReviewTask): ReadonlyMap<DisagreementId, number> {
  // A question of a form has the number that everybody reads beside it.
  const asked = fieldsOf(task.ontology.labels)
  if (asked.length > 0) {
    const labelOf = ({ candidates }: Disagreement) => candidates.find(({ region }) => region)?.region?.label
    return new Map(
      task.differences.map(({ difference: one }) => [one.id, asked.findIndex(({ id }) => id === labelOf(one)) + 1]),
    )
  }
  const final: Numbered[] = task.settled.regions.map((region) => ({ ...boxOf(region), difference: null }))
  const disputed: Numbered[] = task.differences.map(({ difference: disagreement }) => ({
    ...disagreement.place,
    difference: disagreement.id,
  }))
  const numbers = new Map<DisagreementId, number>()
  inReadingOrder([...final, ...disputed], (one) => one).forEach(({ difference: disagreement }, i) => {
    if (disagreement !== null) numbers.set(disagreement, i + 1)
  })
  return numbers
}
