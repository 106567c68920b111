import type { Box, Size } from "@justesse/types"
import { type PointerEvent, useRef } from "react"
import { boxBetween } from "./change.ts"
import css from "./page.module.css"

interface Props {
  readonly size: Size
  readonly onPlace: (place: Box | null) => void
}

/** Where the pointer is, in pixels of the picture. */
function pointOf(event: PointerEvent<SVGRectElement>) {
  const matrix = event.currentTarget.getScreenCTM()
  const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix?.inverse())
  return { x, y }
}

/** All of a picture, on which a box is dragged; the fields beside it do the same by keyboard. */
export function PlaceArea({ size, onPlace }: Props) {
  const from = useRef<{ readonly x: number; readonly y: number } | null>(null)
  const drag = (event: PointerEvent<SVGRectElement>) => {
    if (from.current) onPlace(boxBetween([from.current, pointOf(event)], size))
  }
  return (
    <rect
      className={css.draw}
      width={size.width}
      height={size.height}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        from.current = pointOf(event)
      }}
      onPointerMove={drag}
      onPointerUp={(event) => {
        drag(event)
        from.current = null
      }}
      onPointerCancel={() => {
        from.current = null
      }}
    />
  )
}
