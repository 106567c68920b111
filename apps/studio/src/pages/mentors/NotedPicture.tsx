import { type Box, boxOf, type Ontology, type RegionId } from "@justesse/types"
import type { NotedAnswer } from "@justesse/types/wire/mentor"
import { useT } from "../../i18n/useT.ts"
import { type DrawnBox, drawnAt, linePath, Picture } from "../../ui/Picture.tsx"
import { Played } from "../../workbench/media/Played.tsx"
import { isPictured } from "../../workbench/media/pictured.ts"
import { markRegions, NO_COLOR } from "./marked.ts"
import { PlaceArea } from "./PlaceArea.tsx"
import css from "./page.module.css"

interface Props {
  readonly answer: Pick<NotedAnswer, "media" | "size" | "body" | "notes">
  readonly ontology: Ontology
  /** The region that is written or read about. */
  readonly chosen: RegionId | null
  /** Absent: nothing is chosen here. */
  readonly onChoose?: (region: RegionId | null) => void
  /** What is being noted as missed; absent where nothing is. */
  readonly place?: Box | null
  /** Given while a place is to be drawn. */
  readonly onPlace?: (place: Box | null) => void
}

/** An answer over its picture: what is written about stands out. */
export function NotedPicture({ answer, ontology, chosen, onChoose, place = null, onPlace }: Props) {
  const t = useT("mentor")
  const { media, size, body } = answer
  const boxes = markRegions(answer, ontology, chosen).map(({ region, color, look }): DrawnBox => {
    const at = { key: region.id, ...drawnAt(region), color }
    return look === "plain" ? at : { ...at, [look]: true }
  })
  const chosenRegion = body.regions.find(({ id }) => id === chosen)
  const chosenBox = chosenRegion && boxOf(chosenRegion)
  const missed = answer.notes.flatMap(({ note, right }) => (right.place ? [{ key: note, box: right.place }] : []))
  const drawn = [...missed, ...(place ? [{ key: "place", box: place }] : [])]
  const marked = [...boxes, ...drawn.map((one): DrawnBox => ({ ...one, color: NO_COLOR, own: true }))]
  if (!isPictured(media)) return <Played label={t("picture")} media={media} place={chosenBox} />
  return (
    <Picture src={media.preview} size={size} label={t("picture")} boxes={marked}>
      {onPlace && <PlaceArea size={size} onPlace={onPlace} />}
      {onChoose &&
        !onPlace &&
        body.regions.map((region) => {
          const { box, rings } = drawnAt(region)
          return (
            // The buttons beside the picture do the same by keyboard.
            <path
              key={region.id}
              className={css.target}
              d={linePath(box, rings)}
              onClick={() => onChoose(region.id === chosen ? null : region.id)}
            />
          )
        })}
    </Picture>
  )
}
