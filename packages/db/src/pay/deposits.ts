import type { Currency } from "@justesse/types"
import type { OpenTransaction } from "../transaction.ts"

/** Money that an operator received for a project, or gave back (below nought). */
interface NewDeposit {
  readonly publicId: string
  readonly projectId: number
  readonly currency: Currency
  readonly amountMicros: number
  readonly proof: string
  readonly personId: number
  readonly atMs: number
}

/** Stores what shows a deposit, in the transaction that moves it. */
export async function insertDeposit(tx: OpenTransaction, deposit: NewDeposit): Promise<void> {
  const { publicId, projectId, currency, amountMicros, proof, personId, atMs } = deposit
  await tx
    .insertInto("deposit")
    .values({
      ...{ public_id: publicId, project_id: projectId, currency, amount_micros: amountMicros },
      ...{ proof, person_id: personId, at_ms: atMs },
    })
    .execute()
}
