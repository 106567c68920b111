import { z } from "zod"
import { Micros } from "./settings.ts"

/** The price that follows the one in force for new leases, and from when on: a lower one is told seven days before. `priceMicros` null: paid by time. */
export const ComingPrice = z.strictObject({
  priceMicros: Micros.nullable(),
  bonusMicros: Micros,
  fromMs: z.int(),
})
export type ComingPrice = z.infer<typeof ComingPrice>
