import { aboutRegion } from "@justesse/editor/workspace/deciding"
import { type Box, boxOf, type Disagreement, type Size } from "@justesse/types"
import type { ReviewSample } from "@justesse/types/wire/review"
import { useFormat } from "../../../locale/useFormat.ts"
import styles from "../queue.module.css"

/** Colours of two people's answers; the second one is dashed, so that colour is never the only sign. */
const INKS = ["#56B4E9", "#E69F00"] as const

/** The part of a picture around a box, in the shape of the frame it is shown in, kept inside the picture where it fits. */
function cropAround(area: Box, size: Size, ratio: number, margin: number): Box {
  const height = Math.max(area.height * margin, (area.width * margin) / ratio)
  const width = height * ratio
  const kept = (centre: number, length: number, whole: number) =>
    length >= whole ? (whole - length) / 2 : Math.min(Math.max(0, centre - length / 2), whole - length)
  return {
    x: kept(area.x + area.width / 2, width, size.width),
    y: kept(area.y + area.height / 2, height, size.height),
    width,
    height,
  }
}

interface Props {
  readonly sample: Pick<ReviewSample, "size" | "media" | "difference">
  /** Screen pixels. */
  readonly width: number
  readonly height: number
  /** Which of the two answers is drawn strong; none when left out. */
  readonly strong?: "a" | "b" | undefined
  /** The boxes to draw: those of the two sides. Left out: the first two different answers. */
  readonly boxes?: readonly (Box | null)[]
}

/** The ink of a difference: a strip of its picture, with people's boxes where the geometry is what differs. */
export function InkSample({ sample, width, height, strong, boxes }: Props) {
  const { difference: disagreement, size, media } = sample
  if (media.sound) return <WaveSample height={height} sample={sample} width={width} />
  const drawn = boxes ?? (disagreement.kind === "text" ? [] : answeredBoxes(disagreement))
  const area = boundsToShow(disagreement)
  const isWhole = area.width >= size.width && area.height >= size.height
  const ratio = width / height
  // Of what is said of all of a picture its middle is shown: whole it would be as small as a stamp.
  const view = isWhole
    ? cropAround({ x: 0, y: size.height / 2, width: size.width, height: 0 }, size, ratio, 1)
    : cropAround(area, size, ratio, disagreement.kind === "text" ? 1.12 : 1.3)
  return (
    <svg
      aria-hidden="true"
      className={styles.inkSample}
      height={height}
      preserveAspectRatio="xMidYMid slice"
      viewBox={`${view.x} ${view.y} ${view.width} ${view.height}`}
      width={width}
    >
      <image height={size.height} href={media.preview} preserveAspectRatio="none" width={size.width} />
      {drawn.map((box, i) => box && <Drawn box={box} i={i} key={i} strong={strong === (i === 0 ? "a" : "b")} />)}
    </svg>
  )
}

/** How much longer than a stretch what is shown around it is. */
const AROUND = 1.6

/** The ink of a difference in a recording: its wave around the stretch that is meant, and how long that is. */
function WaveSample({ sample, width, height }: Pick<Props, "sample" | "width" | "height">) {
  const format = useFormat()
  const { difference: disagreement, media } = sample
  const durationMs = media.sound?.durationMs ?? 1
  const { x, width: lengthMs } = boundsToShow(disagreement)
  const shownMs = Math.min(durationMs, Math.max(1, lengthMs * AROUND))
  const fromMs = Math.min(Math.max(0, x + lengthMs / 2 - shownMs / 2), durationMs - shownMs)
  return (
    <span className={styles.waveSample}>
      <svg
        aria-hidden="true"
        className={styles.inkSample}
        height={height}
        preserveAspectRatio="none"
        viewBox={`${fromMs} 0 ${shownMs} 1`}
        width={width}
      >
        <image height={1} href={media.preview} preserveAspectRatio="none" width={durationMs} />
        <rect className={styles.besides} height={1} width={Math.max(0, x - fromMs)} x={fromMs} />
        <rect
          className={styles.besides}
          height={1}
          width={Math.max(0, fromMs + shownMs - x - lengthMs)}
          x={x + lengthMs}
        />
      </svg>
      <span className={styles.seconds}>{format.duration(lengthMs / 1_000)}</span>
    </span>
  )
}

function Drawn({ box, i, strong }: { readonly box: Box; readonly i: number; readonly strong: boolean }) {
  const { x, y, width, height } = box
  const shape = { x, y, width, height, fill: "none", vectorEffect: "non-scaling-stroke" } as const
  const line = strong ? 3 : 2
  return (
    <g>
      <rect {...shape} stroke="rgba(28, 29, 31, .75)" strokeWidth={line + 2} />
      <rect {...shape} stroke={INKS[i % 2]} strokeDasharray={i % 2 === 1 ? "8 5" : undefined} strokeWidth={line} />
    </g>
  )
}

/** Text is read where it is proposed; what lies apart is shown with all that people drew. */
function boundsToShow(disagreement: Disagreement): Box {
  const about = disagreement.kind === "text" ? aboutRegion(disagreement) : null
  return about ? boxOf(about) : disagreement.place
}

function answeredBoxes({ candidates }: Disagreement): (Box | null)[] {
  return candidates.flatMap(({ region }) => (region ? [boxOf(region)] : [])).slice(0, 2)
}
