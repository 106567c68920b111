interface ShareRow {
  readonly key: string
  readonly name: string
  readonly share: number
  readonly low: number
  readonly high: number
  /** Written at the right: how many, of how many. */
  readonly times: string
  readonly of: string
}

interface Props {
  readonly label: string
  readonly rows: readonly ShareRow[]
  readonly width: number
  readonly tick: (value: number) => string
}

const ROW = 30
const NAME = 124
const RIGHT = 76

/** Shares of things that should be none: a dot on a band from 0 on, the scale ending a little above the highest end. */
export function Shares({ label, rows, width, tick }: Props) {
  const top = Math.min(1, Math.max(0.1, Math.ceil(Math.max(...rows.map(({ high }) => high)) * 10) / 10))
  const inner = Math.max(1, width - NAME - RIGHT)
  const x = (value: number) => NAME + (value / top) * inner
  const foot = rows.length * ROW
  return (
    <svg aria-label={label} className="ch" height={foot + 24} role="img" width={width}>
      {[0, top / 2, top].map((value) => (
        <g key={value}>
          <path className="gr" d={`M${x(value)} 0V${foot}`} />
          <text className="d" textAnchor="middle" x={x(value)} y={foot + 18}>
            {tick(value)}
          </text>
        </g>
      ))}
      {rows.map((row, i) => (
        <g key={row.key}>
          <text x={0} y={i * ROW + 19}>
            {row.name.length > 17 ? `${row.name.slice(0, 16)}…` : row.name}
          </text>
          <rect className="band" height={14} width={x(row.high) - x(row.low)} x={x(row.low)} y={i * ROW + 8} />
          <circle className="pt" cx={x(row.share)} cy={i * ROW + 15} r={4} />
          <text textAnchor="end" x={width} y={i * ROW + 19}>
            <tspan className="b">{row.times}</tspan>
            <tspan className="d"> {row.of}</tspan>
          </text>
        </g>
      ))}
    </svg>
  )
}
