import { findSetting, putSetting } from "@justesse/db"
import { stepPay } from "@justesse/db/pay/step"
import { nightAt } from "@justesse/work/pay/night"
import type { Deps } from "../core/deps.ts"
import { renewPrices } from "./prices.ts"

/** Under which name the last night stands for which prices were computed. */
const LAST_NIGHT = "pricesNight"

/**
 * What time alone does to money: silence accepts, what nobody can claim goes back, and by night prices follow what answers took. One
 * program of several does it. Returns how many leases it looked at.
 */
export async function stepPayments(deps: Pick<Deps, "storage" | "nowMs" | "hmac">): Promise<number> {
  const lock = await deps.storage.locks.attempt("pay")
  if (!lock) return 0
  try {
    await renewByNight(deps)
    return await stepPay(deps.storage.db, deps.nowMs())
  } finally {
    await lock.release()
  }
}

/** Computes prices anew once a night, or when the studio next runs where it slept then. Ended in the midst of it, it is done again. */
async function renewByNight(deps: Pick<Deps, "storage" | "nowMs" | "hmac">): Promise<void> {
  const { db } = deps.storage
  const stored = await findSetting(db, LAST_NIGHT)
  const last = typeof stored === "number" ? stored : null
  const { night, isDue } = nightAt(last, deps.nowMs())
  if (isDue) await renewPrices(deps)
  if (isDue || last === null) await putSetting(db, LAST_NIGHT, night)
}
