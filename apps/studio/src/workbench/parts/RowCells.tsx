import type { RowCells as Cells } from "@justesse/types/kinds/about"
import styles from "./row.module.css"

/** The row that a task is about: each column with what stands in it. All of it is text, whatever it looks like. */
export function RowCells({ cells, label }: { readonly cells: Cells; readonly label: string }) {
  return (
    <dl aria-label={label} className={styles.row}>
      {cells.map(({ column, text }) => (
        <div key={column}>
          <dt dir="auto">{column}</dt>
          <dd dir="auto">{text}</dd>
        </div>
      ))}
    </dl>
  )
}
