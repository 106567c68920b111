import { type QueryKey, useInfiniteQuery } from "@tanstack/react-query"

/** A long list, page by page. `key` begins with the topic, as the wire's own keys do, so that `refresh` finds it. */
export function usePages<P extends { readonly next: string | null }>(
  key: QueryKey,
  load: (cursor: string | null) => Promise<P>,
) {
  return useInfiniteQuery({
    queryKey: [...key, "pages"],
    queryFn: ({ pageParam }) => load(pageParam),
    // The first page has no cursor; the type of the others is said here once.
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next ?? undefined,
  })
}
