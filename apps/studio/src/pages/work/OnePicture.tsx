import { type Box, boxOf, KINDS, type Label, type Region } from "@justesse/types"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Seg } from "../../ui/layout.tsx"
import { around, type DrawnBox, drawnAt, Picture } from "../../ui/Picture.tsx"
import { Played } from "../../workbench/media/Played.tsx"
import { isPictured } from "../../workbench/media/pictured.ts"
import type { One } from "./one.ts"

export type Layer = "both" | "mine" | "kept"
type Shown = One["differences"][number] | undefined

interface Props {
  readonly one: One
  readonly layer: Layer
  readonly onLayer: (layer: Layer) => void
  readonly shown: Shown
  readonly labels: readonly Label[]
}

/** Mine dashed, the kept one in its colour; what agrees is faint, what is looked at is strong. */
export function OnePicture({ one, layer, onLayer, shown, labels }: Props) {
  const t = useT("history")
  const { task } = one
  const region = shown?.kept ?? shown?.mine
  const area = region ? boxOf(region) : one.sentBack?.place
  return (
    <div>
      <div className={`bar ${measures.only8Below}`}>
        {one.kept !== null && (
          <>
            <Seg
              label={t("one.layers")}
              value={layer}
              options={[
                { value: "both", name: t("one.both") },
                { value: "mine", name: t("one.mine") },
                { value: "kept", name: t("one.theKept") },
              ]}
              onChange={onLayer}
            />
            <span className="dim sm only-wide">
              <kbd aria-hidden="true">H</kbd> {t("one.flips")}
            </span>
          </>
        )}
        <span className="grow" />
        <Legend kept={one.kept !== null} />
      </div>
      {!isPictured(task.media) ? (
        <Played label={t("one.picture")} media={task.media} place={area} />
      ) : (
        <Picture
          src={task.media.preview}
          size={task.size}
          label={t("one.picture")}
          boxes={drawn(one, layer, shown, labels)}
          view={area && !KINDS[task.kind].readsLines ? around(area, task.size) : undefined}
        />
      )}
    </div>
  )
}

/** A frame a little outside of a box, so that it covers no edge that is to be looked at. */
function widened({ x, y, width, height }: Box): Box {
  const by = Math.max(4, Math.min(width, height) * 0.1)
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by }
}

function drawn(one: One, layer: Layer, shown: Shown, labels: readonly Label[]): DrawnBox[] {
  const color = (region: Region) => labels.find((label) => label.id === region.label)?.color ?? "#56b4e9"
  const finalRegions = one.kept?.regions ?? []
  const kept = finalRegions.map((region): DrawnBox => {
    const strong = shown?.kept?.id === region.id
    return {
      key: `k-${region.id}`,
      ...drawnAt(region),
      color: color(region),
      strong,
      faint: !strong && shown !== undefined,
    }
  })
  const differing = new Set(one.differences.filter((one) => one.kind !== "kept").map((one) => one.mine?.id))
  const own = one.task.body.regions
    .filter((region) => layer === "mine" || one.kept === null || differing.has(region.id))
    .map((region): DrawnBox => ({ key: `m-${region.id}`, ...drawnAt(region), color: color(region), own: true }))
  const area = one.sentBack?.place
  const marked: DrawnBox[] = area ? [{ key: "place", box: widened(area), color: "var(--need)", strong: true }] : []
  return [...(layer === "mine" ? [] : kept), ...(layer === "kept" ? [] : own), ...marked]
}

function Legend({ kept }: { readonly kept: boolean }) {
  const t = useT("history")
  return (
    <span className={`sm inline ${measures.gap16}`}>
      <span className={`inline ${measures.gap6}`}>
        <svg width="20" height="10" aria-hidden="true">
          <path d="M0 5h20" stroke="currentColor" strokeWidth="1.5" strokeDasharray="4 3" />
        </svg>
        {t("one.mine")}
      </span>
      {kept && (
        <span className={`inline ${measures.gap6}`}>
          <svg width="20" height="10" aria-hidden="true">
            <path d="M0 5h20" stroke="var(--class-2)" strokeWidth="3" />
          </svg>
          {t("one.theKept")}
        </span>
      )}
    </span>
  )
}
