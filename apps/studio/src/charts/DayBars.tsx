import { figuresShown, labelled } from "./scale.ts"

export interface DayBar {
  readonly key: string
  readonly name: string
  readonly value: number
  /** Written on the bar. */
  readonly figure: string
  /** A forecast: hollow, dashed, with the band that nine days in ten fall in. */
  readonly forecast?: { readonly value: number; readonly low: number; readonly high: number; readonly figure: string }
}

/** Ticks of an axis above 0 with their names; the last is the top. */
interface Axis {
  readonly steps: readonly number[]
  readonly name: (value: number) => string
}

const TOP = 24
const FOOT = 24
/** Room for the names of an axis. */
const AXIS_PX = 64
/** A character of a figure, and the room between two. */
const CHARACTER_PX = 7
const BETWEEN_PX = 10

/** Bars from zero, one a day, value on the bar as far as there is room, over an axis where one is given; forecast dashed and hollow with its band. */
export function DayBars({
  label,
  bars,
  width,
  height = 216,
  axis,
}: {
  readonly label: string
  readonly bars: readonly DayBar[]
  readonly width: number
  readonly height?: number
  readonly axis?: Axis
}) {
  const left = axis ? AXIS_PX : 0
  const top = axis?.steps.at(-1) ?? Math.max(1, ...bars.map((bar) => Math.max(bar.value, bar.forecast?.high ?? 0)))
  const step = (width - left) / Math.max(1, bars.length)
  const thick = Math.max(2, Math.min(40, step * 0.66))
  const base = height - FOOT
  const y = (value: number) => base - (value / top) * (base - TOP)
  // A name is some 56 px wide; the last one stands further left, at the edge.
  const named = labelled(bars.length, width - left, 72)
  const figures = figuresShown(
    bars.map((bar) => {
      const figure = bar.forecast?.figure ?? bar.figure
      return bar.value > 0 || bar.forecast ? figure.length * CHARACTER_PX + BETWEEN_PX : null
    }),
    step,
  )
  return (
    <svg className="ch" width={width} height={height} role="img" aria-label={label}>
      {axis?.steps.map((value) => (
        <g key={value}>
          <path className="gr" d={`M${left} ${Math.round(y(value)) + 0.5}H${width}`} />
          <text className="d" x={left - 8} y={y(value) + 4} textAnchor="end">
            {axis.name(value)}
          </text>
        </g>
      ))}
      <path className="ax" d={`M${left} ${base + 0.5}H${width}`} />
      {bars.map((bar, index) => {
        const middle = left + index * step + step / 2
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
            {figures.has(index) && (
              <text className={bar.forecast ? "d" : ""} {...placed(middle, width)} y={figureAt - 6}>
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
