import { insertFloor, listFloors } from "@justesse/db/pay/floors"
import { JustesseError } from "@justesse/types"
import type { FloorAdd, FloorsShown } from "@justesse/types/wire/pay"
import { findFloorGap, whyNotAdd } from "@justesse/work/pay/floor"
import type { z } from "zod"
import type { Deps } from "../core/deps.ts"
import { inTransaction } from "../core/transaction.ts"
import type { Who } from "../core/who.ts"

type Reading = Pick<Deps, "storage" | "nowMs">

const todayOf = ({ nowMs }: Pick<Deps, "nowMs">) => new Date(nowMs()).toISOString().slice(0, 10)

/** `pay.floors`: the floor table, and where it ends with nothing that follows. */
export async function showFloors(deps: Reading): Promise<FloorsShown> {
  const rows = await listFloors(deps.storage.db)
  const keys = new Map(rows.map(({ place, currency }) => [`${place} ${currency}`, { place, currency }]))
  const gaps = [...keys.values()].flatMap((key) => {
    const day = findFloorGap(rows, key, todayOf(deps))
    return day === null ? [] : [{ ...key, day }]
  })
  return { rows: rows.map((row) => ({ ...row })), gaps }
}

/**
 * `pay.addFloor`: a row that follows; none is ever changed. It holds for new leases from its day on.
 * @throws JustesseError invalid_input (detail.rule): in the past, or not later than the last one
 */
export async function addFloor(deps: Reading, who: Who, row: z.infer<typeof FloorAdd>): Promise<FloorsShown> {
  // Of two that follow the same row one is later than the other.
  await deps.storage.locks.exclusive("floors", () =>
    inTransaction(deps, async ({ storage: { db } }) => {
      const why = whyNotAdd(await listFloors(db), row, todayOf(deps))
      if (why) throw new JustesseError("invalid_input", { field: "fromDay", rule: why })
      await insertFloor(db, row, { personId: who.personId, atMs: deps.nowMs() })
    }),
  )
  return showFloors(deps)
}
