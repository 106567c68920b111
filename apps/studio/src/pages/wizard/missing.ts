import type { Missing } from "@justesse/types/wire/project"
import type { z } from "zod"
import type { Advice } from "./clearer.ts"

export type MissingWord = z.infer<typeof Missing>

/** Where something that is missing is mended: a part of the wizard by its number, or another page. */
export type MendedAt =
  | { readonly part: number }
  | { readonly page: "/p/$project/budget" | "/admin/floor" | "/label/$project/{-$assignment}" }

const PARTS: Readonly<Record<Exclude<MissingWord, "floor" | "price" | "money">, number>> = {
  name: 1,
  refused: 3,
  pictures: 2,
  rows: 2,
  labels: 3,
  guideline: 3,
  instructions: 3,
  purpose: 5,
  people: 5,
}

/** One condition of opening: a sentence by its key, what stands in it, and where it is mended. */
interface Condition {
  readonly key: string
  readonly values: Advice["values"] | undefined
  readonly at: MendedAt
}

/** What is missing before a project opens, one condition each; unclear instructions are as many as there are findings. */
export function conditionsOf(
  missing: readonly MissingWord[],
  { unclear, isOperator }: { readonly unclear: readonly Advice[]; readonly isOperator: boolean },
): Condition[] {
  return missing.flatMap((what): Condition[] => {
    if (what === "instructions" && unclear.length > 0)
      return unclear.map(({ key, values }) => ({ key: `clear.${key}`, values, at: { part: PARTS.instructions } }))
    return [{ key: `missing.${what}`, values: undefined, at: mendedAt(what, isOperator) }]
  })
}

function mendedAt(what: MissingWord, isOperator: boolean): MendedAt {
  switch (what) {
    case "floor":
      return { page: isOperator ? "/admin/floor" : "/p/$project/budget" }
    case "price":
      return { page: "/label/$project/{-$assignment}" }
    case "money":
      return { page: "/p/$project/budget" }
    default:
      return { part: PARTS[what] }
  }
}
