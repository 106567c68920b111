import { useId } from "react"
import css from "./sumBar.module.css"

/** How a part of a sum is drawn: work that was sent is solid, what is added to it hatched, a bonus light, what is left over grey. */
export type SumLook = "solid" | "hatched" | "light" | "rest"

interface SumPart {
  readonly look: SumLook
  readonly value: number
}

interface Props {
  /** What the bar says, for who does not see it. */
  readonly label: string
  readonly parts: readonly SumPart[]
  /** The value at the right end. */
  readonly most: number
  /** Drawn across the bar: what must be reached. */
  readonly line?: number
  readonly width: number
  readonly height?: number
}

/** Parts of a sum beside each other on one bar, with a line at what must be reached. */
export function SumBar({ label, parts, most, line, width, height = 16 }: Props) {
  const id = useId()
  const x = (value: number) => (most > 0 ? Math.min(1, value / most) * width : 0)
  const over = line === undefined ? 0 : 4
  const ends = parts.map((_, at) => x(parts.slice(0, at + 1).reduce((sum, { value }) => sum + Math.max(0, value), 0)))
  const drawn = parts.map(({ look }, at) => {
    const begin = ends[at - 1] ?? 0
    return { look, at: begin, wide: (ends[at] ?? begin) - begin }
  })
  return (
    <svg className={css.bar} width={width} height={height + over * 2} role="img" aria-label={label}>
      <pattern id={id} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect className={css.hatchGround} width="5" height="5" />
        <rect className={css.solid} width="2" height="5" />
      </pattern>
      {drawn
        .filter(({ wide }) => wide > 0)
        .map(({ look, at, wide }) => (
          <rect
            key={look}
            className={look === "hatched" ? undefined : css[look]}
            fill={look === "hatched" ? `url(#${id})` : undefined}
            x={at}
            y={over}
            width={wide}
            height={height}
          />
        ))}
      {line !== undefined && <path className={css.line} d={`M${x(line)} 0V${height + over * 2}`} />}
    </svg>
  )
}

/** The look of a part beside its name. */
export function SumKey({ look }: { readonly look: SumLook | "line" }) {
  if (look === "line") return <i className={css.lineKey} aria-hidden="true" />
  const names = { solid: css.solidKey, hatched: css.hatchedKey, light: css.lightKey, rest: css.restKey }
  return <i className={names[look]} aria-hidden="true" />
}
