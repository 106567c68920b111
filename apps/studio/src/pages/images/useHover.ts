import { useCallback, useEffect, useRef, useState } from "react"
import type { Hovered } from "./Preview.tsx"

/** Milliseconds that a pointer rests before the picture is shown large. */
const REST_MS = 500

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
