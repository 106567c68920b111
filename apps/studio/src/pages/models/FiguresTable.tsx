import type { ReactNode } from "react"
import { Scroll } from "../../ui/Scroll.tsx"

interface Props {
  readonly label: string
  /** What a row is of, then what each figure of it is. */
  readonly head: readonly [string, ...string[]]
  readonly rows: readonly { readonly name: string; readonly figures: readonly ReactNode[] }[]
  readonly className?: string | undefined
}

/** Figures in rows; in a narrow window each says what it is. */
export function FiguresTable({ label, head, rows, className = "" }: Props) {
  const [first, ...columns] = head
  return (
    <Scroll label={label}>
      <table className={`tbl lines ${className}`}>
        <thead>
          <tr>
            <th>{first}</th>
            {columns.map((column) => (
              <th className="num" key={column}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, figures }) => (
            <tr key={name}>
              <td>{name}</td>
              {columns.map((column, at) => (
                <td className="num" data-name={column} key={column}>
                  {figures[at]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}
