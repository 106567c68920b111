import { useNavigate, useSearch } from "@tanstack/react-router"

type Words = Readonly<Record<string, string | undefined>>

/** The address is the state: words after `?` and a way to change some of them. Empty ones leave the address. */
export function useWords(): readonly [Words, (next: Words) => void] {
  const words = wordsOf(useSearch({ strict: false }))
  const navigate = useNavigate()
  // Changed from what the address says by then, not from what this render saw: two changes may meet between renders.
  const change = (next: Words) =>
    // The router's types want one route's words; these pages share one reader.
    void navigate({ to: ".", search: ((now: object) => changed(wordsOf(now), next)) as never, replace: true })
  return [words, change]
}

/** What the router read after `?`, as words: it takes `4` for a number. */
const wordsOf = (search: object): Words =>
  Object.fromEntries(Object.entries(search).map(([key, value]) => [key, String(value)]))

/** `words` with those of `next`, without the empty ones. */
export function changed(words: Words, next: Words): Words {
  const merged = Object.entries({ ...words, ...next })
  return Object.fromEntries(merged.filter(([, value]) => value !== undefined && value !== ""))
}

/** A list in one word, `open,settled`, kept to what is known. */
export function listOf<T extends string>(word: string | undefined, known: readonly T[]): T[] {
  const parts = (word ?? "").split(",")
  return known.filter((one) => parts.includes(one))
}
