import type { JoinShown } from "@justesse/types/wire/account"
import { useQuery } from "@tanstack/react-query"
import type { z } from "zod"
import { trpc } from "../../api.ts"

/** What an invitation shows before anybody accepts it. */
export type Invitation = z.infer<typeof JoinShown>

/** Asks what the invitation of a link shows; asks nothing without a token. */
export function useInvitation(token: string) {
  return useQuery(trpc.account.joinShow.queryOptions({ token }, { enabled: token !== "" }))
}
