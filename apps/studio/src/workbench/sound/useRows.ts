import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react"

/** About how high a row is, and how many are made above and below those in sight. */
const ROW_PX = 39
const BESIDE = 12

/** Rows that are made one after the other, `from` up to before `to`, under as much room as those before them would take. */
interface Rows {
  readonly roomPx: number
  readonly from: number
  readonly to: number
}

/**
 * Which of many rows are made; a recording of hours has thousands: those in sight and some around them, and always the one in hand,
 * so that its caret stays while somebody reads elsewhere. Heights of the others are about right; the room under all is the last one's.
 */
export function useRows(list: RefObject<HTMLElement | null>, count: number, chosen: number): readonly Rows[] {
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
  const first = Math.min(count, Math.max(0, Math.floor(sight.top / ROW_PX) - BESIDE))
  const last = Math.min(count, Math.ceil((sight.top + sight.height) / ROW_PX) + BESIDE)
  const seen = [first, last] as const
  const inHand = [chosen, chosen + 1] as const
  const isSeen = chosen < 0 || (first <= chosen && chosen < last)
  const parts = isSeen ? [seen] : chosen < first ? [inHand, seen] : [seen, inHand]
  let done = 0
  useInSight(list, chosen, sight.top)
  const rows = [...parts, [count, count] as const].map(([from, to]) => {
    const roomPx = (from - done) * ROW_PX
    done = to
    return { roomPx, from, to }
  })
  return rows
}

/**
 * Scrolls to a row once it is chosen, and again while rows around it are made that are higher or lower than was thought: until those are
 * there that belong to where the list stands.
 */
function useInSight(list: RefObject<HTMLElement | null>, chosen: number, seenFrom: number): void {
  const wanted = useRef(false)
  useLayoutEffect(() => {
    wanted.current = chosen >= 0
  }, [chosen])
  useLayoutEffect(() => {
    const box = list.current
    if (!box || !wanted.current) return
    box.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" })
    wanted.current = box.scrollTop !== seenFrom
  })
}
