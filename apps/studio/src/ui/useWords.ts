import { useMatch, useNavigate, useRouter, useSearch } from "@tanstack/react-router"
import { useMemo, useSyncExternalStore } from "react"

export type Words = Readonly<Record<string, string | undefined>>
/** Words to change, or how to change them from what the address says by then. */
export type Change = Words | ((now: Words) => Words)

/**
 * The address is the state: words after `?` and a way to change some of them. Empty ones leave the address.
 *
 * The words are those of the address at once, not those of the page as the router drew it last: a field that is written
 * in would lose letters to the drawing before, and an act would start from what is not so any more.
 */
export function useWords(): readonly [Words, (next: Change) => void] {
  const { history, options } = useRouter()
  const navigate = useNavigate()
  const drawn: object = useSearch({ strict: false })
  const here = useMatch({ strict: false, select: ({ pathname }) => pathname })
  // While another page is fetched the address is that page's already; this one keeps its own words until it is gone.
  const ahead = useSyncExternalStore(history.subscribe, () =>
    isSamePath(history.location.pathname, here) ? history.location.search : null,
  )
  const words = useMemo(() => {
    const parsed: object = ahead === null ? drawn : (options.parseSearch?.(ahead) ?? drawn)
    return wordsOf(parsed)
  }, [ahead, drawn, options])
  const change = (next: Change) => {
    const search = (now: object) => {
      const before = wordsOf(now)
      return changed(before, typeof next === "function" ? next(before) : next)
    }
    // The router's types want one route's words; these pages share one reader.
    void navigate({ to: ".", search: search as never, replace: true })
  }
  return [words, change]
}

function isSamePath(a: string, b: string): boolean {
  return a.replace(/\/$/, "") === b.replace(/\/$/, "")
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
