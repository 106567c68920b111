import { SumBar, SumKey, type SumLook } from "../../../charts/SumBar.tsx"
import { useWidth } from "../../../charts/useWidth.ts"
import { useT } from "../../../i18n/useT.ts"
import { useMoney } from "../../../locale/useMoney.ts"
import measures from "../../../theme/measures.module.css"
import css from "./page.module.css"
import type { Money } from "./state.ts"

/** Where the money is: paid, reserved for work that is open, set apart for learning, free. */
export function MoneyBar({
  money: { paidMicros, reservedMicros, learning, freeMicros, currency },
}: {
  readonly money: Money
}) {
  const t = useT("budget")
  const { money } = useMoney()
  const { ref, width } = useWidth()
  const { percent, fundMicros, spentMicros } = learning
  const apart = fundMicros + spentMicros
  const forLearning = spentMicros > 0 ? t("bar.learningOf", { all: money(apart, currency) }) : t("bar.learning")
  const parts: readonly { look: SumLook; value: number; name: string }[] = [
    { look: "solid", value: paidMicros, name: t("bar.paid") },
    { look: "hatched", value: reservedMicros, name: t("bar.reserved") },
    ...(percent !== null || apart > 0 ? [{ look: "light", value: fundMicros, name: forLearning } as const] : []),
    { look: "rest", value: freeMicros, name: t("bar.free") },
  ]
  const label = parts.map(({ name, value }) => `${name}: ${money(value, currency)}`).join(", ")
  return (
    <div className={measures.above20}>
      <div ref={ref} className={css.bar}>
        {width > 0 && (
          <SumBar
            label={label}
            parts={parts}
            most={paidMicros + reservedMicros + fundMicros + freeMicros}
            width={width}
          />
        )}
      </div>
      <dl className={css.keys}>
        {parts.map(({ look, value, name }) => (
          <div key={look}>
            <SumKey look={look} />
            <dd>{money(value, currency)}</dd>
            <dt className="dim sm">{name}</dt>
          </div>
        ))}
      </dl>
    </div>
  )
}
