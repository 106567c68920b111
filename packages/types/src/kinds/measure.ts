import { KINDS, type ProjectKind } from "./list.ts"

/**
 * What tells how far two answers of a kind coincide: the overlap of what both placed, the characters that both wrote, or whether both
 * said the same. One word for each kind, wherever the figure is said.
 */
export type Measure = "overlap" | "characters" | "answers"

/** By what agreement on its answers is told; where lines or stretches are written down, the words count and not their places. */
export function measureOf(kind: ProjectKind): Measure {
  const { readsLines, parts } = KINDS[kind]
  if (readsLines || parts === "span") return "characters"
  return parts === "whole" ? "answers" : "overlap"
}
