import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react"

/** Draws into a canvas that fills its box, sharp at the density of the screen; anew when `draw` is another one or its size changes. */
export function useCanvas(
  canvas: RefObject<HTMLCanvasElement | null>,
  draw: (ctx: CanvasRenderingContext2D, size: { width: number; height: number }) => void,
): void {
  const [size, setSize] = useState({ width: 0, height: 0 })
  useEffect(() => {
    const box = canvas.current?.parentElement
    if (!box) return
    const watch = new ResizeObserver(([entry]) => {
      const { width = 0, height = 0 } = entry?.contentRect ?? {}
      setSize((old) => (old.width === width && old.height === height ? old : { width, height }))
    })
    watch.observe(box)
    return () => watch.disconnect()
  }, [canvas])
  const frame = useRef(0)
  useLayoutEffect(() => {
    cancelAnimationFrame(frame.current)
    frame.current = requestAnimationFrame(() => {
      const element = canvas.current
      const ctx = element?.getContext("2d")
      if (!element || !ctx || size.width === 0) return
      const density = window.devicePixelRatio
      const [width, height] = [Math.round(size.width * density), Math.round(size.height * density)]
      if (element.width !== width) element.width = width
      if (element.height !== height) element.height = height
      ctx.setTransform(density, 0, 0, density, 0, 0)
      draw(ctx, size)
    })
    return () => cancelAnimationFrame(frame.current)
  }, [canvas, draw, size])
}
