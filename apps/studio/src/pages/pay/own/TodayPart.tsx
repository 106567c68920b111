import { SumBar, SumKey, type SumLook } from "../../../charts/SumBar.tsx"
import { useWidth } from "../../../charts/useWidth.ts"
import { Rich } from "../../../i18n/Rich.tsx"
import { useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import { useMoney } from "../../../locale/useMoney.ts"
import measures from "../../../theme/measures.module.css"
import { TextLink } from "../../../ui/Button.tsx"
import { Section } from "../../../ui/layout.tsx"
import css from "./page.module.css"
import { todayOf } from "./today.ts"
import type { OwnPay } from "./useEarned.ts"

/** The bar ends a little beyond the larger of what was earned and what the floor is. */
const ROOM = 1.1

/** What today's sessions paid, with the floor of their minutes; the same sums as on the page of hours. */
export function TodayPart({ pay: { sessions, balance } }: { readonly pay: OwnPay }) {
  const t = useT("pay")
  const today = todayOf(sessions)
  return (
    <div className={`${measures.above24} ${css.today}`}>
      <Section title={t("today.title")} aside={<TextLink to="/work/hours">{t("today.every")}</TextLink>}>
        {today.length === 0 && <p className="dim">{t("today.none")}</p>}
        {today.map((sums) => (
          <InCurrency
            key={sums.currency}
            sums={sums}
            addedLater={balance.balances.find(({ currency }) => currency === sums.currency)?.addedAtCloseMicros ?? 0}
          />
        ))}
      </Section>
    </div>
  )
}

interface Props {
  readonly sums: ReturnType<typeof todayOf>[number]
  /** What is added when the open session closes. */
  readonly addedLater: number
}

function InCurrency({ sums, addedLater }: Props) {
  const t = useT("pay")
  const format = useFormat()
  const { money } = useMoney()
  const { ref, width } = useWidth()
  const { currency, sentMicros, addedMicros, bonusMicros, floorMicros, seconds, closed, hourlyMicros, hasOpen } = sums
  const time = format.minutes(seconds)
  const parts: readonly { look: SumLook; value: number; name: string }[] = [
    { look: "solid", value: sentMicros, name: t("today.sent") },
    { look: "hatched", value: addedMicros, name: t("today.added") },
    { look: "light", value: bonusMicros, name: t("today.bonus") },
  ]
  const keys = [...parts, { look: "line" as const, value: floorMicros, name: t("today.floor", { time }) }]
  const label = keys.map(({ name, value }) => `${name}: ${money(value, currency)}`).join(", ")
  const earned = sentMicros + addedMicros + bonusMicros
  return (
    <>
      <p>
        <Rich t={t} k="today.lead" values={{ paid: money(sentMicros + addedMicros, currency), time }} />{" "}
        {hourlyMicros === null
          ? t("today.notMeasured")
          : t("today.measured", { count: closed, hourly: money(hourlyMicros, currency) })}
      </p>
      <div ref={ref} className={`${css.todayBar} ${measures.above8}`}>
        {width > 0 && (
          <SumBar
            label={label}
            parts={parts}
            most={Math.max(earned, floorMicros) * ROOM}
            line={floorMicros}
            width={width}
          />
        )}
      </div>
      <dl className={css.keys}>
        {keys.map(({ look, value, name }) => (
          <div key={look}>
            <SumKey look={look} />
            <dd>{money(value, currency)}</dd>
            <dt className="dim sm">{name}</dt>
          </div>
        ))}
      </dl>
      {hasOpen && addedLater > 0 && (
        <p className={`dim ${measures.above8}`}>{t("today.later", { amount: money(addedLater, currency) })}</p>
      )}
    </>
  )
}
