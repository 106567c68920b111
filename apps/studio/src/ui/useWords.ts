import { useNavigate, useSearch } from "@tanstack/react-router"

type Words = Readonly<Record<string, string | undefined>>

/** The address is the state: words after `?` and a way to change some of them. Empty ones leave the address. */
export function useWords(): readonly [Words, (next: Words) => void] {
  const search: Readonly<Record<string, unknown>> = useSearch({ strict: false })
  const navigate = useNavigate()
  const words: Words = Object.fromEntries(Object.entries(search).map(([key, value]) => [key, String(value)]))
  const change = (next: Words) => {
    const merged = { ...words, ...next }
    const kept = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined && value !== ""))
    // The router's types want one route's words; these pages share one reader.
    void navigate({ to: ".", search: kept as never, replace: true })
  }
  return [words, change]
}

/** A list in one word, `open,settled`, kept to what is known. */
export function listOf<T extends string>(word: string | undefined, known: readonly T[]): T[] {
  const parts = (word ?? "").split(",")
  return known.filter((one) => parts.includes(one))
}
