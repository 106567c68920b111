import type { DecisionOne } from "@justesse/types/wire/decision"
import { WON_APPEAL_SECONDS } from "@justesse/work/appeals/repairs"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { useMoney } from "../../locale/useMoney.ts"
import { Row, Rows, Section } from "../../ui/layout.tsx"

type AnswerMoney = NonNullable<DecisionOne["money"]>

/** What the answer brought and what of it waits, while nothing was put right yet; nothing where it is not paid for. */
export function Money({ one: { money, putRight } }: { readonly one: DecisionOne }) {
  const t = useT("decisions")
  if (!money || putRight) return null
  return (
    <Section title={t("money.title")}>
      <Rows>
        <MoneyRows {...money} />
      </Rows>
    </Section>
  )
}

/** For its time, its bonus, and an appeal that was won: each sum with what became of it. */
export function MoneyRows({ currency, timeMicros, bonusMicros, bonus, wonMicros }: AnswerMoney) {
  const t = useT("decisions")
  const format = useFormat()
  const { money } = useMoney()
  const sums = [
    { micros: timeMicros, name: t("money.time"), became: "stays" },
    { micros: bonusMicros, name: t("money.bonus"), became: bonus },
    { micros: wonMicros, name: t("money.won", { time: format.duration(WON_APPEAL_SECONDS) }), became: "paid" },
  ]
  return sums.map(
    ({ micros, name, became }) =>
      micros > 0 && (
        <Row
          key={name}
          tall
          name={
            <>
              {name}
              <br />
              <span className="dim">{t(`money.is.${became}`)}</span>
            </>
          }
        >
          <b className="num nw">{money(micros, currency)}</b>
        </Row>
      ),
  )
}
