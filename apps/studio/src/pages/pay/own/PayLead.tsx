import { Rich } from "../../../i18n/Rich.tsx"
import { useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import { useMoney } from "../../../locale/useMoney.ts"
import { ButtonLink } from "../../../ui/Button.tsx"
import { Intro } from "../../../ui/layout.tsx"
import { type Said, sentenceOfPay } from "./lead.ts"
import { TakeOut } from "./TakeOut.tsx"
import type { OwnPay } from "./useEarned.ts"

/** What is somebody's to take out, or on its way, and what the time shown came to. */
export function PayLead({ pay }: { readonly pay: OwnPay }) {
  const t = useT("pay")
  const format = useFormat()
  const { money } = useMoney()
  const { first, second, seconds, ...sums } = sentenceOfPay(pay)
  const said = (list: readonly Said[]) => list.map(({ micros, currency }) => money(micros, currency)).join(" + ")
  const values = {
    ...{ amount: said(sums.amount), going: said(sums.going), back: said(sums.back) },
    ...{ paid: said(sums.paid), bonus: said(sums.bonus), time: format.duration(seconds) },
  }
  return (
    <Intro>
      <Rich t={t} k={`lead.${first}`} values={values} /> {second && <Rich t={t} k={`lead.${second}`} values={values} />}{" "}
      {pay.appeals.length > 0 && t("lead.appeals", { appeals: said(pay.appeals) })}
    </Intro>
  )
}

/** The statement, and what can be taken out. */
export function PayActs({ pay: { balance } }: { readonly pay: OwnPay }) {
  const t = useT("pay")
  return (
    <>
      <ButtonLink to="/work/hours/statement">{t("statement.link")}</ButtonLink>
      {balance.balances
        .filter(({ transferMicros }) => transferMicros > 0)
        .map((one) => (
          <TakeOut key={one.currency} balance={one} payoutDay={balance.payoutDay} />
        ))}
    </>
  )
}
