import type { Label } from "@justesse/types"
import { inLanguage } from "@justesse/types/text"
import type { AssetTile } from "@justesse/types/wire/asset"
import { Modal } from "@mantine/core"
import type { KeyboardEvent } from "react"
import { useLanguage, useT } from "../../i18n/useT.ts"
import measures from "../../theme/measures.module.css"
import { Button, ButtonLink } from "../../ui/Button.tsx"
import css from "./page.module.css"
import { StateMark, StateText, TilePicture } from "./Tile.tsx"

interface Props {
  readonly project: string
  readonly tile: AssetTile
  readonly labels: readonly Label[]
}

/** Labels of a tile with how many there are of each, in the order of the ontology. */
function countsOf(tile: AssetTile, labels: readonly Label[]) {
  const counts = new Map<string, number>()
  for (const [, , , , label] of tile.boxes) counts.set(label, (counts.get(label) ?? 0) + 1)
  return labels.flatMap((label) => {
    const count = counts.get(label.id)
    return count === undefined ? [] : [{ label, count }]
  })
}

/** The picture large, with its labels by name below. */
function PreviewBody({ tile, labels }: Omit<Props, "project">) {
  const t = useT("images")
  const language = useLanguage()
  return (
    <>
      <TilePicture tile={tile} labels={labels} whole />
      <div className={`inline sm ${measures.above8} ${measures.high20}`}>
        <StateMark tile={tile} />
        <StateText tile={tile} />
        {countsOf(tile, labels).map(({ label, count }) => (
          <span key={label.id} className={`inline ${measures.gap4}`}>
            <i className="swatch" style={{ background: label.color }} />
            {inLanguage(label.name, language)} <span className="dim">{count}</span>
          </span>
        ))}
        {tile.regions > tile.boxes.length && <span className="dim">{t("moreBoxes", { count: tile.regions })}</span>}
        {tile.nothingHere && <span className="dim">{t("nothingHere")}</span>}
        {tile.proposals > 0 && <span className="dim">{t("proposals", { count: tile.proposals })}</span>}
        {tile.document && (
          <span className="dim">{t("page", { page: tile.document.page + 1, name: tile.document.name })}</span>
        )}
        {tile.tags.map((tag) => (
          <span key={tag} className="tag">
            {tag}
          </span>
        ))}
      </div>
    </>
  )
}

interface DialogProps extends Props {
  readonly onClose: () => void
  readonly onStep: (step: number) => void
}

/** A closer look (Space): arrows go on from picture to picture. */
export function PreviewDialog({ project, tile, labels, onClose, onStep }: DialogProps) {
  const t = useT("images")
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "ArrowRight" || event.key === "ArrowDown") onStep(1)
    else if (event.key === "ArrowLeft" || event.key === "ArrowUp") onStep(-1)
    else if (event.key === " " && !(event.target instanceof HTMLAnchorElement)) onClose()
    else return
    event.preventDefault()
  }
  return (
    <Modal
      opened
      onClose={onClose}
      size="min(1120px, 92vw)"
      title={tile.name}
      closeButtonProps={{ "aria-label": t("common:close") }}
      onKeyDown={onKey}
    >
      <PreviewBody tile={tile} labels={labels} />
      <div className={`inline ${measures.atEnd} ${measures.above12}`}>
        <Button icon="left" aria-label={t("previousPicture")} onClick={() => onStep(-1)} />
        <Button icon="right" aria-label={t("nextPicture")} onClick={() => onStep(1)} />
        <ButtonLink look="primary" to="/p/$project/images/$image" params={{ project, image: String(tile.asset) }}>
          {t("openPicture")}
        </ButtonLink>
      </div>
    </Modal>
  )
}

/** Where a picture under the pointer is shown large: beside its tile, on the side that has room. */
export interface Hovered {
  readonly tile: AssetTile
  readonly at: DOMRect
}

const WIDTH = 480
const GAP = 12

/** What the pointer rests on, large, beside it; the pointer goes through. */
export function HoverPreview({ hovered, labels }: { readonly hovered: Hovered; readonly labels: readonly Label[] }) {
  const { tile, at } = hovered
  const ratio = tile.size ? tile.size.height / tile.size.width : 0.75
  const height = Math.min(WIDTH * ratio, window.innerHeight * 0.6) + 72
  const right = at.right + GAP + WIDTH <= window.innerWidth
  const left = right ? at.right + GAP : Math.max(GAP, at.left - GAP - WIDTH)
  const top = Math.max(GAP, Math.min(at.top, window.innerHeight - height - GAP))
  return (
    <div className={css.hoverPreview} style={{ left, top, width: WIDTH }} aria-hidden="true">
      <PreviewBody tile={tile} labels={labels} />
    </div>
  )
}
