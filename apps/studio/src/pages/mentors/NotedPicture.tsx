import type { Ontology, RegionId } from "@justesse/types"
import type { NotedAnswer } from "@justesse/types/wire/mentor"
import { useT } from "../../i18n/useT.ts"
import { type DrawnBox, drawnAt, linePath, Picture } from "../../ui/Picture.tsx"
import { markRegions } from "./marked.ts"
import css from "./page.module.css"

interface Props {
  readonly answer: Pick<NotedAnswer, "media" | "size" | "body" | "notes">
  readonly ontology: Ontology
  /** The region that is written or read about. */
  readonly chosen: RegionId | null
  /** Absent: nothing is chosen here. */
  readonly onChoose?: (region: RegionId | null) => void
}

/** An answer over its picture: what is written about stands out. */
export function NotedPicture({ answer, ontology, chosen, onChoose }: Props) {
  const t = useT("mentor")
  const { media, size, body } = answer
  const boxes = markRegions(answer, ontology, chosen).map(({ region, color, look }): DrawnBox => {
    const at = { key: region.id, ...drawnAt(region), color }
    return look === "plain" ? at : { ...at, [look]: true }
  })
  return (
    <Picture src={media.preview} size={size} label={t("picture")} boxes={boxes}>
      {onChoose &&
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
