import { useEffect } from "react"
import { useStore } from "zustand"
import type { Player } from "./player.ts"

/** Calls `show` with the moment that is heard: at each frame while it plays, else whenever it moved. `show` must stay the same function. */
export function useMoment(player: Player, show: (ms: number) => void): void {
  const playing = useStore(player.view, (heard) => heard.playing)
  useEffect(() => {
    show(player.nowMs)
    if (!playing) return player.onMoved(() => show(player.nowMs))
    let frame = 0
    const tick = () => {
      show(player.nowMs)
      frame = requestAnimationFrame(tick)
    }
    frame = requestAnimationFrame(tick)
    return () => cancelAnimationFrame(frame)
  }, [player, playing, show])
}
