import { z } from "zod"
import { LabelId } from "../ids.ts"
import { Localized, storableText } from "../text.ts"

/** One thing to choose. Its id is what answers store. */
interface FieldOption {
  readonly id: string
  readonly name: Localized
}
const FieldOption: z.ZodType<FieldOption> = z.strictObject({ id: storableText(80).min(1), name: Localized })

/** How two people's answers are compared: letter by letter or number by number, as near as a tolerance, as texts are, or not at all. */
const Compared = z.enum(["exactly", "within", "text", "opinion"])
type Compared = z.infer<typeof Compared>

/** What every question says, whatever kind of answer it asks for. */
interface FieldBase {
  /** One line below the question. */
  readonly help?: Localized | undefined
  /** It must be answered, where it is asked. */
  readonly must: boolean
  /** "Cannot tell" is offered as an answer. */
  readonly cannotTell: boolean
  /** Asked only where the answer to an earlier question, a choice or yes or no, is one of these. */
  readonly askedIf?: { readonly field: LabelId; readonly is: string[] } | undefined
  readonly compared: Compared
  /** How far two answers lie apart that say the same: of numbers in their unit, of dates in days, of places in image pixels. */
  readonly tolerance?: number | undefined
}

/** One of several things, or those that hold. */
interface ChoiceField extends FieldBase {
  readonly kind: "choice" | "several"
  readonly options: FieldOption[]
}

/** From 1 to `steps`; the words at both ends. */
interface ScaleField extends FieldBase {
  readonly kind: "scale"
  readonly steps: number
  readonly low?: Localized | undefined
  readonly high?: Localized | undefined
}

interface NumberField extends FieldBase {
  readonly kind: "number"
  readonly min?: number | undefined
  readonly max?: number | undefined
  readonly unit?: string | undefined
}

interface TextField extends FieldBase {
  readonly kind: "text"
  readonly isLong: boolean
}

interface PlainField extends FieldBase {
  readonly kind: "yes_no" | "date" | "point"
}

/** What is asked by one question of a form, beside its words, which are its label's name. */
export type Field = ChoiceField | ScaleField | NumberField | TextField | PlainField

const BASE = {
  help: Localized.optional(),
  must: z.boolean(),
  cannotTell: z.boolean(),
  askedIf: z.strictObject({ field: LabelId, is: z.array(storableText(80)).min(1).max(50) }).optional(),
  compared: Compared,
  tolerance: z.number().min(0).optional(),
}

/** Its type is told above, by name: spelled out in every call that carries labels it would be longer than a compiler writes. */
export const Field: z.ZodType<Field> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.enum(["choice", "several"]), ...BASE, options: z.array(FieldOption).max(50) }),
  z.strictObject({
    ...{ kind: z.literal("scale"), ...BASE },
    ...{ steps: z.int().min(2).max(10), low: Localized.optional(), high: Localized.optional() },
  }),
  z.strictObject({
    ...{ kind: z.literal("number"), ...BASE },
    ...{ min: z.number().optional(), max: z.number().optional(), unit: storableText(20).optional() },
  }),
  z.strictObject({ kind: z.literal("text"), ...BASE, isLong: z.boolean() }),
  z.strictObject({ kind: z.enum(["yes_no", "date", "point"]), ...BASE }),
])
/** What kind of answer a question asks for. */
export type FieldKind = Field["kind"]

/** In which ways answers of each kind can be compared; the first is the usual one. */
export const COMPARED_AS: { readonly [K in FieldKind]: readonly Compared[] } = {
  choice: ["exactly", "opinion"],
  several: ["exactly", "opinion"],
  yes_no: ["exactly", "opinion"],
  scale: ["opinion", "exactly", "within"],
  number: ["exactly", "within", "opinion"],
  text: ["text", "exactly", "opinion"],
  date: ["exactly", "within", "opinion"],
  point: ["within", "opinion"],
}

/** How far two places lie apart that are the same where nobody said, in image pixels. */
const SAME_PLACE_PX = 20

/** How far answers to a question may lie apart and say the same; 0 where only equal ones do. */
export function toleranceOf({ kind, compared, tolerance }: Field): number {
  return compared === "within" ? (tolerance ?? (kind === "point" ? SAME_PLACE_PX : 0)) : 0
}

/** The ids that a question's answers can be chosen from, in their order: what a condition on it can name. None where nothing is chosen. */
export function choicesOf(field: Field): readonly string[] {
  if (field.kind === "yes_no") return ["true", "false"]
  return field.kind === "choice" || field.kind === "several" ? field.options.map(({ id }) => id) : []
}
