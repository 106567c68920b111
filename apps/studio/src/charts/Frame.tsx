import { type ReactNode, useState } from "react"
import { useT } from "../i18n/useT.ts"
import measures from "../theme/measures.module.css"
import { Seg } from "../ui/layout.tsx"
import { Scroll } from "../ui/Scroll.tsx"
import { useWidth } from "./useWidth.ts"

interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

interface Props {
  readonly title: string
  readonly note?: string
  readonly table: Table
  readonly children: (width: number) => ReactNode
}

/** A chart with its table behind it: same title, the switch at the same place. Drawn at the measured width. */
export function ChartFrame({ title, note, table, children }: Props) {
  const t = useT("common")
  const [view, setView] = useState<"chart" | "table">("chart")
  const { ref, width } = useWidth()
  return (
    <section aria-label={title}>
      <div className="sec-h">
        <h2>{title}</h2>
        <span className="grow" />
        <Seg
          label={title}
          value={view}
          options={[
            { value: "chart", name: t("chart") },
            { value: "table", name: t("table") },
          ]}
          onChange={setView}
        />
      </div>
      {note && <p className="dim sm">{note}</p>}
      <div ref={ref} className={measures.above12}>
        {view === "chart" ? width > 0 && children(width) : <ChartTable title={title} table={table} />}
      </div>
    </section>
  )
}

function ChartTable({ title, table }: { readonly title: string; readonly table: Table }) {
  return (
    <Scroll label={title}>
      <table className="tbl tight">
        <thead>
          <tr>
            {table.columns.map((column, index) => (
              <th key={column} className={index === 0 ? "" : "num"}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr key={row[0]}>
              {row.map((text, index) => (
                <td key={table.columns[index]} className={index === 0 ? "" : "num"}>
                  {text}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}
