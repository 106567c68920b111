import type { PayoutsShown } from "@justesse/types/wire/pay"
import { Checkbox } from "@mantine/core"
import { useState } from "react"
import { useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import { useMoney } from "../../../locale/useMoney.ts"
import { Section } from "../../../ui/layout.tsx"
import { Scroll } from "../../../ui/Scroll.tsx"
import { MakeFile } from "./MakeFile.tsx"
import { toFile } from "./sums.ts"

type Payout = PayoutsShown["payouts"][number]

/** Who asks for how much, and the file that is made of those who are ticked: all of one currency at first. */
export function AskedFor({ payouts }: { readonly payouts: readonly Payout[] }) {
  const t = useT("money")
  const [left, setLeft] = useState<ReadonlySet<number>>(new Set())
  const [first] = payouts
  const [chosen, setChosen] = useState<string | null>(null)
  const currencies = [...new Set(payouts.map(({ currency }) => currency))]
  const currency = currencies.find((one) => one === chosen) ?? first?.currency ?? "EUR"
  const listed = payouts.filter((one) => one.currency === currency)
  const toggle = (payout: number) => {
    const next = new Set(left)
    if (!next.delete(payout)) next.add(payout)
    setLeft(next)
  }
  return (
    <div className="side">
      <Section
        title={t("asked.title")}
        aside={
          currencies.length > 1 &&
          currencies.map((one) => (
            <button
              key={one}
              type="button"
              className={one === currency ? "chip on" : "chip"}
              aria-pressed={one === currency}
              onClick={() => setChosen(one)}
            >
              {one}
            </button>
          ))
        }
      >
        <AskedTable payouts={listed} isTicked={(payout) => !left.has(payout)} onToggle={toggle} />
      </Section>
      <MakeFile key={currency} payouts={toFile(payouts, currency, left)} currency={currency} />
    </div>
  )
}

interface TableProps {
  readonly payouts: readonly Payout[]
  readonly isTicked: (payout: number) => boolean
  readonly onToggle: (payout: number) => void
}

function AskedTable({ payouts, isTicked, onToggle }: TableProps) {
  const t = useT("money")
  const format = useFormat()
  const { money } = useMoney()
  return (
    <Scroll label={t("asked.title")}>
      <table className="tbl">
        <thead>
          <tr>
            <th aria-label={t("asked.inFile")} />
            <th>{t("asked.person")}</th>
            <th>{t("asked.account")}</th>
            <th>{t("asked.when")}</th>
            <th className="num">{t("amount")}</th>
          </tr>
        </thead>
        <tbody>
          {payouts.map(({ payout, person, name, accountEnd, askedAtMs, amountMicros, currency }) => (
            <tr key={payout}>
              <td>
                <Checkbox
                  aria-label={t("asked.take", { name: person })}
                  checked={isTicked(payout)}
                  onChange={() => onToggle(payout)}
                />
              </td>
              <td className="b">{person}</td>
              <td>
                {name} <span className="dim mono">… {accountEnd}</span>
              </td>
              <td className="dim nw">{format.dateTime(askedAtMs)}</td>
              <td className="num b nw">{money(amountMicros, currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}
