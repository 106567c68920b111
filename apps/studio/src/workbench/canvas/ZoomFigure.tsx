import { useEffect, useRef } from "react"
import type { CanvasEngine } from "./engine.ts"

/** The zoom in per cent. It follows the view by writing text, not by rendering. */
export function ZoomFigure({ engine }: { engine: CanvasEngine }) {
  const text = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const write = () => {
      // The column is 40 px wide: the sign never goes to a second line.
      const figure = `${Math.round(engine.view.scale * 100)}\u202f%`
      if (text.current && text.current.textContent !== figure) text.current.textContent = figure
    }
    write()
    return engine.onView(write)
  }, [engine])
  return <span ref={text} />
}
