import { DEFAULT_QUOTAS, type StudioSettings } from "@justesse/api/core"
import { findSetting, putSetting, type Storage } from "@justesse/db"
import { Reach } from "@justesse/types"
import { DEFAULT_PAYOUT_DAY, Weekday } from "@justesse/types/pay/payoutDay"
import { z } from "zod"

const Stored = z.object({
  setupDone: z.boolean(),
  reach: Reach,
  address: z.string(),
  nightly: z.object({ on: z.boolean(), hour: z.int(), keep: z.int() }),
  payoutDay: Weekday.default(DEFAULT_PAYOUT_DAY),
  ombud: z.int().nullable().default(null),
  quotas: z.object({ projects: z.int(), uploads: z.int(), jobs: z.int() }).default(DEFAULT_QUOTAS),
  supportUrl: z.string().nullable().default(null),
  modelHosts: z.array(z.string()).default([]),
})

/** The installation's settings, read once and kept in memory; writing them is also the test that the storage can write. */
export async function openSettings(storage: Storage, address: string, publicUrl: string | null) {
  const { db } = storage
  const stored = Stored.safeParse(await findSetting(db, "studio"))
  const base: StudioSettings = stored.success
    ? stored.data
    : {
        ...{ setupDone: false, reach: "computer", address, nightly: { on: true, hour: 3, keep: 14 } },
        ...{ payoutDay: DEFAULT_PAYOUT_DAY, ombud: null, quotas: DEFAULT_QUOTAS, supportUrl: null, modelHosts: [] },
      }
  // Where nobody chose a public address, the one that this process serves now is the true one.
  let current: StudioSettings = { ...base, address: publicUrl ?? (base.reach === "public" ? base.address : address) }
  return {
    get: () => current,
    async set(change: Partial<StudioSettings>) {
      const next = { ...current, ...change }
      await putSetting(db, "studio", next)
      current = next
    },
  }
}
