import type { AssetTile } from "@justesse/types/wire/asset"
import { useNavigate } from "@tanstack/react-router"
import { useWindowVirtualizer } from "@tanstack/react-virtual"
import { type KeyboardEvent, useEffect, useRef, useState } from "react"
import { useWidth } from "../../charts/useWidth.ts"
import measures from "../../theme/measures.module.css"
import { HoverPreview, PreviewDialog } from "./Preview.tsx"
import css from "./page.module.css"
import { extend, isChosen, NOTHING, toggle } from "./selection.ts"
import type { ShownTiles } from "./shownTiles.ts"
import { ImageTable } from "./Table.tsx"
import { Tile } from "./Tile.tsx"
import { hoveredNow, useHover } from "./useHover.ts"

/** Least width of a tile in pixels. */
const LEAST = { large: 280, medium: 180, small: 110, table: 180 } as const
const GAP = 16

/** Tiles, only those in sight drawn. Arrows move, X chooses, Space looks, Enter opens. */
export function ImageGrid(props: ShownTiles) {
  const { tiles, size, chosen, onChosen } = props
  const { ref, width } = useWidth()
  const [looking, setLooking] = useState<AssetTile | null>(null)
  const columns = size === "table" ? 1 : Math.max(1, Math.floor((width + GAP) / (LEAST[size] + GAP)))
  const onKey = useGridKeys(props, columns, setLooking)
  const inSight = tiles.map((tile) => tile.asset as number)
  // The list may have been read anew since: its tiles are other objects then, of the same pictures.
  const at = looking === null ? -1 : tiles.findIndex((tile) => tile.asset === looking.asset)
  const step = (by: number) => {
    if (at + by >= tiles.length - 1) props.onEnd()
    setLooking((at < 0 ? undefined : tiles[at + by]) ?? looking)
  }
  const choose = (tile: AssetTile, range: boolean) => onChosen((range ? extend : toggle)(chosen, tile.asset, inSight))
  return (
    // The keys act on the tile that has the focus; each tile is a link and a checkbox of its own.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div ref={ref} onKeyDown={onKey} className={css.gridPlace}>
      {size === "table" ? (
        <ImageTable {...props} choose={choose} />
      ) : (
        width > 0 && <Tiles {...props} columns={columns} width={width} choose={choose} />
      )}
      {looking && (
        <PreviewDialog
          project={props.project}
          tile={tiles[at] ?? looking}
          labels={props.labels}
          onClose={() => setLooking(null)}
          onStep={step}
        />
      )}
    </div>
  )
}

type Choose = (tile: AssetTile, range: boolean) => void

function Tiles({
  project,
  tiles,
  size,
  labels,
  chosen,
  onEnd,
  columns,
  width,
  choose,
}: ShownTiles & { columns: number; width: number; choose: Choose }) {
  const list = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(0)
  useEffect(() => setTop(list.current ? list.current.getBoundingClientRect().top + window.scrollY : 0), [])
  const tileWidth = (width - GAP * (columns - 1)) / columns
  const rowHeight = tileWidth * 0.75 + (size === "small" ? 24 : 44) + GAP
  const count = Math.ceil(tiles.length / columns)
  const rows = useWindowVirtualizer({ count, estimateSize: () => rowHeight, overscan: 3, scrollMargin: top })
  useEffect(() => rows.measure(), [rows, rowHeight])
  const shown = rows.getVirtualItems()
  const { hovered, enter, leave } = useHover()
  const resting = hoveredNow(hovered, tiles)
  const last = shown.at(-1)?.index ?? 0
  useEffect(() => {
    if (last >= count - 2) onEnd()
  }, [last, count, onEnd])
  return (
    <div ref={list} className={measures.anchor} style={{ height: rows.getTotalSize() }}>
      {shown.map((row) => (
        <div
          key={row.key}
          className={`grid ${css.row}`}
          style={{
            gap: GAP,
            gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
            transform: `translateY(${row.start - rows.options.scrollMargin}px)`,
          }}
        >
          {tiles.slice(row.index * columns, (row.index + 1) * columns).map((tile) => (
            <Tile
              key={tile.asset}
              project={project}
              tile={tile}
              labels={labels}
              small={size === "small"}
              chosen={isChosen(chosen, tile.asset)}
              onChoose={(range) => choose(tile, range)}
              onRest={enter}
              onLeave={leave}
            />
          ))}
        </div>
      ))}
      {resting && <HoverPreview hovered={resting} labels={labels} />}
    </div>
  )
}

/** The picture that has the focus, by the number on its tile. */
function focused(event: KeyboardEvent): number | null {
  const tile = event.target instanceof Element ? event.target.closest("[data-asset]") : null
  return tile ? Number(tile.getAttribute("data-asset")) : null
}

function useGridKeys(
  { project, tiles, chosen, onChosen }: ShownTiles,
  columns: number,
  look: (tile: AssetTile) => void,
) {
  const navigate = useNavigate()
  return (event: KeyboardEvent) => {
    const asset = focused(event)
    const at = tiles.findIndex((tile) => tile.asset === asset)
    const tile = tiles[at]
    if (event.ctrlKey || event.metaKey || event.altKey || !tile) return
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: columns,
      ArrowUp: -columns,
    }
    const step = steps[event.key]
    const inSight = tiles.map((one) => one.asset as number)
    if (step !== undefined) document.querySelector<HTMLElement>(`[data-asset="${tiles[at + step]?.asset}"] a`)?.focus()
    else if (event.key.toLowerCase() === "x") onChosen((event.shiftKey ? extend : toggle)(chosen, tile.asset, inSight))
    else if (event.key === " " && !(event.target instanceof HTMLInputElement)) look(tile)
    else if (event.key === "Escape") onChosen(NOTHING)
    else if (event.key === "Enter" && event.target instanceof HTMLInputElement)
      void navigate({ to: "/p/$project/images/$image", params: { project, image: String(tile.asset) } })
    else return
    event.preventDefault()
  }
}
