import type { MyBalance, MySessions } from "@justesse/types/wire/pay"
import { useQuery } from "@tanstack/react-query"
import { trpc } from "../../../api.ts"
import { useMe } from "../../../shell/useMe.ts"

/** What somebody earned, and what their sessions of a time paid. */
export interface OwnPay {
  readonly balance: MyBalance
  readonly sessions: MySessions["sessions"]
  readonly appeals: MySessions["appeals"]
}

/** Others decide and pay meanwhile, and no job tells of it. */
const EVERY_MS = 30_000

/** Whether somebody works where people are paid; without that nothing of money is asked for or shown, but what is left on their account. */
export function usePaidWork(): boolean {
  return useMe()?.projects.some(({ mode, roles }) => mode === "paid" && !roles.includes("owner")) === true
}

/** Own pay of a time; null for somebody who is not paid and has nothing to take out, undefined while it is read. */
export function useOwnPay(span: { readonly fromMs: number; readonly untilMs: number }): OwnPay | null | undefined {
  const isPaid = usePaidWork()
  const balance = useQuery({ ...trpc.pay.balance.queryOptions({}), refetchInterval: isPaid && EVERY_MS }).data
  const hasMoney = balance !== undefined && balance.balances.length + balance.payouts.length > 0
  const enabled = isPaid || hasMoney
  const sessions = useQuery({ ...trpc.pay.sessions.queryOptions(span), enabled, refetchInterval: EVERY_MS }).data
  if (balance !== undefined && !enabled) return null
  return balance && sessions && { balance, ...sessions }
}
