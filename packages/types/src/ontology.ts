import { z } from "zod"
import { Field } from "./forms/field.ts"
import { AttributeId, LabelId } from "./ids.ts"
import { Localized, storableText } from "./text.ts"

/** One choice of an attribute. Its id is what annotations store. */
const AttributeOption = z.strictObject({ id: storableText(80).min(1), name: Localized })

/** A question asked of every region of a label: a choice, or yes/no. */
export const Attribute = z.strictObject({
  id: AttributeId,
  name: Localized,
  kind: z.enum(["choice", "yes_no"]),
  /** Empty for `yes_no`. */
  options: z.array(AttributeOption).max(50),
  /** A required one that is empty makes Submit ask. */
  required: z.boolean(),
})
export type Attribute = z.infer<typeof Attribute>

/** One class of a project. `key` is the digit or letter that chooses it; `retired` ones are kept for old answers only. */
export const Label = z.strictObject({
  id: LabelId,
  name: Localized,
  /** `#rrggbb` */
  color: z.string().regex(/^#[0-9a-f]{6}$/),
  key: z.string().max(1).nullable(),
  /** Regions of this label carry a text. */
  hasText: z.boolean(),
  attributes: z.array(Attribute).max(20),
  /** It is a question of a form: what is asked, its name being the words of it. */
  field: Field.optional(),
  retired: z.boolean(),
  /** What the files it came from say of it, by format: written back by the same format (`{ coco: { id: 90 } }`). */
  foreign: z.record(z.string(), z.json()).optional(),
})
export type Label = z.infer<typeof Label>

/** Why somebody says what they say, in a word that the owner chose. Its id is what answers store. */
const ReasonTag = z.strictObject({ id: storableText(80).min(1), name: Localized })

/** What answers consist of where that is not things that are placed on a picture. */
export const AnswerParts = z.strictObject({
  /** All of an asset, or stretches of a recording. */
  of: z.enum(["whole", "span"]),
  /** Several labels may hold for one asset; always so of stretches. */
  several: z.boolean(),
  /** What people are asked, over each asset; absent: nothing but the labels. */
  question: Localized.optional(),
  /** What may have made somebody say so, beside an opinion of their own; any of them, or none. */
  tags: z
    .array(ReasonTag)
    .max(20)
    .refine((tags) => new Set(tags.map(({ id }) => id)).size === tags.length, "tag_id_twice")
    .optional(),
  /** Labels of the things that answers are about, where these are checked. */
  subjects: z.array(Label).max(1_000).optional(),
})
export type AnswerParts = z.infer<typeof AnswerParts>

/** The labels of a project. Versioned; every annotation names the version it was made under (I9). */
export const Ontology = z
  .strictObject({
    labels: z.array(Label).max(1_000),
    /** Absent where things are placed on a picture. */
    answers: AnswerParts.optional(),
  })
  .refine((o) => new Set(o.labels.map((l) => l.id)).size === o.labels.length, "label_id_twice")
export type Ontology = z.infer<typeof Ontology>

/** An id for a new label, from its name; a number is added where the id is `taken`. Once an answer carries it, it never changes. */
export function labelIdFor(name: string, taken: readonly string[]): LabelId {
  const base =
    name
      .normalize("NFC")
      .replace(/[^\p{L}\p{N} ._/+-]/gu, "")
      .replace(/^[^\p{L}\p{N}]+/u, "")
      .trim()
      .slice(0, 70) || "label"
  let id = base
  for (let number = 2; taken.includes(id); number++) id = `${base} ${number}`
  return LabelId.parse(id)
}

/** What a change of labels does to answers that exist, before anybody saves it. */
export const OntologyChange = z.strictObject({
  label: LabelId,
  kind: z.enum(["added", "renamed", "recoloured", "retired", "restored", "removed", "attributes", "replaced"]),
  /** Regions in submitted answers that carry this label. Nothing is rewritten: they keep the version they were made under. */
  regions: z.int(),
})
export type OntologyChange = z.infer<typeof OntologyChange>

/** First eight colours from the Okabe–Ito set (as in the design's tokens), then golden-angle hues at two lightnesses. */
export const LABEL_COLORS = [
  "#e69f00",
  "#56b4e9",
  "#009e73",
  "#f0e442",
  "#cc79a7",
  "#d55e00",
  "#0072b2",
  "#b0b4ba",
] as const

/** The colour of the `index`-th label of a project when nobody chose another. */
export function labelColor(index: number): string {
  const first = LABEL_COLORS[index]
  if (first) return first
  const hue = (index * 137.508) % 360
  return hslToHex(hue, 0.6, index % 2 === 0 ? 0.45 : 0.68)
}

function hslToHex(hue: number, saturation: number, lightness: number): string {
  const channel = (n: number) => {
    const k = (n + hue / 30) % 12
    const value = lightness - saturation * Math.min(lightness, 1 - lightness) * Math.max(-1, Math.min(k - 3, 9 - k, 1))
    return Math.round(255 * value)
      .toString(16)
      .padStart(2, "0")
  }
  return `#${channel(0)}${channel(8)}${channel(4)}`
}
