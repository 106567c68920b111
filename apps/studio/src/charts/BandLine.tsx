import { labelled } from "./scale.ts"

interface BandPoint {
  readonly key: string
  readonly name: string
  readonly value: number
  readonly low: number
  readonly high: number
}

interface Props {
  readonly label: string
  readonly points: readonly BandPoint[]
  readonly width: number
  readonly height?: number
  /** Written at the end of the line: the last value and its interval. */
  readonly end: readonly [value: string, interval: string]
  readonly tick: (value: number) => string
  /** Lowest and highest value of the axis; left out: from below the lowest value to 1. */
  readonly range?: readonly [low: number, high: number]
  /** Something that happened at a point, drawn as a dotted upright with its name. */
  readonly marks?: readonly { readonly key: string; readonly name: string }[]
}

const LEFT = 36
const RIGHT = 84
const TOP = 12
const FOOT = 24

/** A line of ratios with its interval as a band; the last value stands at its end. */
export function BandLine({ label, points, width, height = 168, end, tick, range, marks = [] }: Props) {
  const lowest = Math.max(0, Math.floor((Math.min(...points.map((point) => point.low)) - 0.02) * 10) / 10)
  const [least, most] = range ?? [lowest, 1]
  const inner = Math.max(1, width - LEFT - RIGHT)
  const base = height - FOOT
  const x = (index: number) => LEFT + (points.length < 2 ? inner / 2 : (index / (points.length - 1)) * inner)
  const y = (value: number) => base - ((value - least) / (most - least || 1)) * (base - TOP)
  const ticks = [least, (least + most) / 2, most]
  const upper = points.map((point, index) => `${x(index)} ${y(point.high)}`)
  const lower = points.map((point, index) => `${x(index)} ${y(point.low)}`).reverse()
  const named = labelled(points.length, inner, 64)
  const last = points.at(-1)
  return (
    <svg className="ch" width={width} height={height} role="img" aria-label={label}>
      {ticks.map((value) => (
        <g key={value}>
          <path className="gr" d={`M${LEFT} ${y(value)}H${LEFT + inner}`} />
          <text className="d" x={LEFT - 8} y={y(value) + 4} textAnchor="end">
            {tick(value)}
          </text>
        </g>
      ))}
      {marks.map(({ key, name }) => {
        const at = points.findIndex((point) => point.key >= key)
        if (at < 0) return null
        return (
          <g key={key}>
            <path className="mk" d={`M${x(at)} ${TOP}V${base}`} />
            <text className="d" x={x(at) + 4} y={base - 6}>
              {name}
            </text>
          </g>
        )
      })}
      {points.length === 1 && last ? (
        <rect
          className="band"
          x={x(0) - 8}
          y={y(last.high)}
          width={16}
          height={Math.max(1, y(last.low) - y(last.high))}
        />
      ) : (
        <path className="band" d={`M${[...upper, ...lower].join("L")}z`} />
      )}
      <path className="ln" d={`M${points.map((point, index) => `${x(index)} ${y(point.value)}`).join("L")}`} />
      {points.map((point, index) => (
        <circle key={point.key} className="pt" cx={x(index)} cy={y(point.value)} r={3} />
      ))}
      {points.map(
        (point, index) =>
          named.has(index) && (
            <text key={point.key} className="d" x={x(index)} y={height - 6} textAnchor="middle">
              {point.name}
            </text>
          ),
      )}
      {last && (
        <>
          <text className="b" x={LEFT + inner + 10} y={y(last.value)}>
            {end[0]}
          </text>
          <text className="d" x={LEFT + inner + 10} y={y(last.value) + 16}>
            {end[1]}
          </text>
        </>
      )}
    </svg>
  )
}
