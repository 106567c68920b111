import { AttributeId, type Label, LabelId, labelColor, type Ontology } from "@justesse/types"

type Wanted = { id: string; en: string; fr: string; hasText?: boolean; lit?: boolean }

/** Labels of a template, in their order: each with the colour and the key of its position. */
export function templateLabels(wanted: readonly Wanted[]): Ontology {
  return {
    labels: wanted.map(
      (one, index): Label => ({
        id: LabelId.parse(one.id),
        name: { en: one.en, fr: one.fr },
        color: labelColor(index),
        key: String(index + 1),
        hasText: one.hasText ?? false,
        attributes: one.lit
          ? [
              {
                id: AttributeId.parse("lit"),
                name: { en: "lit", fr: "allumé" },
                kind: "yes_no",
                options: [],
                required: false,
              },
            ]
          : [],
        retired: false,
      }),
    ),
  }
}
