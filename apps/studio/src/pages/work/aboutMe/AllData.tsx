import { type Measure, type MeasureName, REGISTER } from "@justesse/types/records/register"
import { type ReactNode, useState } from "react"
import { useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import measures from "../../../theme/measures.module.css"
import { Button } from "../../../ui/Button.tsx"
import { Scroll } from "../../../ui/Scroll.tsx"
import css from "../page.module.css"
import type { Now } from "./groups.ts"

const LINES = Object.entries<Measure>(REGISTER) as [MeasureName, Measure][] // the register's own names

/** The register whole, line by line, as the server holds to it. */
export function AllData({ now }: { readonly now: Now }) {
  const t = useT("aboutMe")
  const [withTables, setWithTables] = useState(false)
  return (
    <details className={measures.above24}>
      <summary>{t("allData")}</summary>
      <p className={`dim ${measures.above8} ${measures.upTo720}`}>
        {t("allDataText", { count: LINES.length })} {t("downloadText")}
      </p>
      <Button small aria-pressed={withTables} onClick={() => setWithTables(!withTables)}>
        {t("tables")}
      </Button>
      <Scroll label={t("allData")} className={measures.above16}>
        <table className="tbl lines">
          <thead>
            <tr>
              {(["what", "why", "ground", "who", "howLong"] as const).map((column) => (
                <th key={column}>{t(column)}</th>
              ))}
              <th className="num">{t("now")}</th>
            </tr>
          </thead>
          <tbody>
            {LINES.map(([name, measure]) => (
              <tr key={name}>
                <td>
                  <strong>{t(`${name}.what`)}</strong>
                  {withTables && <span className={`mono dim ${css.tables}`}>{measure.tables.join(", ")}</span>}
                </td>
                <Cell column="why">{t(`${name}.why`)}</Cell>
                <Cell column="ground">{t(`grounds.${measure.ground}`)}</Cell>
                <Cell column="who">{t(`${name}.who`)}</Cell>
                <Cell column="howLong">{t(`${name}.howLong`)}</Cell>
                <td className="num">
                  <Amount name={name} count={now[name]} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </details>
  )
}

function Cell({ column, children }: { readonly column: string; readonly children: ReactNode }) {
  const t = useT("aboutMe")
  return (
    <td>
      <span className="only-narrow dim sm">{t(column)}</span>
      {children}
    </td>
  )
}

/** What is there of one line now; nothing of those that are not counted. */
function Amount({ name, count }: { readonly name: MeasureName; readonly count: number | undefined }) {
  const t = useT("aboutMe")
  const format = useFormat()
  if (count === undefined) return null
  if (count === 0) return <span className="dim">{t("nothingHere")}</span>
  return name === "time" ? format.minutes(count) : format.number(count)
}
