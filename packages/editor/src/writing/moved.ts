import type { TextPart } from "@justesse/types"

/** The marks of a text's pieces after it became another one: they keep to their letters, and those whose letters are gone go. */
export function movedParts(parts: readonly TextPart[], before: string, after: string): readonly TextPart[] {
  if (parts.length === 0 || before === after) return parts
  let start = 0
  while (start < before.length && before[start] === after[start]) start++
  const by = after.length - before.length
  // What was written inside of a piece belongs to it, what was written at its borders does not.
  const moved = (at: number, isEnd: boolean) => (at < start || (isEnd && at === start) ? at : Math.max(start, at + by))
  return parts.flatMap(({ from, to, mark }) => {
    const next = { from: moved(from, false), to: moved(to, true), mark }
    return next.from < next.to ? [next] : []
  })
}
