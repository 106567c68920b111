import type { Budget } from "@justesse/types/wire/pay"
import { SumBar } from "../../../charts/SumBar.tsx"
import { useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import { useMoney } from "../../../locale/useMoney.ts"
import measures from "../../../theme/measures.module.css"
import { Row, Rows, Section } from "../../../ui/layout.tsx"
import css from "./page.module.css"
import { type Money, OWN_ITEMS } from "./state.ts"

type Quote = NonNullable<NonNullable<Budget["money"]>["quote"]>

interface Props {
  readonly money: Money
  readonly quote: Quote
}

/** What one answer costs, from its times to its sum, and why not from the median. */
export function CostPart({ money, quote }: Props) {
  const t = useT("budget")
  const format = useFormat()
  const { money: said, price } = useMoney()
  const { currency, floorMicrosPerHour } = money
  const seconds = (value: number) => `${format.number(value, value < 10 ? 1 : 0)} s`
  const isOwn = quote.basis === "own"
  const times = isOwn
    ? [
        ["yourMean", "", seconds(quote.meanSeconds)],
        ["slower", t("cost.slowerText"), seconds(quote.upperSeconds)],
      ]
    : [
        ["median", "", seconds(quote.medianSeconds)],
        ["mean", "", seconds(quote.meanSeconds)],
        ["upper", t("cost.upperText"), seconds(quote.upperSeconds)],
      ]
  const lines = [
    ...times,
    ["floor", t("cost.floorText"), t("anHour", { amount: said(floorMicrosPerHour, currency) })],
    [
      "price",
      t(quote.priceMicros === null ? "cost.priceTimeText" : "cost.priceText"),
      quote.priceMicros === null ? t("cost.byTime") : price(quote.priceMicros, currency),
    ],
    ["quoted", t("cost.quotedText"), price(quote.quotedMicros, currency)],
    ...(quote.bonusMicros > 0 ? [["bonus", t("cost.bonusText"), price(quote.bonusMicros, currency)] as const] : []),
  ] as const
  return (
    <Section title={t(isOwn ? "cost.ownTitle" : "cost.title")}>
      {isOwn && <OwnItems seconds={money.ownSeconds} />}
      <Rows>
        {lines.map(([name, text, value]) => (
          <Row
            key={name}
            name={
              <>
                {t(`cost.${name}`)} {text !== "" && <span className="dim">{text}</span>}
              </>
            }
          >
            <span className="nw b">{value}</span>
          </Row>
        ))}
        <Row name={<strong>{t("cost.all")}</strong>}>
          <span className="nw b">{price(quote.quotedMicros + quote.bonusMicros, currency)}</span>
        </Row>
      </Rows>
      <p className={`dim sm ${measures.above8}`}>{t(isOwn ? "cost.ownNote" : "cost.note")}</p>
    </Section>
  )
}

/** The owner's own items with their seconds, the last five first told. */
function OwnItems({ seconds }: { readonly seconds: readonly number[] }) {
  const t = useT("budget")
  const format = useFormat()
  const shown = seconds.slice(0, OWN_ITEMS)
  const most = Math.max(...shown, 1)
  return (
    <table className={`tbl tight ${css.own} ${measures.below8}`}>
      <thead>
        <tr>
          <th>{t("cost.item")}</th>
          <th className="num">{t("cost.seconds")}</th>
          <th aria-hidden="true" />
        </tr>
      </thead>
      <tbody>
        {shown.map((value, at) => (
          <tr key={`${at} ${value}`}>
            <td>{at + 1}</td>
            <td className="num">{format.number(value, value < 10 ? 1 : 0)}</td>
            <td>
              <SumBar
                label={`${format.number(value, 1)} s`}
                parts={[{ look: "solid", value }]}
                most={most}
                width={200}
                height={10}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
