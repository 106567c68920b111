import { type RefObject, useEffect, useLayoutEffect, useState } from "react"

/** About how high a row is, and how many are made above and below those in sight. */
const ROW_PX = 39
const BESIDE = 12

/** The rows that are made: those in sight, some around them, and always the one in hand. Heights of the others are about right. */
interface Rows {
  readonly from: number
  readonly to: number
  readonly before: number
  readonly after: number
}

/** Which of many rows are made; a recording of hours has thousands. */
export function useRows(list: RefObject<HTMLElement | null>, count: number, chosen: number): Rows {
  const [sight, setSight] = useState({ top: 0, height: 800 })
  useEffect(() => {
    const box = list.current
    if (!box) return
    const look = () => setSight({ top: box.scrollTop, height: box.clientHeight })
    const watch = new ResizeObserver(look)
    watch.observe(box)
    box.addEventListener("scroll", look, { passive: true })
    return () => {
      watch.disconnect()
      box.removeEventListener("scroll", look)
    }
  }, [list])
  const first = Math.max(0, Math.floor(sight.top / ROW_PX) - BESIDE)
  const last = Math.min(count, Math.ceil((sight.top + sight.height) / ROW_PX) + BESIDE)
  // One that was chosen elsewhere is brought into sight.
  const isFar = chosen >= 0 && (chosen < first || chosen >= last)
  useLayoutEffect(() => {
    const box = list.current
    if (isFar && box) box.scrollTo({ top: chosen * ROW_PX - box.clientHeight / 2 })
  }, [isFar, chosen, list])
  const from = isFar ? Math.max(0, chosen - BESIDE) : first
  const to = isFar ? Math.min(count, chosen + BESIDE) : last
  return { from, to, before: from * ROW_PX, after: (count - to) * ROW_PX }
}
