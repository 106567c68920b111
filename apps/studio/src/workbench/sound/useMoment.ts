import { useEffect } from "react"
import { useStore } from "zustand"
import type { Player } from "./player.ts"

/** Of so many frames the shortest is how often the screen shows one: others were late. */
const FRAMES = 20

/** Puts a text where it changes at most frames: the node that is there stays, and the same text costs nothing. */
export function setText(element: Element | null, text: string): void {
  const node = element?.firstChild
  if (node instanceof Text) {
    if (node.data !== text) node.data = text
  } else if (element) element.textContent = text
}

/** Calls `show` with the moment that is heard: at each frame while it plays, else whenever it moved. `show` must stay the same function. */
export function useMoment(player: Player, show: (ms: number) => void): void {
  const playing = useStore(player.view, (heard) => heard.playing)
  useEffect(() => {
    show(player.nowMs)
    if (!playing) return player.onMoved(() => show(player.nowMs))
    let frame = 0
    const periods: number[] = []
    let before = 0
    const tick = (now: number) => {
      // What is drawn now is seen at the next frame: where the sound is by then.
      if (before > 0) periods.push(now - before)
      if (periods.length > FRAMES) periods.shift()
      before = now
      const frameMs = periods.length > 0 ? Math.min(...periods) : 0
      show(player.nowMs + frameMs * player.view.getState().speed)
      frame = requestAnimationFrame(tick)
    }
    frame = requestAnimationFrame(tick)
    return () => cancelAnimationFrame(frame)
  }, [player, playing, show])
}
