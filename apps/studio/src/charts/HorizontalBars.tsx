interface Bar {
  readonly name: string
  readonly value: number
  readonly figure: string
}

const ROW = 28
const NAME = 96

/** Bars from zero, one a line of 28 px; the name before, the figure after. */
export function HorizontalBars({
  label,
  bars,
  width,
}: {
  readonly label: string
  readonly bars: readonly Bar[]
  readonly width: number
}) {
  const most = Math.max(1, ...bars.map((bar) => bar.value))
  const room = Math.max(1, width - NAME - 72)
  return (
    <svg className="ch" width={width} height={bars.length * ROW} role="img" aria-label={label}>
      {bars.map((bar, index) => {
        const length = (bar.value / most) * room
        return (
          <g key={bar.name}>
            <text x={0} y={index * ROW + 18}>
              {bar.name.length > 13 ? `${bar.name.slice(0, 12)}…` : bar.name}
            </text>
            <rect className="bar" x={NAME} y={index * ROW + 6} width={Math.max(1, length)} height={16} rx={2} />
            <text className="d" x={NAME + length + 8} y={index * ROW + 18}>
              {bar.figure}
            </text>
          </g>
        )
      })}
    </svg>
  )
}
