import type { Storage } from "@justesse/db"
import { post, toPosting } from "@justesse/db/ledger/post"
import { insertFloor } from "@justesse/db/pay/floors"
import { insertPrice } from "@justesse/db/pay/prices"
import { accountOf } from "@justesse/work/ledger/accounts"

/** What begins to pay, and by whom its floor was set. */
interface Paying {
  readonly project: number
  readonly operator: number
  readonly atMs: number
  readonly capSeconds?: number
  readonly amountMicros?: number
}

/** What answers are offered at by {@link beginPaying}: an hour of twelve euros. */
export const PRICE_MICROS = 50_000
export const FLOOR_MICROS = 12_000_000

/** Gives a project that is set to pay what it needs for that: a price, a floor and money. */
export async function beginPaying({ db }: Storage, of: Paying): Promise<void> {
  const { project, operator, atMs, capSeconds = 120, amountMicros = 100_000_000 } = of
  await db.transaction().execute(async (tx) => {
    const price = {
      fromMs: 0,
      priceMicros: PRICE_MICROS,
      bonusMicros: 5_000,
      basis: "own",
      quotedMicros: 60_000,
    } as const
    const seconds = { medianSeconds: 15, meanSeconds: 16, upperSeconds: 18, capSeconds, madeAtMs: atMs }
    await insertPrice(tx, project, { ...price, ...seconds })
    const days = { fromDay: "2020-01-01", untilDay: null } as const
    const floor = { place: "*", currency: "EUR", microsPerHour: FLOOR_MICROS, source: "test", ...days } as const
    await insertFloor(tx, floor, { personId: operator, atMs })
    const ref = `fund:${project}`
    const about = { key: ref, kind: "fund", currency: "EUR", projectId: project, ref, atMs } as const
    const move = { from: accountOf("external_in", project), to: accountOf("project_free", project), amountMicros }
    const posting = toPosting(about, [move])
    if (posting) await post(tx, posting)
  })
}
