import { toScreen } from "@justesse/editor"
import type { Point } from "@justesse/types"
import { useEffect, useRef } from "react"
import { useTaskContext } from "../annotate/ui.ts"
import css from "./questions.module.css"
import { useThreads } from "./useThreads.ts"

/** Pins of what was asked about this task, with their numbers. */
export function Pins() {
  const threads = useThreads()
  return (
    <>
      {threads.map(({ threadId, spot }, at) => {
        const point = spot.point ?? middleOf(spot.region?.box)
        return point && <Pin key={threadId} point={point} text={String(at + 1)} />
      })}
    </>
  )
}

/** The middle of what is named, where nobody pointed at a place. */
function middleOf(box: { x: number; y: number; width: number; height: number } | undefined): Point | null {
  return box ? { x: box.x + box.width / 2, y: box.y + box.height / 2 } : null
}

/** A pin that stays at its place of the picture as the view moves; drawn outside React. */
export function Pin({ point, text }: { readonly point: Point; readonly text: string }) {
  const { engine } = useTaskContext()
  const pin = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const follow = () => {
      const { x, y } = toScreen(engine.view, point)
      if (pin.current) pin.current.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`
    }
    follow()
    return engine.onView(follow)
  }, [engine, point])
  return (
    <span className={css.pinAt} ref={pin} aria-hidden="true">
      <span className={css.pin}>
        <b>{text}</b>
      </span>
    </span>
  )
}
