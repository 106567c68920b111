import type { ReactNode } from "react"
import market from "../pictures/market.webp"
import type { OwnPicture } from "./contract.ts"

/** How large tiles are drawn. */
const [WIDTH, HEIGHT] = [224, 112]

/** The frame of a tile's drawing. Words beside it say the same: it is not read out. */
export function Small({ children }: { readonly children: ReactNode }) {
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="xMidYMax slice" aria-hidden="true">
      {children}
    </svg>
  )
}

/** The picture of a tile: one's own, else a piece of a drawn one (`piece` in its pixels), with what lies on that piece. */
export function Backdrop({
  own,
  drawn = market,
  size = [640, 420],
  piece,
  children,
}: OwnPicture & {
  readonly drawn?: string
  readonly size?: readonly [width: number, height: number]
  readonly piece: string
  readonly children?: ReactNode
}) {
  if (own !== null) return <image href={own} width={WIDTH} height={HEIGHT} preserveAspectRatio="xMidYMid slice" />
  return (
    <svg width={WIDTH} height={HEIGHT} viewBox={piece} preserveAspectRatio="xMidYMid slice">
      <image href={drawn} width={size[0]} height={size[1]} />
      {children}
    </svg>
  )
}

/** A light frame with a dark edge on both sides, as regions are drawn. */
export function Framed({
  d,
  color,
  dashed = false,
}: {
  readonly d: string
  readonly color: string
  readonly dashed?: boolean
}) {
  const dash = dashed ? { strokeDasharray: "5 4" } : {}
  return (
    <g fill="none" vectorEffect="non-scaling-stroke">
      <path d={d} stroke="#000" strokeOpacity=".5" strokeWidth="3.5" vectorEffect="non-scaling-stroke" />
      <path d={d} stroke={color} strokeWidth="2" vectorEffect="non-scaling-stroke" {...dash} />
    </g>
  )
}

/** A key, and what it says. */
interface Answer {
  readonly name: string
  readonly says: string
}

/** A band over the foot of the picture with keys and what they say; the first is the one that is pressed. */
export function Keys({ answers }: { readonly answers: readonly Answer[] }) {
  const step = WIDTH / answers.length
  return (
    <g fontSize="12" fontFamily="var(--font)">
      <path fill="var(--panel)" fillOpacity=".94" d={`M0 82h${WIDTH}v30H0z`} />
      {answers.map(({ name, says }, at) => (
        <g key={name} transform={`translate(${8 + at * step} 87)`}>
          <KeyCap name={name} isPressed={at === 0} />
          <text x="26" y="14.5" fill="var(--text)" fontWeight={at === 0 ? 600 : 400}>
            {says}
          </text>
        </g>
      ))}
    </g>
  )
}

/** One key, drawn. */
export function KeyCap({ name, isPressed }: { readonly name: string; readonly isPressed: boolean }) {
  return (
    <>
      <rect
        width="20"
        height="20"
        rx="4"
        fill={isPressed ? "#3bc9db" : "var(--panel)"}
        stroke="var(--control)"
        strokeWidth="1"
      />
      <text
        x="10"
        y="14.5"
        textAnchor="middle"
        fontWeight="600"
        fontSize="12"
        fontFamily="var(--font)"
        fill={isPressed ? "#101112" : "var(--text)"}
      >
        {name}
      </text>
    </>
  )
}
