import { z } from "zod"
import { canonicalJson } from "../canonical.ts"
import { LabelId } from "../ids.ts"
import type { Label } from "../ontology.ts"
import { Localized } from "../text.ts"
import { fieldsOf } from "./asked.ts"

/** What is asked by one form and not by the other: new questions, those that are asked in another way, and the words of those that are gone. */
export const FormChange = z.strictObject({
  added: z.array(LabelId),
  changed: z.array(LabelId),
  gone: z.array(Localized),
})
export type FormChange = z.infer<typeof FormChange>

/** What changed for whoever answers, from one version of a form to another; null where they are asked the same, in whatever order. */
export function formChange(before: readonly Label[], now: readonly Label[]): FormChange | null {
  const earlier = new Map(fieldsOf(before).map((one) => [one.id, one]))
  const fields = fieldsOf(now)
  const added = fields.flatMap(({ id }) => (earlier.has(id) ? [] : [id]))
  const changed = fields.flatMap((one) => {
    const then = earlier.get(one.id)
    return then && canonicalJson(then) !== canonicalJson(one) ? [one.id] : []
  })
  const ids = new Set(fields.map(({ id }) => id))
  const gone = [...earlier.values()].flatMap(({ id, name }) => (ids.has(id) ? [] : [name]))
  return added.length + changed.length + gone.length === 0 ? null : { added, changed, gone }
}
