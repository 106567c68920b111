import { type QueryKey, useInfiniteQuery } from "@tanstack/react-query"

/**
 * A long list, page by page. `key` begins with the topic, as the wire's own keys do, so that `refresh` finds it.
 *
 * `of` names what is listed (a project, a person) where `key` also holds filters: while another filter of the same is
 * read, the list before stays in its place, and with it the field that somebody is writing in.
 */
export function usePages<P extends { readonly next: string | null }>(
  key: QueryKey,
  load: (cursor: string | null) => Promise<P>,
  of?: string,
) {
  return useInfiniteQuery({
    queryKey: [...key, "pages", of],
    queryFn: ({ pageParam }) => load(pageParam),
    // The first page has no cursor; the type of the others is said here once.
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: (before, query) => (of !== undefined && query?.queryKey.at(-1) === of ? before : undefined),
  })
}
