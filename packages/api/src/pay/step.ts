import { findProject, findSetting, putSetting } from "@justesse/db"
import { stepsIn } from "@justesse/db/ledger/steps"
import { resumeWork, tellMoneyLow } from "@justesse/db/pay/fund"
import { listOpenProjects } from "@justesse/db/pay/prices"
import { findUnfunded } from "@justesse/db/pay/status"
import { stepPay, topUpUnderFloor } from "@justesse/db/pay/step"
import { payOf } from "@justesse/types"
import { nightAt } from "@justesse/work/pay/night"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"
import { showBudget } from "./budget.ts"
import { tellOddTimes } from "./odd.ts"
import { renewPrices } from "./prices.ts"

/** Under which name it stands that sessions of earlier versions were brought up to their floor. */
const FLOOR_REACHED = "floorsSettled"
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
    await topUpOnce(deps)
    await renewByNight(deps)
    await warnOwners(deps)
    const leases = await stepPay(deps.storage.db, deps.nowMs())
    // After all that is paid: what is odd of a time delays nobody's money.
    await tellOddTimes(deps)
    return leases
  } finally {
    await lock.release()
  }
}

/** Once after an upgrade; ended in the midst of it, the rest is paid the next time. */
async function topUpOnce({ storage: { db }, nowMs }: Pick<Deps, "storage" | "nowMs">): Promise<void> {
  if ((await findSetting(db, FLOOR_REACHED)) === true) return
  await topUpUnderFloor(db, nowMs())
  await putSetting(db, FLOOR_REACHED, true)
}

/** Owners read that their money runs out before it has, and a stop ends once there is money. */
async function warnOwners(deps: Pick<Deps, "storage" | "nowMs" | "hmac">): Promise<void> {
  const { db } = deps.storage
  for (const id of await listOpenProjects(db)) {
    const project = await findProject(db, id)
    if (!project || payOf(project.settings).mode !== "paid") continue
    const { money } = await showBudget(deps, project)
    if (!money || money.unfunded) continue
    // Closed sessions gave back what ends a stop, and nobody asked since.
    const isOver = (await findUnfunded(db, id)) !== null
    if (isOver) await inTransaction(deps, ({ storage }) => stepsIn(storage.db, resumeWork(id, deps.nowMs())))
    else if (money.isRunningOut)
      await inTransaction(deps, ({ storage }) => stepsIn(storage.db, tellMoneyLow(id, deps.nowMs())))
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
