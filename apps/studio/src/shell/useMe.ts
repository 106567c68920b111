import type { Role } from "@justesse/types"
import type { Me } from "@justesse/types/wire/account"
import { replaceEqualDeep, useQuery } from "@tanstack/react-query"
import { useParams } from "@tanstack/react-router"
import { trpc } from "../api.ts"
import type { AppealCounts } from "./navPages.ts"
import { signedOut } from "./store.ts"

/**
 * Asks who I am. Where the session ended under an open page, the page keeps whom it knew, with what is on it, until somebody
 * signs in over it; whoever signs out themselves forgets first.
 */
export const meOptions = () =>
  trpc.account.me.queryOptions(
    {},
    {
      staleTime: 30_000,
      structuralSharing: (known, fresh) => {
        const ended = (known as Me | undefined)?.person != null && (fresh as Me).person === null
        if (!ended) return replaceEqualDeep(known, fresh)
        signedOut.setState(true)
        return known
      },
    },
  )

/** How often what waits is counted again: it stands in the menu of reviewers, whoever decided. */
function countsEvery(me: Me | undefined): number | false {
  // Decisions of others are no job, which a page would be told of.
  return me?.projects.some(({ roles }) => roles.includes("reviewer")) ? 4_000 : false
}

/** Who I am here; undefined while it is not known yet. */
export function useMe(): Me | undefined {
  return useQuery({ ...meOptions(), refetchInterval: ({ state }) => countsEvery(state.data) }).data
}

/** How often notices are counted again: others write them, and no job tells of it. */
const UNSEEN_EVERY_MS = 10_000

/** New notices of mine, and questions that wait for my answer; undefined while it is not known yet. */
export function useUnseen():
  | { readonly unseen: number; readonly waiting: readonly { project: string; count: number }[] }
  | undefined {
  const me = useMe()
  const enabled = me?.person != null
  return useQuery({ ...trpc.question.unseen.queryOptions({}), enabled, refetchInterval: UNSEEN_EVERY_MS }).data
}

/** How often appeals are counted again: one may be drawn at any time, and it has days. */
const APPEALS_EVERY_MS = 60_000

/** Appeals that I was drawn for; undefined while it is not known yet. */
export function useAppeals(): AppealCounts | undefined {
  const enabled = useMe()?.person != null
  const every = { staleTime: APPEALS_EVERY_MS, refetchInterval: APPEALS_EVERY_MS }
  const queue = useQuery({ ...trpc.decision.appeals.queryOptions({}, every), enabled }).data
  return queue && { waiting: queue.waiting.length, decided: queue.decided.length }
}

/** How many decisions about answers of mine are open, ask something of me, and are decided; undefined while it is not known yet. */
export function useDecisionCounts(isAsked = true) {
  const input = { state: "open", cursor: null, limit: 1 } as const
  return useQuery(trpc.decision.list.queryOptions(input, { enabled: isAsked })).data?.counts
}

/** How often an operator's menu counts who asks for money. */
const MONEY_EVERY_MS = 60_000

/** For operators: whether anybody is paid here, and how many ask for money; undefined for everybody else. */
export function useStudioMoney() {
  const enabled = useMe()?.person?.operator === true
  const every = { staleTime: MONEY_EVERY_MS, refetchInterval: MONEY_EVERY_MS }
  return useQuery({ ...trpc.pay.studio.queryOptions({}, every), enabled }).data
}

/** The project that the address names; empty outside of projects. */
export function useProjectSlug(): string {
  return useParams({ strict: false }).project ?? ""
}

/** A project of mine as it stands in lists; undefined where it is none. */
export function useCard(project: string) {
  return useMe()?.projects.find((card) => card.project === project)
}

/** What I am in a project. */
export function useRoles(project: string): readonly Role[] {
  return useCard(project)?.roles ?? []
}

/** Whether key caps are shown. */
export function useHints(): boolean {
  return useMe()?.person?.preferences.keyHints ?? true
}
