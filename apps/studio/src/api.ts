import type { AppRouter } from "@justesse/api"
import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query"
import {
  createTRPCClient,
  type getFetch,
  httpBatchLink,
  httpSubscriptionLink,
  splitLink,
  type TRPCClient,
} from "@trpc/client"
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query"
import { codeOf } from "./failures/thrown.ts"
import { makeReadAgain } from "./jobs/readAgain.ts"
import { signedOut } from "./shell/store.ts"
import { noticeBuild } from "./shell/upgrade/newVersion.ts"

/** The browser's own fetch, as tRPC names what it gives to it. */
const ask = async (...[url, init]: Parameters<ReturnType<typeof getFetch>>) =>
  noticeBuild(await fetch(url, { ...init, signal: init?.signal ?? null }))

/**
 * The wire: `api.work.saveDraft.mutate(…)`. JSON, POST, at most 20 calls a request; the session is a cookie. What is followed
 * is a stream of server-sent events.
 */
export const api: TRPCClient<AppRouter> = createTRPCClient<AppRouter>({
  links: [
    splitLink({
      condition: ({ type }) => type === "subscription",
      true: httpSubscriptionLink({ url: "/trpc" }),
      false: httpBatchLink({ url: "/trpc", methodOverride: "POST", maxItems: 20, fetch: ask }),
    }),
  ],
})

/** Failures that trying again cannot mend. */
function mayRetry(count: number, error: unknown): boolean {
  const code = codeOf(error)
  return count < 2 && (code === "offline" || code === "busy")
}

/** A session that ended while somebody was in: sign-in comes over the page. Pages of visitors ask nothing that needs one. */
function onError(error: unknown): void {
  if (codeOf(error) === "not_signed_in") signedOut.setState(true)
}

/** What the server said, by procedure and input. */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: { retry: mayRetry, staleTime: 5_000, networkMode: "always", refetchOnWindowFocus: true },
    mutations: { retry: false, networkMode: "always" },
  },
})

/** The wire for pages: `useQuery(trpc.work.mine.queryOptions(…))`. */
export const trpc = createTRPCOptionsProxy<AppRouter>({ client: api, queryClient })

/** Everything of one topic is read again, after an act. */
export function refresh(...topics: readonly (keyof typeof trpc)[]): Promise<unknown> {
  return Promise.all(topics.map((topic) => queryClient.invalidateQueries({ queryKey: [[topic]] })))
}

/** {@link makeReadAgain} of what pages show: after changes that the server told of. */
export const readAgain = makeReadAgain(queryClient)
