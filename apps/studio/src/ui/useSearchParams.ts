import { useMatch, useNavigate, useRouter, useSearch } from "@tanstack/react-router"
import { useMemo, useSyncExternalStore } from "react"

export type SearchParams = Readonly<Record<string, string | undefined>>
/** Parameters to change, or how to change them from what the address says by then. */
export type Change = SearchParams | ((now: SearchParams) => SearchParams)

/**
 * The address is the state: parameters after `?` and a way to change some of them. Empty ones leave the address.
 *
 * The parameters are those of the address at once, not those of the page as the router drew it last: a field that is written
 * in would lose letters to the drawing before, and an act would start from what is not so any more.
 */
export function useSearchParams(): readonly [SearchParams, (next: Change) => void] {
  const { history, options } = useRouter()
  const navigate = useNavigate()
  const rendered: object = useSearch({ strict: false })
  const here = useMatch({ strict: false, select: ({ pathname }) => pathname })
  // While another page is fetched the address is that page's already; this one keeps its own parameters until it is gone.
  const ahead = useSyncExternalStore(history.subscribe, () =>
    isSamePath(history.location.pathname, here) ? history.location.search : null,
  )
  const searchParams = useMemo(() => {
    const parsed: object = ahead === null ? rendered : (options.parseSearch?.(ahead) ?? rendered)
    return parseSearchParams(parsed)
  }, [ahead, rendered, options])
  const change = (next: Change) => {
    const search = (now: object) => {
      const before = parseSearchParams(now)
      return changed(before, typeof next === "function" ? next(before) : next)
    }
    // The router's types want one route's parameters; these pages share one reader.
    void navigate({ to: ".", search: search as never, replace: true })
  }
  return [searchParams, change]
}

function isSamePath(a: string, b: string): boolean {
  return a.replace(/\/$/, "") === b.replace(/\/$/, "")
}

/** What the router read after `?`, as texts: it takes `4` for a number. */
const parseSearchParams = (search: object): SearchParams =>
  Object.fromEntries(Object.entries(search).map(([key, value]) => [key, String(value)]))

/** `searchParams` with those of `next`, without the empty ones. */
export function changed(searchParams: SearchParams, next: SearchParams): SearchParams {
  const merged = Object.entries({ ...searchParams, ...next })
  return Object.fromEntries(merged.filter(([, value]) => value !== undefined && value !== ""))
}

/** A list in one parameter, `open,settled`, kept to what is known. */
export function listOf<T extends string>(param: string | undefined, known: readonly T[]): T[] {
  const parts = (param ?? "").split(",")
  return known.filter((one) => parts.includes(one))
}
