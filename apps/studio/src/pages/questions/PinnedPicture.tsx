import type { Size, Spot } from "@justesse/types"
import { type DrawnBox, Picture } from "../../ui/Picture.tsx"
import css from "./pinned.module.css"
import { stripAround } from "./strip.ts"

interface Props {
  readonly src: string
  readonly size: Size
  readonly label: string
  readonly spot: Spot
  /** What stands in the pin: its number, or a question mark. */
  readonly pin: string
  readonly color?: string
  /** Further boxes, such as what others answered there. */
  readonly boxes?: readonly DrawnBox[]
}

/** The part of a picture that somebody wrote about, with the region and a pin; the whole picture where no place was named. */
export function PinnedPicture({ src, size, label, spot, pin, color = "var(--class-2)", boxes = [] }: Props) {
  const { point, region, place } = spot
  const area = region?.box ?? place ?? (point && { x: point.x - 8, y: point.y - 8, width: 16, height: 16 })
  // What is tiny is shown with what is around it: a tenth of the picture at least.
  const least = Math.min(size.width, size.height) / 10
  const seen = area && {
    x: area.x - Math.max(0, least - area.width) / 2,
    y: area.y - Math.max(0, least - area.height) / 2,
    width: Math.max(least, area.width),
    height: Math.max(least, area.height),
  }
  const view = seen ? stripAround(seen, size) : { x: 0, y: 0, width: size.width, height: size.height }
  const own: DrawnBox[] = region ? [{ key: "region", box: region.box, color, strong: true }] : []
  const marked: DrawnBox[] = place && !region ? [{ key: "place", box: place, color: "var(--need)", strong: true }] : []
  if (src === "") return <p className={css.none}>{label}</p>
  return (
    <div className={css.pinned}>
      <Picture src={src} size={size} label={label} boxes={[...boxes, ...marked, ...own]} view={view} />
      {point && (
        <span
          className={css.pin}
          style={{
            left: `${(100 * (point.x - view.x)) / view.width}%`,
            top: `${(100 * (point.y - view.y)) / view.height}%`,
          }}
        >
          <b>{pin}</b>
        </span>
      )}
    </div>
  )
}
