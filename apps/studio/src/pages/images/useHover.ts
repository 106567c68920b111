import { useCallback, useEffect, useRef, useState } from "react"
import type { Hovered } from "./Preview.tsx"

/** Milliseconds that a pointer rests before the picture is shown large. */
const REST_MS = 500

/** What rests under the pointer as the list has it now: it may have been acted on, or be gone, since the pointer came. */
export function hoveredNow(hovered: Hovered | null, tiles: readonly Hovered["tile"][]): Hovered | null {
  const tile = hovered && tiles.find(({ asset }) => asset === hovered.tile.asset)
  return tile ? { ...hovered, tile } : null
}

/** What a mouse rests on; nothing for fingers, nothing while the page scrolls. */
export function useHover() {
  const [hovered, setHovered] = useState<Hovered | null>(null)
  const timer = useRef<number | undefined>(undefined)
  const leave = useCallback(() => {
    window.clearTimeout(timer.current)
    setHovered(null)
  }, [])
  const enter = useCallback((tile: Hovered["tile"], element: Element) => {
    window.clearTimeout(timer.current)
    timer.current = window.setTimeout(() => {
      // A tile that another list replaced meanwhile never says that the pointer left it.
      if (element.isConnected) setHovered({ tile, at: element.getBoundingClientRect() })
    }, REST_MS)
  }, [])
  useEffect(() => {
    window.addEventListener("scroll", leave, { passive: true })
    window.addEventListener("keydown", leave)
    return () => {
      leave()
      window.removeEventListener("scroll", leave)
      window.removeEventListener("keydown", leave)
    }
  }, [leave])
  return { hovered, enter, leave }
}
