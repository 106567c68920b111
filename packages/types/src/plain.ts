import { isStorable } from "./text.ts"

/** Nothing that a call says is nested deeper; readers that follow each level would end at some ten thousand. */
export const MOST_DEPTH = 200

/** Why a value of JSON cannot be taken, and where it stands in it. */
interface Unfit {
  readonly field: string
  readonly rule: "too_deep" | "unstorable_text"
}

interface Step {
  readonly value: object
  readonly depth: number
  readonly path: string
}

/**
 * What of a parsed JSON value no call can take, whatever its schema: texts that not every storage holds (U+0000, half a
 * surrogate pair), and nesting without end. Null for what is fit. Walks without recursion.
 */
export function unfitIn(value: unknown): Unfit | null {
  const steps: Step[] = []
  const check = (one: unknown, depth: number, path: string): Unfit | null => {
    if (typeof one === "string") return isStorable(one) ? null : { field: path, rule: "unstorable_text" }
    if (typeof one !== "object" || one === null) return null
    if (depth > MOST_DEPTH) return { field: path.slice(0, 200), rule: "too_deep" }
    steps.push({ value: one, depth, path })
    return null
  }
  const first = check(value, 1, "")
  if (first) return first
  for (let step = steps.pop(); step; step = steps.pop()) {
    const { value: inside, depth, path } = step
    for (const [key, one] of Object.entries(inside)) {
      const at = path === "" ? key : `${path}.${key}`
      const unfit = isStorable(key) ? check(one, depth + 1, at) : ({ field: path, rule: "unstorable_text" } as const)
      if (unfit) return unfit
    }
  }
  return null
}
