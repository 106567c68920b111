import type { Budget } from "@justesse/types/wire/pay"
import { depositMoves } from "@justesse/work/pay/learning"
import { useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import { useMoney } from "../../../locale/useMoney.ts"
import measures from "../../../theme/measures.module.css"
import { Row, Rows, Section } from "../../../ui/layout.tsx"
import type { Money } from "./state.ts"

interface Props {
  readonly money: Money
  readonly quote: NonNullable<NonNullable<Budget["money"]>["quote"]>
}

/** What finishing costs, what must be there for so many people at once, and what is missing for it. */
export function ForecastPart({ money, quote }: Props) {
  const t = useT("budget")
  const format = useFormat()
  const { money: said, price } = useMoney()
  const { currency, answersLeft, expectedMicros, quotedMicros, missingMicros, people, atOnceMicros } = money
  const percent = money.learning.percent ?? 0
  const learningMicros = depositMoves(0, missingMicros ?? 0, percent)[1]?.amountMicros ?? 0
  const each = price(quote.quotedMicros + quote.bonusMicros, currency)
  const thereMicros = Math.max(0, (atOnceMicros ?? 0) - ((missingMicros ?? 0) - learningMicros))
  const learning = t("forecast.learningText", { percent: format.percent(percent / 100) })
  const rows = [
    { name: t("forecast.left", { count: answersLeft }), beside: t("forecast.expected"), micros: expectedMicros ?? 0 },
    { name: t("forecast.most"), beside: t("forecast.mostText", { each }), micros: quotedMicros ?? 0 },
    { name: t("forecast.atOnce", { people }), beside: t("forecast.atOnceText"), micros: atOnceMicros ?? 0 },
    ...(missingMicros ? [{ name: t("forecast.there"), beside: "", micros: thereMicros }] : []),
    ...(learningMicros > 0 ? [{ name: t("learning.title"), beside: learning, micros: learningMicros }] : []),
  ]
  return (
    <Section title={t("forecast.title")}>
      <Rows>
        {rows.map(({ name, beside, micros }) => (
          <Row
            key={name}
            name={
              <>
                {name} <span className="dim">{beside}</span>
              </>
            }
          >
            <span className="nw b">{said(micros, currency)}</span>
          </Row>
        ))}
        <Row name={<strong>{t("forecast.missing")}</strong>}>
          <span className="nw b">{said(missingMicros ?? 0, currency)}</span>
        </Row>
      </Rows>
      <p className={`dim sm ${measures.above8}`}>{t("forecast.back")}</p>
    </Section>
  )
}

/** How much was paid for answers that nobody has looked at: the most that can be of no use. */
export function ExposurePart({ money: { undecidedMicros, exposure, currency } }: Pick<Props, "money">) {
  const t = useT("budget")
  const format = useFormat()
  const { money } = useMoney()
  return (
    <div className={measures.above24}>
      <Section title={t("exposure.title")}>
        <p>{t("exposure.text", { amount: money(undecidedMicros, currency) })}</p>
        {exposure.length > 0 && (
          <Rows>
            {exposure.map(({ mostSeconds, people }) => (
              <Row
                key={mostSeconds ?? "all"}
                name={
                  mostSeconds === null ? t("exposure.all") : t("exposure.most", { time: format.duration(mostSeconds) })
                }
              >
                <span className="nw">{t("exposure.people", { count: people })}</span>
              </Row>
            ))}
          </Rows>
        )}
      </Section>
    </div>
  )
}

/** Money that came in and went back, with what shows each. */
export function DepositsPart({ money: { deposits, currency } }: Pick<Props, "money">) {
  const t = useT("budget")
  const format = useFormat()
  const { money } = useMoney()
  if (deposits.length === 0) return null
  return (
    <div className={measures.above24}>
      <Section title={t("deposits.title")}>
        <Rows>
          {deposits.map(({ atMs, amountMicros, proof }) => (
            <Row
              key={`${atMs} ${amountMicros} ${proof}`}
              name={
                <>
                  {format.fullDate(atMs)}{" "}
                  <span className="dim">{amountMicros < 0 ? `${t("deposits.back")}, ${proof}` : proof}</span>
                </>
              }
            >
              <span className="nw b">{money(amountMicros, currency)}</span>
            </Row>
          ))}
        </Rows>
      </Section>
    </div>
  )
}
