import { stepPay } from "@justesse/db/pay/step"
import type { Deps } from "../core/deps.ts"
import { renewPrices } from "./prices.ts"

/** The hour, UTC, in which prices are computed anew. */
const NIGHT = 2

/**
 * What time alone does to money: silence accepts, what nobody can claim goes back, and by night prices follow what answers took. One
 * program of several does it. Returns how many leases it looked at.
 */
export async function stepPayments(deps: Pick<Deps, "storage" | "nowMs" | "hmac">): Promise<number> {
  const lock = await deps.storage.locks.attempt("pay")
  if (!lock) return 0
  try {
    if (new Date(deps.nowMs()).getUTCHours() === NIGHT) await renewPrices(deps)
    return await stepPay(deps.storage.db, deps.nowMs())
  } finally {
    await lock.release()
  }
}
