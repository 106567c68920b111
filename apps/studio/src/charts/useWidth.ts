import { useCallback, useState } from "react"

/**
 * Width of the box a chart is drawn in, so that its text keeps its size. Measured before the first painting, and kept
 * while the box is out of sight, so that a chart never blinks.
 */
export function useWidth(): {
  readonly ref: (node: HTMLDivElement | null) => (() => void) | undefined
  readonly width: number
} {
  const [width, setWidth] = useState(0)
  const ref = useCallback((node: HTMLDivElement | null) => {
    if (!node) return undefined
    const measure = () => node.clientWidth > 0 && setWidth(node.clientWidth)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(node)
    return () => observer.disconnect()
  }, [])
  return { ref, width }
}
