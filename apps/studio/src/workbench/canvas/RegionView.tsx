import { documentOf, type ScreenSize, sceneOf, type View } from "@justesse/editor"
import type { Box, Region, RegionId, Size } from "@justesse/types"
import type { Media } from "@justesse/types/wire/common"
import { type ReactNode, useEffect, useMemo, useState } from "react"
import type { CanvasStyle } from "./drawStatic.ts"
import { CanvasEngine } from "./engine.ts"
import { closePicture, loadPicture, type Picture } from "./picture.ts"
import { RegionCanvas } from "./Surface.tsx"

/** How regions of one label look. */
interface RegionStyle extends CanvasStyle {
  readonly label: Region["label"]
}

interface RegionViewProps {
  readonly media: Media
  readonly size: Size
  readonly regions: readonly Region[]
  readonly styles: readonly RegionStyle[]
  readonly label: string
  readonly mode?: "objects" | "document"
  readonly opening?: "fit" | "width"
  readonly selected?: RegionId | null
  readonly onSelect?: (id: RegionId | null) => void
  /** Zoomed to with a margin whenever it changes; null shows the whole picture. */
  readonly focus?: Box | null
  /** Draws over the regions, in screen pixels: `toScreen(view, …)` from the editor converts. */
  readonly drawOver?: (ctx: CanvasRenderingContext2D, view: View, screen: ScreenSize) => void
  /** Draws between picture and regions. */
  readonly drawUnder?: (ctx: CanvasRenderingContext2D, view: View, screen: ScreenSize) => void
  readonly onEngine?: (engine: CanvasEngine) => void
  readonly onFailed?: () => void
  readonly children?: ReactNode
}

/** A picture with regions to look at: zoom, pan, select; nothing can be changed. */
export function RegionView(props: RegionViewProps) {
  const { media, size, regions, styles, onSelect, onFailed, onEngine, selected = null, focus = null } = props
  const { mode = "objects", opening = "fit", drawOver, drawUnder } = props
  const [engine] = useState(() => {
    const scene = sceneOf(documentOf({ regions: [], nothingHere: false }), [])
    return new CanvasEngine({ editable: false, mode, minSidePx: 1, opening, hooks: {} }, scene)
  })
  const scene = useMemo(
    () =>
      sceneOf(
        documentOf({ regions: [...regions], nothingHere: false }),
        styles.map((style) => style.label),
      ),
    [regions, styles],
  )
  useEffect(() => onEngine?.(engine), [engine, onEngine])
  useEffect(() => {
    const hooks = onSelect ? { selected: onSelect } : {}
    engine.setOptions({ editable: false, mode, minSidePx: 1, opening, hooks })
  }, [engine, mode, opening, onSelect])
  useEffect(() => {
    const captionText = (slot: number) => `${scene.numbers[slot] ?? ""} ${styles[scene.style[slot] ?? -1]?.name ?? ""}`
    engine.show({ scene, styles, captionText, drawOver: drawOver ?? null, drawUnder: drawUnder ?? null })
  }, [engine, scene, styles, drawOver, drawUnder])
  useEffect(() => engine.select(selected), [engine, scene, selected])
  useEffect(() => engine.showArea(size, focus), [engine, size, focus])
  const { full, preview, thumbnail } = media
  const { width, height } = size
  useEffect(() => {
    const stop = new AbortController()
    let shown: Picture | null = null
    loadPicture({ full, preview, thumbnail }, { width, height }, "full", stop.signal, (picture) => {
      shown = picture
      engine.setPicture(picture)
    }).catch(() => {
      if (!stop.signal.aborted && !shown) onFailed?.()
    })
    return () => {
      stop.abort()
      engine.setPicture(null)
      if (shown) closePicture(shown)
    }
  }, [engine, full, preview, thumbnail, width, height, onFailed])
  return (
    <RegionCanvas engine={engine} label={props.label}>
      {props.children}
    </RegionCanvas>
  )
}
