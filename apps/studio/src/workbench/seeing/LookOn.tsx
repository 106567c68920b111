import { toneCurve } from "@justesse/editor"
import { useEffect, useRef } from "react"
import { useStore } from "zustand"
import type { CanvasEngine } from "../canvas/engine.ts"
import css from "./look.module.css"
import { FILTER_ID, filterOf, showNextPicture, theLook } from "./look.ts"

/**
 * Shows the look on these canvases: the filter that the browser applies to the picture's layer alone, so that regions
 * keep their colours. `picture` is whatever is another one for another picture.
 */
export function LookOn({ engines, picture }: { engines: readonly CanvasEngine[]; picture: unknown }) {
  const look = useStore(theLook, (seen) => seen.look)
  const filter = useStore(theLook, filterOf)
  const shown = useRef(picture)
  useEffect(() => {
    if (shown.current !== picture) showNextPicture()
    shown.current = picture
  }, [picture])
  useEffect(() => {
    for (const engine of engines) engine.setLook(filter, look.pixels === "smooth")
  }, [engines, filter, look])
  const table =
    filter === ""
      ? "0 1"
      : toneCurve(look)
          .map((value) => value.toFixed(4))
          .join(" ")
  return (
    <svg aria-hidden="true" className={css.filter}>
      <filter colorInterpolationFilters="sRGB" height="100%" id={FILTER_ID} width="100%" x="0" y="0">
        <feColorMatrix type="saturate" values={String(1 + look.saturation / 100)} />
        <feComponentTransfer>
          <feFuncR tableValues={table} type="table" />
          <feFuncG tableValues={table} type="table" />
          <feFuncB tableValues={table} type="table" />
        </feComponentTransfer>
      </filter>
    </svg>
  )
}
