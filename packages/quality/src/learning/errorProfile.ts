import { type CharacterFigures, characterFigures } from "./characters.ts"
import type { ConfirmedItem } from "./confirmed.ts"
import { type Confusion, confusions, type MissedFigures, missedFigures } from "./missed.ts"
import { type NotedFigure, notedFigures } from "./noted.ts"
import { type EdgeFigures, edgeFigures, type OutlineFigure, outlineFigure } from "./offsets.ts"

/** What a person's confirmed errors have in common. For that person, and for a mentor whom they accept; for nobody else. */
interface ErrorProfile {
  readonly edges: EdgeFigures
  readonly outlines: OutlineFigure
  readonly missed: MissedFigures
  readonly confusions: readonly Confusion[]
  readonly characters: CharacterFigures
  readonly noted: readonly NotedFigure[]
}

/** What stands out, by which practice is chosen: an edge with a bias that was found, or errors that are more than one in twenty for sure. */
export type Focus =
  | { readonly of: "edge"; readonly edge: "left" | "top" | "right" | "bottom" }
  | { readonly of: "missed"; readonly fromPx: number }
  | { readonly of: "label"; readonly right: string; readonly mine: string }
  | { readonly of: "characters"; readonly class: CharacterFigures["classes"][number]["class"] }

/** A share stands out when the lower end of its interval is above this: one in twenty. */
const STANDS_OUT = 0.05

/** Figures of a person's errors. Weeks begin on Monday of a calendar so many minutes ahead of UTC. */
export function errorProfile(items: readonly ConfirmedItem[], utcOffsetMinutes: number): ErrorProfile {
  return {
    edges: edgeFigures(items, utcOffsetMinutes),
    outlines: outlineFigure(items),
    missed: missedFigures(items),
    confusions: confusions(items),
    characters: characterFigures(items),
    noted: notedFigures(items),
  }
}

/**
 * The one thing worth practising; null where nothing stands out. An edge whose bias was found by the sequential test comes first, the
 * furthest of several; then whatever share is surest to be large.
 */
export function worthPractising({ edges, missed, confusions, characters }: ErrorProfile): Focus | null {
  const found = (edges.edges ?? []).filter(({ foundAt }) => foundAt !== null)
  const [edge] = found.sort((a, b) => Math.abs(b.px.mean) - Math.abs(a.px.mean))
  if (edge) return { of: "edge", edge: edge.edge }
  const shares: (readonly [number, Focus])[] = [
    ...missed.bySize.map((row) => [row.interval[0], { of: "missed", fromPx: row.fromPx }] as const),
    ...confusions.map((row) => [row.interval[0], { of: "label", right: row.right, mine: row.mine }] as const),
    ...characters.classes.map((row) => [row.interval[0], { of: "characters", class: row.class }] as const),
  ]
  const [surest] = shares.filter(([low]) => low > STANDS_OUT).sort(([a], [b]) => b - a)
  return surest?.[1] ?? null
}
