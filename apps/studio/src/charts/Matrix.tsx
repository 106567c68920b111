export interface MatrixCell {
  readonly text: string
  /** How strong the ground is, in [0, 1]. */
  readonly strength: number
  /** `agree`: on the diagonal; `need`: worth a look; else quiet. */
  readonly look: "agree" | "need" | "quiet"
  readonly title: string
}

interface Props {
  readonly label: string
  readonly columns: readonly string[]
  readonly rows: readonly { readonly name: string; readonly cells: readonly MatrixCell[] }[]
  readonly width: number
  /** The last column is of another kind and set off by weight. */
  readonly lastStrong?: boolean
}

const HEAD = 24
const ROW = 36
const NAME = 76
const GAP = 4

/** What was taken for what: rows as settled, columns as answered; the number stands in each cell, colour only helps. */
export function Matrix({ label, columns, rows, width, lastStrong }: Props) {
  const cell = Math.max(30, Math.min(76, (width - NAME) / Math.max(1, columns.length)))
  return (
    <svg
      aria-label={label}
      className="ch"
      height={HEAD + rows.length * ROW}
      role="img"
      width={Math.max(width, NAME + columns.length * cell)}
    >
      {columns.map((name, i) => (
        <text
          className={lastStrong && i === columns.length - 1 ? "b" : "d"}
          key={name}
          textAnchor="middle"
          x={NAME + i * cell + (cell - GAP) / 2}
          y={14}
        >
          {cut(name, cell)}
        </text>
      ))}
      {rows.map((row, r) => (
        <g key={row.name}>
          <text x={0} y={HEAD + r * ROW + 20}>
            {cut(row.name, NAME)}
          </text>
          {row.cells.map((one, c) => (
            <g key={columns[c]}>
              <title>{one.title}</title>
              <rect
                height={ROW - GAP}
                rx={2}
                className={one.look === "need" ? "nd" : "pt"}
                fillOpacity={0.03 + 0.3 * one.strength}
                width={cell - GAP}
                x={NAME + c * cell}
                y={HEAD + r * ROW}
              />
              <text
                className={one.look === "need" ? "b" : one.text === "0" ? "d" : ""}
                textAnchor="middle"
                x={NAME + c * cell + (cell - GAP) / 2}
                y={HEAD + r * ROW + 20}
              >
                {one.text}
              </text>
            </g>
          ))}
        </g>
      ))}
    </svg>
  )
}

function cut(name: string, room: number): string {
  // Two columns' names need a gap between them.
  const most = Math.max(3, Math.floor((room - 8) / 7))
  return name.length > most ? `${name.slice(0, most - 1)}…` : name
}
