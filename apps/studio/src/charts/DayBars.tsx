import { labelled } from "./scale.ts"

export interface DayBar {
  readonly key: string
  readonly name: string
  readonly value: number
  /** Written on the bar. */
  readonly figure: string
  /** A forecast: hollow, dashed, with the band that nine days in ten fall in. */
  readonly forecast?: { readonly value: number; readonly low: number; readonly high: number; readonly figure: string }
}

const TOP = 24
const FOOT = 24

/** Bars from zero, one a day, value on the bar; forecast dashed and hollow with its band. */
export function DayBars({
  label,
  bars,
  width,
  height = 216,
}: {
  readonly label: string
  readonly bars: readonly DayBar[]
  readonly width: number
  readonly height?: number
}) {
  const top = Math.max(1, ...bars.map((bar) => Math.max(bar.value, bar.forecast?.high ?? 0)))
  const step = width / Math.max(1, bars.length)
  const thick = Math.max(2, Math.min(40, step * 0.66))
  const base = height - FOOT
  const y = (value: number) => base - (value / top) * (base - TOP)
  const named = labelled(bars.length, width, 56)
  return (
    <svg className="ch" width={width} height={height} role="img" aria-label={label}>
      <path className="ax" d={`M0 ${base + 0.5}H${width}`} />
      {bars.map((bar, index) => {
        const middle = index * step + step / 2
        const figureAt = bar.forecast ? y(Math.max(bar.forecast.high, bar.value)) : y(bar.value)
        return (
          <g key={bar.key}>
            {bar.forecast && <Forecast bar={bar.forecast} x={middle - thick / 2} thick={thick} y={y} base={base} />}
            {bar.value > 0 && (
              <rect
                className="bar"
                x={middle - thick / 2}
                y={y(bar.value)}
                width={thick}
                height={base - y(bar.value)}
              />
            )}
            {step >= 34 && (bar.value > 0 || bar.forecast) && (
              <text className={bar.forecast ? "d" : ""} x={middle} y={figureAt - 6} textAnchor="middle">
                {bar.forecast ? bar.forecast.figure : bar.figure}
              </text>
            )}
            {named.has(index) && (
              <text className="d" {...placed(middle, width)} y={height - 6}>
                {bar.name}
              </text>
            )}
          </g>
        )
      })}
    </svg>
  )
}

/** A name under its bar, kept inside the chart at both ends. */
function placed(
  middle: number,
  width: number,
): { readonly x: number; readonly textAnchor: "start" | "middle" | "end" } {
  if (middle + 28 > width) return { x: width, textAnchor: "end" }
  if (middle - 28 < 0) return { x: 0, textAnchor: "start" }
  return { x: middle, textAnchor: "middle" }
}

interface ForecastProps {
  readonly bar: NonNullable<DayBar["forecast"]>
  readonly x: number
  readonly thick: number
  readonly y: (value: number) => number
  readonly base: number
}

function Forecast({ bar, x, thick, y, base }: ForecastProps) {
  return (
    <>
      <path className="dash" d={`M${x} ${base}V${y(bar.value)}H${x + thick}V${base}`} />
      <rect className="band" x={x} y={y(bar.high)} width={thick} height={Math.max(0, y(bar.low) - y(bar.high))} />
    </>
  )
}
