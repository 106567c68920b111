import type { Budget } from "@justesse/types/wire/pay"
import { depositMoves } from "@justesse/work/pay/learning"
import { useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import { useMoney } from "../../../locale/useMoney.ts"
import { useNow } from "../../../locale/useNow.ts"
import measures from "../../../theme/measures.module.css"
import { Row, Rows, Section } from "../../../ui/layout.tsx"
import type { Money } from "./state.ts"

const DAY_MS = 86_400_000

interface Props {
  readonly money: Money
  readonly quote: NonNullable<NonNullable<Budget["money"]>["quote"]>
}

/** What was paid, what finishing costs, and what is missing for it. */
export function ForecastPart({ money, quote }: Props) {
  const t = useT("budget")
  const format = useFormat()
  const now = useNow()
  const { money: said, price } = useMoney()
  const { currency, answersLeft, expectedMicros, quotedMicros, freeMicros, reservedMicros, missingMicros } = money
  const percent = money.learning.percent ?? 0
  const learningMicros = depositMoves(0, missingMicros ?? 0, percent)[1]?.amountMicros ?? 0
  const each = price(quote.quotedMicros + quote.bonusMicros, currency)
  const until = money.lastsDays === null ? null : format.day(now + money.lastsDays * DAY_MS)
  return (
    <Section title={t("forecast.title")}>
      <Rows>
        <Row name={t("forecast.paid")}>
          <span className="nw b">{said(money.paidMicros, currency)}</span>
        </Row>
        <Row
          name={
            <>
              {t("forecast.left", { count: answersLeft })} <span className="dim">{t("forecast.expected")}</span>
            </>
          }
        >
          <span className="nw b">{said(expectedMicros ?? 0, currency)}</span>
        </Row>
        <Row
          name={
            <>
              {t("forecast.most")} <span className="dim">{t("forecast.mostText", { each })}</span>
            </>
          }
        >
          <span className="nw b">{said(quotedMicros ?? 0, currency)}</span>
        </Row>
        <Row name={t("forecast.there")}>
          <span className="nw b">{said(freeMicros + reservedMicros, currency)}</span>
        </Row>
        {learningMicros > 0 && (
          <Row
            name={
              <>
                {t("learning.title")}{" "}
                <span className="dim">{t("forecast.learningText", { percent: format.percent(percent / 100) })}</span>
              </>
            }
          >
            <span className="nw b">{said(learningMicros, currency)}</span>
          </Row>
        )}
        <Row name={<strong>{t("forecast.missing")}</strong>}>
          <span className="nw b">{said(missingMicros ?? 0, currency)}</span>
        </Row>
      </Rows>
      <p className={`dim sm ${measures.above8}`}>
        {money.price === null
          ? t("forecast.begin")
          : until === null
            ? t("forecast.enough")
            : t("forecast.lasts", { until })}{" "}
        {t("forecast.back")}
      </p>
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
