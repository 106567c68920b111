import { isPlaced } from "@justesse/types"
import type { ModelTried } from "@justesse/types/models/asked"
import type { z } from "zod"
import { useT } from "../../../i18n/useT.ts"
import { useFormat } from "../../../locale/useFormat.ts"
import measures from "../../../theme/measures.module.css"
import { drawnAt, Picture } from "../../../ui/Picture.tsx"
import { useLabelNames } from "../../quality/useLabelNames.ts"

/** The picture of a test call with what the model proposes on it; what lies on no picture is listed. */
export function TriedPicture({
  tried: { picture, regions, ontology },
}: {
  readonly tried: z.infer<typeof ModelTried>
}) {
  const t = useT("models")
  const format = useFormat()
  const name = useLabelNames(ontology)
  if (!picture) return null
  const placed = regions.filter(({ geometry }) => isPlaced(geometry))
  const others = regions.filter(({ geometry }) => !isPlaced(geometry))
  const boxes = placed.map((region) => ({ key: region.id, ...drawnAt(region), color: "#e69f00", own: true }))
  return (
    <figure className={measures.flush}>
      {picture.media.sound === undefined && (
        <Picture boxes={boxes} label={picture.name} size={picture.size} src={picture.media.preview} />
      )}
      <figcaption className={`dim sm ${measures.above8}`}>{t("connect.byLot", { name: picture.name })}</figcaption>
      {others.length > 0 && (
        <ul>
          {others.slice(0, 12).map((region) => (
            <li key={region.id}>
              {name(region.label)}
              {region.origin?.score != null && ` ${format.ratio(region.origin.score)}`}
              {region.transcript && ` “${region.transcript.value}”`}
            </li>
          ))}
        </ul>
      )}
    </figure>
  )
}
