import { type Box, boundsOfShape, type Region, type Ring, ringsOf, type Size } from "@justesse/types"
import type { ReactNode, SVGProps } from "react"
import css from "./parts.module.css"

export interface DrawnBox {
  readonly key: string
  readonly box: Box
  /** The line of what is more than an upright box, read even-odd. */
  readonly rings?: readonly Ring[]
  readonly color: string
  /** Dashed in dark over light: my own beside what was kept. */
  readonly own?: boolean
  readonly faint?: boolean
  readonly strong?: boolean
}

interface Props {
  readonly src: string
  readonly size: Size
  readonly label: string
  readonly boxes: readonly DrawnBox[]
  /** Part of the picture to show, in image pixels; the whole when left out. */
  readonly view?: Box | undefined
  /** What lies over the picture and under its boxes, in image pixels. */
  readonly children?: ReactNode
}

/** A picture to look at with boxes over it, in image pixels; lines keep their width at any size. */
export function Picture({ src, size, label, boxes, view, children }: Props) {
  const frame = view ?? { x: 0, y: 0, width: size.width, height: size.height }
  return (
    <svg
      className={`pic ${css.inSight}`}
      viewBox={`${frame.x} ${frame.y} ${frame.width} ${frame.height}`}
      role="img"
      aria-label={label}
    >
      <image href={src} width={size.width} height={size.height} preserveAspectRatio="none" />
      {children}
      {boxes.map((drawn) => (
        <Drawn key={drawn.key} drawn={drawn} />
      ))}
    </svg>
  )
}

function Drawn({ drawn }: { readonly drawn: DrawnBox }) {
  const { color, own, faint, strong } = drawn
  if (own) {
    return (
      <g>
        <Line drawn={drawn} stroke="#fff" strokeWidth={3} />
        <Line drawn={drawn} stroke="#1c1d1f" strokeWidth={1.5} strokeDasharray="4 3" />
      </g>
    )
  }
  return (
    <g opacity={faint ? 0.55 : 1}>
      {!faint && <Line drawn={drawn} stroke="rgba(0,0,0,.5)" strokeWidth={strong ? 5 : 4} />}
      <Line
        drawn={drawn}
        stroke={color}
        strokeWidth={strong ? 2 : 1.5}
        fill={strong ? color : "none"}
        fillOpacity={0.16}
      />
    </g>
  )
}

function Line({ drawn: { box, rings }, ...look }: { readonly drawn: DrawnBox } & SVGProps<SVGPathElement>) {
  return <path fill="none" {...look} d={linePath(box, rings)} fillRule="evenodd" vectorEffect="non-scaling-stroke" />
}

/** The line of a region as the `d` of an SVG path, to be filled even-odd: that of its box where it has no other. */
export function linePath({ x, y, width, height }: Box, rings?: readonly Ring[] | null): string {
  const corners = `M${x} ${y}h${width}v${height}h${-width}z`
  return rings?.map((ring) => `M${ring.map((point) => `${point.x} ${point.y}`).join("L")}z`).join("") ?? corners
}

/** Where a region is drawn: its box, and its line where it is more than that. */
export function drawnAt({ geometry }: Region): Pick<DrawnBox, "box" | "rings"> {
  const box = boundsOfShape(geometry)
  return geometry.type === "box" ? { box } : { box, rings: ringsOf(geometry) }
}

/** The area around `box` with a margin, kept inside the picture and to the shape of the picture's own frame. */
export function around(box: Box, size: Size, margin = 4): Box {
  const ratio = size.width / size.height
  const height = Math.min(size.height, Math.max(box.height, box.width / ratio) * margin)
  const width = Math.min(size.width, height * ratio)
  const clamp = (value: number, top: number) => Math.min(Math.max(0, value), Math.max(0, top))
  return {
    x: clamp(box.x + box.width / 2 - width / 2, size.width - width),
    y: clamp(box.y + box.height / 2 - height / 2, size.height - height),
    width,
    height,
  }
}
