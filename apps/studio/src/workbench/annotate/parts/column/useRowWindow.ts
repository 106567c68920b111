import { useLayoutEffect, useRef, useState } from "react"
import { flushSync } from "react-dom"
import { scrolledTo } from "../../../parts/scrolledTo.ts"
import { type RowPlan, rowsInSight, type SightOfList, topOfRow } from "./rowWindow.ts"

/** What of the list is in sight. `wanted`: where it has to be scrolled to; null while a hand scrolls it. */
interface Sight extends SightOfList {
  readonly wanted: number | null
}

/**
 * The rows of a long list that are in the document: those in sight. The open row is brought into sight in the very render
 * that opens it, so that another choice is one drawing of the list, and nothing of the page is measured for it. `around`:
 * pixels to show beside it. `of`: what the list is of; another one begins at its top.
 */
export function useRowWindow(plan: RowPlan, around: number, of: object) {
  const scroller = useRef<HTMLDivElement>(null)
  const [sight, setSight] = useState<Sight>({ top: 0, height: 0, isNear: false, wanted: null })
  const opened = `${plan.openAt} ${plan.openPx}`
  const [shown, setShown] = useState(opened)
  const [shownOf, setShownOf] = useState(of)
  if (shownOf !== of) {
    setShownOf(of)
    setSight({ ...sight, top: 0, isNear: false, wanted: 0 })
  } else if (shown !== opened && sight.height > 0) {
    setShown(opened)
    if (plan.openAt >= 0) {
      const row = { top: topOfRow(plan, plan.openAt), height: plan.openPx }
      const top = scrolledTo({ scrollTop: sight.top, clientHeight: sight.height }, row, around)
      setSight({ ...sight, top, wanted: top })
    }
  }
  useLayoutEffect(() => {
    const list = scroller.current
    if (list && sight.wanted !== null) list.scrollTop = sight.wanted
  }, [sight])
  useLayoutEffect(() => {
    const list = scroller.current
    if (!list) return
    const read = () =>
      setSight((old) => (old.height === list.clientHeight ? old : { ...old, height: list.clientHeight }))
    read()
    const watch = new ResizeObserver(read)
    watch.observe(list)
    return () => watch.disconnect()
  }, [])
  const onScroll = () => {
    const top = scroller.current?.scrollTop ?? 0
    if (top === sight.top) return
    const scrolled = { ...sight, top, isNear: true }
    const now = rowsInSight(plan, scrolled)
    const before = rowsInSight(plan, sight)
    const scroll = () => setSight((old) => ({ ...old, top, isNear: true, wanted: null }))
    // Drawn before the browser shows it, or a quick scroll would show nothing for a moment.
    if (now.first !== before.first || now.end !== before.end) flushSync(scroll)
    else scroll()
  }
  const near = (isNear: boolean) => () => setSight((old) => (old.isNear === isNear ? old : { ...old, isNear }))
  const hand = { onPointerEnter: near(true), onPointerLeave: near(false), onFocus: near(true), onBlur: near(false) }
  return { ...rowsInSight(plan, sight), scroller, hears: { ...hand, onScroll } }
}
