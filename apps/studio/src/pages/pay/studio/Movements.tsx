import type { LedgerShown } from "@justesse/types/wire/pay"
import { useT } from "../../../i18n/useT.ts"
import { SIGNS } from "../../../locale/money.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import { useMoney } from "../../../locale/useMoney.ts"
import { Section } from "../../../ui/layout.tsx"
import { Scroll } from "../../../ui/Scroll.tsx"
import { movedMicros } from "./sums.ts"

type Sum = LedgerShown["sums"][number]
type Movement = LedgerShown["last"][number]

/** What lies on accounts of each kind; each currency adds up to nought. */
export function Accounts({ sums }: { readonly sums: readonly Sum[] }) {
  const t = useT("money")
  const currencies = [...new Set(sums.map(({ currency }) => currency))]
  return (
    <Section title={t("ledger.where")}>
      {currencies.map((currency) => (
        <AccountTable key={currency} sums={sums.filter((one) => one.currency === currency)} currency={currency} />
      ))}
    </Section>
  )
}

function AccountTable({ sums, currency }: { readonly sums: readonly Sum[]; readonly currency: Sum["currency"] }) {
  const t = useT("money")
  const { exact } = useMoney()
  const all = sums.reduce((sum, { balanceMicros }) => sum + balanceMicros, 0)
  return (
    <Scroll label={t("ledger.where")}>
      <table className="tbl">
        <thead>
          <tr>
            <th>{t("ledger.account")}</th>
            <th aria-label={t("ledger.kind")} />
            <th className="num">{t("ledger.accounts")}</th>
            <th className="num">{SIGNS[currency]}</th>
          </tr>
        </thead>
        <tbody>
          {sums.map(({ kind, accounts, balanceMicros }) => (
            <tr key={kind}>
              <td className="b">{t(`account.${kind}`)}</td>
              <td className="mono dim sm">{kind}</td>
              <td className="num dim">{accounts}</td>
              <td className="num nw">{exact(balanceMicros)}</td>
            </tr>
          ))}
          <tr>
            <td className="b">{t("ledger.inAll")}</td>
            <td className="dim" colSpan={2}>
              {t("ledger.mustBeZero")}
            </td>
            <td className="num b nw">{exact(all)}</td>
          </tr>
        </tbody>
      </table>
    </Scroll>
  )
}

/** The latest movements, one line each. */
export function LastMovements({ movements }: { readonly movements: readonly Movement[] }) {
  const t = useT("money")
  const format = useFormat()
  const { exact } = useMoney()
  return (
    <Section title={t("ledger.lately")}>
      <Scroll label={t("ledger.lately")}>
        <table className="tbl tight">
          <thead>
            <tr>
              <th className="num">{t("ledger.number")}</th>
              <th>{t("ledger.when")}</th>
              <th>{t("ledger.what")}</th>
              <th>{t("ledger.project")}</th>
              <th className="num">{t("amount")}</th>
            </tr>
          </thead>
          <tbody>
            {movements.map((one) => (
              <tr key={one.number}>
                <td className="num dim">{format.number(one.number)}</td>
                <td className="dim nw">{format.dateTime(one.atMs)}</td>
                <td>{t(`movement.${one.kind}`)}</td>
                <td className="dim">{one.project}</td>
                <td className="num nw">
                  {exact(movedMicros(one))} {SIGNS[one.currency]}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </Section>
  )
}
