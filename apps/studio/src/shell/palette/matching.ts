/** What is looked for in the palette. */
export interface Sought {
  readonly name: string
  readonly beside?: string
  /** Other words under which it is looked for. */
  readonly words?: string
}

/**
 * Items that a query means, best first: by the beginning of their name, of a word of it, of another word under which they
 * are looked for (said beside the name then), and at last anywhere in the name.
 */
export function matching<T extends Sought>(items: readonly T[], query: string): T[] {
  const wanted = fold(query).split(/\s+/).filter(Boolean)
  const hits = items.flatMap((item) => {
    const ranks = wanted.map((word) => rankOf(item, word))
    return ranks.includes(NOT_AT_ALL) ? [] : [{ item, rank: Math.max(0, ...ranks), matched: matchedBy(item, wanted) }]
  })
  return hits
    .sort((a, b) => a.rank - b.rank)
    .map(({ item, matched }) =>
      matched === "" ? item : { ...item, beside: [item.beside, matched].filter(Boolean).join(" · ") },
    )
}

const NOT_AT_ALL = 9

function rankOf({ name, beside = "", words = "" }: Sought, word: string): number {
  const folded = fold(name)
  if (folded.startsWith(word)) return 0
  if (begins(folded, word)) return 1
  if (begins(fold(words), word)) return 2
  if (begins(fold(beside), word)) return 3
  return folded.includes(word) ? 4 : NOT_AT_ALL
}

/** The other words by which an item was found. */
function matchedBy(item: Sought, wanted: readonly string[]): string {
  const others = (item.words ?? "").split(" ")
  const by = wanted.filter((word) => rankOf({ name: item.name }, word) === NOT_AT_ALL)
  return by.flatMap((word) => others.find((other) => fold(other).startsWith(word)) ?? []).join(" ")
}

function begins(text: string, word: string): boolean {
  return text.split(/[\s’'-]+/).some((one) => one.startsWith(word))
}

/** Lower case without accents, so that "etiquettes" finds "Étiquettes". */
function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()
}
