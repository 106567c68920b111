import { listAsOwner } from "@justesse/db"
import { findBalance } from "@justesse/db/ledger/read"
import { countPayouts, hasLedger } from "@justesse/db/pay/studio"
import { payOf } from "@justesse/types"
import type { Weekday } from "@justesse/types/pay/payoutDay"
import type { StudioMoney } from "@justesse/types/wire/pay"
import type { Deps } from "../core/deps.ts"

type Reading = Pick<Deps, "storage" | "settings">

/** `pay.studio`: whether anybody is paid here, who asks for money, and the projects that pay. */
export async function showStudioMoney({ storage: { db }, settings }: Reading): Promise<StudioMoney> {
  const all = await listAsOwner(db)
  const paying = all.filter(({ state, settings: of }) => state !== "deleted" && payOf(of).mode === "paid")
  const projects = await Promise.all(
    paying.map(async ({ id, slug, name, settings: of }) => {
      const { currency } = payOf(of)
      return { project: slug, name, currency, freeMicros: await findBalance(db, "project_free", id, currency) }
    }),
  )
  return {
    isPaying: projects.length > 0 || (await hasLedger(db)),
    requested: await countPayouts(db, "requested"),
    weekday: settings.get().payoutDay,
    projects,
  }
}

/** `pay.setPayoutDay`: what is asked for from now on is promised for the new day. */
export async function setPayoutDay({ settings }: Pick<Deps, "settings">, payoutDay: Weekday): Promise<void> {
  await settings.set({ payoutDay })
}
