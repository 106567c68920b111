import { z } from "zod"
import { Point } from "../geometry.ts"
import { storableText } from "../text.ts"

/** What somebody says who was asked and cannot know; unlike silence, it is an answer. */
export interface CannotTell {
  cannotTell: true
}
export const CannotTell: z.ZodType<CannotTell> = z.strictObject({ cannotTell: z.literal(true) })

/** What many said to a question that has no right answer: the numbers rise, anything else comes by how many said it. */
interface Opinions {
  said: { value: string | boolean | number; people: number }[]
}
const Opinions: z.ZodType<Opinions> = z.strictObject({
  said: z.array(z.strictObject({ value: z.union([storableText(20_000), z.boolean(), z.number()]), people: z.int() })),
})

/**
 * The answer to one question of a form: the id of what was chosen, yes or no, a number, a text, a day (`2026-11-30`), several ids, a
 * place in image pixels, or that it cannot be told. What a question about opinions comes to is who said what.
 */
export type FieldValue = string | boolean | number | string[] | Point | CannotTell | Opinions
export const FieldValue: z.ZodType<FieldValue> = z.union([
  storableText(20_000),
  z.boolean(),
  z.number(),
  z.array(storableText(80)).max(50),
  Point,
  CannotTell,
  Opinions,
])

/** Whether a value says that it cannot be told. */
export function isCannotTell(value: FieldValue | undefined): value is CannotTell {
  return typeof value === "object" && "cannotTell" in value
}

/** The values that a text, a choice, a scale and the like are made of, in the order in which they are said; none where nothing is. */
export function partsOfValue(value: FieldValue | undefined): readonly (string | number | boolean)[] {
  if (value === undefined || isCannotTell(value)) return []
  if (typeof value !== "object") return [value]
  if (Array.isArray(value)) return value
  return "said" in value ? value.said.map((one) => one.value) : []
}
