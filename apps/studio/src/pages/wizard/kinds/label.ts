import { type Label, labelColor } from "@justesse/types/ontology"

/** A label of a template, at its position in it. */
export const templateLabel = (index: number, en: string, fr: string, hasText = false): Label => ({
  // The id is the English name once and for ever; what people read may change.
  id: en as Label["id"],
  name: { en, fr },
  color: labelColor(index),
  key: String(index + 1),
  hasText,
  attributes: [],
  retired: false,
})

/** The colour of a label at a position, for what is drawn; none where there is no such label. */
export function colorAt(labels: readonly Label[], index: number): string {
  return labels[index]?.color ?? "none"
}
