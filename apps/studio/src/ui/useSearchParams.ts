import { useMatch, useRouter, useSearch } from "@tanstack/react-router"
import { useMemo, useSyncExternalStore } from "react"

/** Parameters to change, or how to change them from what the address says by then. */
export type Change<S> = Partial<S> | ((now: S) => Partial<S>)

/**
 * The address is the state: parameters after `?`, as `read` takes them, and a way to change some of them. Empty ones
 * leave the address.
 *
 * The parameters are those of the address at once, not those of the page as the router drew it last: a field that is written
 * in would lose letters to the drawing before, and an act would start from what is not so any more.
 */
export function useSearchParams<S extends object>(
  read: (raw: Record<string, unknown>) => S,
): readonly [S, (next: Change<S>) => void] {
  const router = useRouter()
  const { history, options } = router
  const rendered: Record<string, unknown> = useSearch({ strict: false })
  const here = useMatch({ strict: false, select: ({ pathname }) => pathname })
  // While another page is fetched the address is that page's already; this one keeps its own parameters until it is gone.
  const ahead = useSyncExternalStore(history.subscribe, () =>
    isSamePath(history.location.pathname, here) ? history.location.search : null,
  )
  const searchParams = useMemo(
    () => read(ahead === null ? rendered : options.parseSearch(ahead)),
    [ahead, rendered, options, read],
  )
  const change = (next: Change<S>) => {
    const { pathname, search } = history.location
    const now = options.parseSearch(search)
    const after = changed(now, typeof next === "function" ? next(read(now)) : next)
    void router.navigate({ href: `${pathname}${options.stringifySearch(after)}`, replace: true })
  }
  return [searchParams, change]
}

function isSamePath(a: string, b: string): boolean {
  return a.replace(/\/$/, "") === b.replace(/\/$/, "")
}

/** `searchParams` with those of `next`, without the empty ones. */
export function changed(searchParams: object, next: object): Record<string, unknown> {
  const merged = Object.entries({ ...searchParams, ...next })
  return Object.fromEntries(merged.filter(([, value]) => value !== undefined && value !== ""))
}

/** A list in one parameter, `open,settled`, kept to what is known. */
export function listOf<T extends string>(param: string | undefined, known: readonly T[]): T[] {
  const parts = (param ?? "").split(",")
  return known.filter((one) => parts.includes(one))
}
