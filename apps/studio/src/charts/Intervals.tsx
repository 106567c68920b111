interface IntervalRow {
  readonly name: string
  /** Null: too little to show; `instead` says why. */
  readonly figure: { readonly mean: number; readonly low: number; readonly high: number } | null
  /** Written at the right: the figure, and what it rests on. */
  readonly text: string
  readonly count: string
  readonly instead?: string
}

interface Props {
  readonly label: string
  readonly rows: readonly IntervalRow[]
  readonly width: number
  readonly tick: (value: number) => string
  /** Drawn dotted: the value of all together, or what must be reached. */
  readonly all?: number | null
  /** Lowest and highest value of the axis; left out: of shares, from below the lowest of them to 1. */
  readonly range?: readonly [low: number, high: number]
  /** Under the last column: what is counted there. */
  readonly unit: string
}

const ROW = 28
const NAME = 120
const RIGHT = 132

/** One line a row: the value as a dot, its interval as a band; figure and count at the right. */
export function Intervals({ label, rows, width, tick, all, unit, range }: Props) {
  const figures = rows.flatMap(({ figure }) => (figure ? [figure] : []))
  const lowest = Math.max(0, Math.floor(Math.min(0.9, ...figures.map(({ low }) => low)) * 10) / 10)
  const [least, most] = range ?? [lowest, 1]
  const inner = Math.max(1, width - NAME - RIGHT)
  const x = (value: number) => NAME + ((value - least) / (most - least || 1)) * inner
  const foot = rows.length * ROW
  const ticks = [least, (least + most) / 2, most]
  return (
    <svg aria-label={label} className="ch" height={foot + 24} role="img" width={width}>
      {ticks.map((value) => (
        <g key={value}>
          <path className="gr" d={`M${x(value)} 0V${foot}`} />
          <text className="d" textAnchor="middle" x={x(value)} y={foot + 16}>
            {tick(value)}
          </text>
        </g>
      ))}
      {typeof all === "number" && all >= least && <path className="mk" d={`M${x(all)} 0V${foot}`} />}
      {rows.map((row, i) => (
        <g key={row.name}>
          <text x={0} y={i * ROW + 18}>
            {cut(row.name)}
          </text>
          {row.figure ? (
            <>
              <rect
                className="band"
                height={14}
                width={Math.max(2, x(Math.min(most, row.figure.high)) - x(Math.max(least, row.figure.low)))}
                x={x(Math.max(least, row.figure.low))}
                y={i * ROW + 7}
              />
              <circle className="pt" cx={x(row.figure.mean)} cy={i * ROW + 14} r={4} />
            </>
          ) : (
            <text className="d" x={NAME + 4} y={i * ROW + 18}>
              {row.instead}
            </text>
          )}
          <text className="b" textAnchor="end" x={width - 72} y={i * ROW + 18}>
            {row.text}
          </text>
          <text className="d" textAnchor="end" x={width} y={i * ROW + 18}>
            {row.count}
          </text>
        </g>
      ))}
      <text className="d" textAnchor="end" x={width} y={foot + 16}>
        {unit}
      </text>
    </svg>
  )
}

/** As much of a name as stands before the chart. */
function cut(name: string): string {
  return name.length > 16 ? `${name.slice(0, 15)}…` : name
}
