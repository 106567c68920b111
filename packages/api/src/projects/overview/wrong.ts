import { type Disagreement, inLanguage, type Language, type Ontology } from "@justesse/types"
import type { Overview } from "@justesse/types/wire/project"

type Wrong = Overview["wrong"][number]

/** How many rows of "where it goes wrong" are shown. */
const SHOWN = 8

/** The labels of a difference's answers, each once, in order of name. */
function labelsOf(disagreement: Disagreement): string[] {
  const labels = disagreement.candidates.flatMap((candidate) => candidate.region?.label ?? [])
  return [...new Set<string>(labels)].sort()
}

/** What one difference says about where people part: two labels mixed up, a label missed by some, edges, texts, attributes. */
function rowsOf(disagreement: Disagreement): Omit<Wrong, "count">[] {
  const labels = labelsOf(disagreement)
  const [first, second] = labels
  if (first === undefined) return []
  if (disagreement.kind === "label" && second !== undefined) return [{ kind: "label", label: first, other: second }]
  return [{ kind: disagreement.kind === "one_person" ? "missed" : disagreement.kind, label: first, other: null }]
}

/** Where people most often answer differently, commonest first, from the disagreements of the latest reviews; labels by name. */
export function wrongOf(
  reviews: readonly (readonly Disagreement[])[],
  ontology: Ontology,
  language: Language,
): Wrong[] {
  const names = new Map<string, string>(ontology.labels.map(({ id, name }) => [id, inLanguage(name, language)]))
  const named = (id: string) => names.get(id) ?? id
  const counts = new Map<string, Wrong>()
  for (const row of reviews.flat().flatMap(rowsOf)) {
    const key = `${row.kind} ${row.label} ${row.other ?? ""}`
    counts.set(key, { ...row, count: (counts.get(key)?.count ?? 0) + 1 })
  }
  return [...counts.values()]
    .sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1))
    .slice(0, SHOWN)
    .map((row) => ({ ...row, label: named(row.label), other: row.other === null ? null : named(row.other) }))
}
