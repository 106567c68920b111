import type { Criterion } from "@justesse/types/wire/mentor"
import { useT } from "../../i18n/useT.ts"
import { useFormat } from "../../locale/useFormat.ts"
import { Row, Rows, Tag } from "../../ui/layout.tsx"

/** What a step asks of everybody, each with where I stand. */
export function Criteria({ criteria }: { readonly criteria: readonly Criterion[] }) {
  const t = useT("mentor")
  return (
    <Rows>
      {criteria.map((one) => (
        <Row key={one.name} name={<Asked one={one} />}>
          <Value one={one} /> {one.isMet ? <Tag tone="good">{t("met")}</Tag> : <Tag>{t("notMet")}</Tag>}
        </Row>
      ))}
    </Rows>
  )
}

function Asked({ one: { name, least } }: { readonly one: Criterion }) {
  const t = useT("mentor")
  const format = useFormat()
  const amount = name === "accuracy" ? format.percent(least) : format.number(least, 1)
  return <>{t(`criterion.${name}`, { least: amount })}</>
}

function Value({ one: { name, value, over } }: { readonly one: Criterion }) {
  const t = useT("mentor")
  const format = useFormat()
  if (over) {
    const ends = format.shares(over.low, over.high)
    return <span className="num">{t("value.accuracy", { share: format.share(over.ratio), ends, count: over.n })}</span>
  }
  if (value === null) return <span className="dim">{t("value.few")}</span>
  return (
    <span className="num">
      {name === "hours" ? t("value.hours", { hours: format.number(value, 1) }) : format.number(value)}
    </span>
  )
}
