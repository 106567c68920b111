import type { OpenTransaction } from "@justesse/db"
import { askAgain, countOpenLeases, findHeldMicros } from "@justesse/db/pay/modes"
import { JustesseError, type NameMode, type PaySettings, payOf } from "@justesse/types"
import { whyNotCurrency, whyNotMode } from "@justesse/work/pay/modes"

/**
 * Refuses a way to pay that a project cannot have, in the transaction that stores its settings; where it is another one than before,
 * everybody reads the conditions again, as they say what is paid. Settings that say what they said before cost nothing.
 *
 * @throws JustesseError conflict (detail.why)
 */
export async function requirePay(
  tx: OpenTransaction,
  project: { readonly id: number; readonly names: NameMode },
  settings: {
    readonly before: { readonly pay?: PaySettings | undefined }
    readonly after: { readonly pay?: PaySettings | undefined }
  },
): Promise<void> {
  const [before, after] = [payOf(settings.before), payOf(settings.after)]
  const { id, names } = project
  const isUnpaid = before.mode !== "paid" && after.mode === before.mode
  if (isUnpaid && before.currency === after.currency) return
  const openLeases = await countOpenLeases(tx, id)
  const heldMicros = await findHeldMicros(tx, id, before.currency)
  const why =
    whyNotMode({ mode: after.mode, names }, { mode: before.mode, openLeases }) ??
    whyNotCurrency(after.currency, { currency: before.currency, heldMicros, openLeases }) ??
    (before.mode === "paid" && after.mode !== "paid" && heldMicros !== 0 ? "money_is_there" : null)
  if (why) throw new JustesseError("conflict", { why })
  if (before.mode !== after.mode) await askAgain(tx, id)
}
