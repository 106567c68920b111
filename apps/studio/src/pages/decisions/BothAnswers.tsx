import { boxOf } from "@justesse/types"
import type { DecisionOne } from "@justesse/types/wire/decision"
import { useId } from "react"
import { useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Seg } from "../../ui/layout.tsx"
import { around, type DrawnBox, drawnAt, linePath, Picture } from "../../ui/Picture.tsx"
import { Played } from "../../workbench/media/Played.tsx"
import { isPictured } from "../../workbench/media/pictured.ts"
import { furthestEdge, type Pair, pairOf } from "./compared.ts"

export const LAYERS = ["both", "mine", "theirs"] as const
export type Layer = (typeof LAYERS)[number]

/** The colour of what a reviewer set against an answer. */
const THEIRS = "#56b4e9"

interface Props {
  readonly one: DecisionOne
  readonly layer: Layer
  readonly onLayer: (layer: Layer) => void
}

/** Mine dashed, the reviewer's solid, what lies between them hatched with its distance. */
export function BothAnswers({ one, layer, onLayer }: Props) {
  const t = useT("decisions")
  const pair = pairOf(one.why?.evidence ?? [], one.mine, one.theirs)
  const area = areaOf(one, pair)
  const view = area ? around(area, one.row.size, 2) : undefined
  const hasTheirs = one.theirs.regions.length > 0
  return (
    <div>
      <div className={`bar ${measures.only8Below}`}>
        {hasTheirs && (
          <>
            <Seg
              label={t("picture.layers")}
              value={layer}
              options={LAYERS.map((value) => ({ value, name: t(`picture.${value}`) }))}
              onChange={onLayer}
            />
            <span className="dim sm only-wide">
              <kbd aria-hidden="true">H</kbd> {t("picture.flips")}
            </span>
          </>
        )}
        <span className="grow" />
        <span className="sm dim">{t(hasTheirs ? "picture.legend" : "picture.legendMine")}</span>
      </div>
      {!isPictured(one.media) ? (
        <Played label={t("picture.name")} media={one.media} place={area} />
      ) : (
        <Picture
          src={one.media.preview}
          size={one.row.size}
          label={t("picture.name")}
          boxes={drawn(one, layer, pair)}
          view={view}
        >
          {layer === "both" && <Between pair={pair} width={view?.width ?? one.row.size.width} />}
        </Picture>
      )}
    </div>
  )
}

/** Where to look: both regions, or the place that the evidence or a send-back shows. */
function areaOf(one: DecisionOne, { mine, theirs }: Pair) {
  const place = one.why?.evidence.flatMap((shown) => (shown.type === "region" ? [shown.box] : []))[0]
  const boxes = [mine, theirs].flatMap((region) => (region ? [boxOf(region)] : []))
  const [a = place ?? one.row.box ?? one.sentBack?.place, b = a] = boxes
  if (!a || !b) return null
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)]
  const right = Math.max(a.x + a.width, b.x + b.width)
  return { x, y, width: right - x, height: Math.max(a.y + a.height, b.y + b.height) - y }
}

function drawn(one: DecisionOne, layer: Layer, pair: Pair): DrawnBox[] {
  const place = one.why?.evidence.flatMap((shown) => (shown.type === "region" ? [shown.box] : [])) ?? []
  const marked = one.sentBack?.place && !one.why ? [...place, one.sentBack.place] : place
  const theirs = one.theirs.regions.map(
    (region): DrawnBox => ({
      key: `t-${region.id}`,
      ...drawnAt(region),
      color: THEIRS,
      strong: region.id === pair.theirs?.id,
    }),
  )
  const mine = one.mine.regions.map((region): DrawnBox => {
    const isMeant = pair.mine === null || region.id === pair.mine.id
    const at = { key: `m-${region.id}`, ...drawnAt(region), color: "#ffffff" }
    return isMeant ? { ...at, own: true } : { ...at, faint: true }
  })
  return [
    ...(layer === "mine" ? [] : theirs),
    ...(layer === "theirs" ? [] : mine),
    ...marked.map((box, at): DrawnBox => ({ key: `p-${at}`, box, color: "var(--need)", strong: true })),
  ]
}

/** What only one of the two covers, hatched, and how far apart their edges are where that is most. */
function Between({ pair, width }: { readonly pair: Pair; readonly width: number }) {
  const t = useT("decisions")
  const id = useId()
  const { mine, theirs } = pair
  const edge = furthestEdge(pair)
  if (!mine || !theirs || !edge || edge.px < 0.5) return null
  const [a, b] = [drawnAt(mine), drawnAt(theirs)]
  const step = width / 90
  const text = t(`edge.${edge.side}`, { px: Math.round(edge.px) })
  const isUpright = edge.side === "left" || edge.side === "right"
  const over = boxOf(mine)
  const at = isUpright
    ? { x: Math.max(edge.mine, edge.theirs) + step, y: over.y + over.height / 2 }
    : { x: over.x + over.width / 2, y: Math.max(edge.mine, edge.theirs) + 3 * step }
  return (
    <g>
      <pattern id={id} width={step} height={step} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <path d={`M0 0v${step}`} stroke="#f2c14e" strokeWidth={step * 0.7} />
      </pattern>
      <path
        d={linePath(a.box, a.rings) + linePath(b.box, b.rings)}
        fill={`url(#${id})`}
        fillOpacity={0.75}
        fillRule="evenodd"
      />
      <text
        x={at.x}
        y={at.y}
        fontSize={step * 2.6}
        fill="#fff"
        stroke="#1c1d1f"
        strokeWidth={step * 0.6}
        paintOrder="stroke"
      >
        {text}
      </text>
    </g>
  )
}
