import { failureOf } from "../../../failures/thrown.ts"
import { useSentence } from "../../../failures/useSentence.ts"
import { useT } from "../../../i18n/useT.ts"
import measures from "../../../theme/measures.module.css"

const REASONS = ["payout_moved", "ledger_not_whole", "past", "not_later", "nothing", "iban", "amount", "name"]

/** Why money did not move, where the reason is one of money; else the sentence of every failure. */
export function WrongMoney({ error }: { readonly error: unknown }) {
  const t = useT("money")
  const sentence = useSentence()
  if (error === null || error === undefined) return null
  const { detail } = failureOf(error)
  const reason = REASONS.find((one) => one === detail["why"] || one === detail["rule"])
  return (
    <p role="alert" className={`loss ${measures.above8}`}>
      {reason ? t(`wrong.${reason}`, { payout: detail["payout"] ?? "" }) : sentence(error)}
    </p>
  )
}
