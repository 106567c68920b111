import type { Label } from "@justesse/types"
import type { ExportFormat, Loss } from "@justesse/types/wire/dataset"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { TextLink } from "../../ui/Button.tsx"
import { FORMAT_NAMES } from "./formatNames.ts"
import css from "./page.module.css"

type Example = NonNullable<Loss["example"]>
type Point = readonly [number, number]

interface Props {
  readonly project: string
  readonly example: Example
  readonly labels: readonly Label[]
  readonly format: ExportFormat
}

/** One picture of the version as it is and as the format will have it: turned boxes become the upright ones around them. */
export function RotatedExample({ project, example, labels, format }: Props) {
  const t = useT("versions")
  const name = FORMAT_NAMES[format]
  return (
    <div className={css.example}>
      <div className={css.pair}>
        <Side example={example} labels={labels} turned caption={t("asItIs")} />
        <Side example={example} labels={labels} turned={false} caption={t("asFormat", { format: name })} />
      </div>
      <p className={`sm ${measures.above4}`}>
        <TextLink to="/p/$project/images/$image" params={{ project, image: String(example.asset) }}>
          {example.name}
        </TextLink>
      </p>
    </div>
  )
}

interface SideProps {
  readonly example: Example
  readonly labels: readonly Label[]
  readonly turned: boolean
  readonly caption: string
}

function Side({ example: { size, picture, regions, name }, labels, turned: rotated, caption }: SideProps) {
  const colorOf = (id: string) => labels.find((label) => label.id === id)?.color ?? "#56b4e9"
  const window = windowAround(regions.find(({ corners }) => corners !== null)?.box ?? null, size)
  return (
    <figure className={css.side}>
      <svg
        className={`pic ${measures.square}`}
        viewBox={window}
        preserveAspectRatio="xMidYMid slice"
        role="img"
        aria-label={`${name}: ${caption}`}
      >
        <image href={picture} width={size.width} height={size.height} preserveAspectRatio="none" />
        {regions.map(({ box, corners, label }, i) => (
          <Drawn key={i} points={rotated && corners !== null ? corners : cornersOf(box)} color={colorOf(label)} />
        ))}
      </svg>
      <figcaption>{caption}</figcaption>
    </figure>
  )
}

function Drawn({ points, color }: { readonly points: readonly Point[]; readonly color: string }) {
  const shape = points.map(([x, y]) => `${x},${y}`).join(" ")
  return (
    <>
      <polygon
        points={shape}
        fill="none"
        stroke="#000"
        strokeOpacity={0.55}
        strokeWidth={3.5}
        vectorEffect="non-scaling-stroke"
      />
      <polygon points={shape} fill="none" stroke={color} strokeWidth={1.5} vectorEffect="non-scaling-stroke" />
    </>
  )
}

function cornersOf([x, y, width, height]: Example["regions"][number]["box"]): readonly Point[] {
  return [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ]
}

/** A square around the first turned box, twice its longer side and inside the picture, so that the turn is seen. */
function windowAround(box: Example["regions"][number]["box"] | null, size: Example["size"]): string {
  if (box === null) return `0 0 ${size.width} ${size.height}`
  const [x, y, width, height] = box
  const side = Math.min(Math.max(width, height) * 2.2, size.width, size.height)
  const left = Math.min(Math.max(0, x + width / 2 - side / 2), size.width - side)
  const top = Math.min(Math.max(0, y + height / 2 - side / 2), size.height - side)
  return `${left} ${top} ${side} ${side}`
}
