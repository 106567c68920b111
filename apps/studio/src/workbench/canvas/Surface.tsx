import { type ReactNode, type RefObject, useLayoutEffect, useRef, useState } from "react"
import type { CanvasEngine } from "./engine.ts"
import { PaintedCanvas } from "./painted.ts"
import { attachPointers } from "./pointers.ts"
import styles from "./surface.module.css"

interface RegionCanvasProps {
  readonly engine: CanvasEngine
  /** What is seen, for people who cannot see it. */
  readonly label: string
  /** Whether the picture is still on its way. */
  readonly loading?: boolean
  /** HTML over the picture: hints, lines, a loupe. */
  readonly children?: ReactNode
}

/**
 * A picture with regions: three canvases (picture, regions, what is active) and one element above them that hears the pointer.
 * It renders once; everything that moves is drawn by the engine.
 */
export function RegionCanvas({ engine, label, loading, children }: RegionCanvasProps) {
  const host = useRef<HTMLDivElement>(null)
  const surface = useRef<HTMLDivElement>(null)
  const canvases = useRef<Record<"image" | "static" | "active", HTMLCanvasElement | null>>(NO_CANVASES)
  const size = useSizeOf(host)
  const ready = size.width > 0
  useLayoutEffect(() => {
    const element = surface.current
    const { image, static: regions, active } = canvases.current
    if (!ready || !element || !image || !regions || !active) return
    const { painter } = engine
    const layers = {
      image: new PaintedCanvas(image, (...on) => painter.paintImage(...on), { isOpaque: true }),
      static: new PaintedCanvas(regions, (...on) => painter.paintStatic(...on), { isOpaque: false }),
      active: new PaintedCanvas(active, (...on) => painter.paintActive(...on), { isOpaque: false }),
    }
    const detach = engine.attach({ ...layers, surface: element })
    const deafen = attachPointers(element, engine)
    return () => {
      deafen()
      detach()
      for (const layer of Object.values(layers)) layer.close()
    }
  }, [engine, ready])
  useLayoutEffect(() => {
    if (!ready) return
    engine.resize(size)
    const { layers } = engine.painter
    if (layers) for (const layer of [layers.image, layers.static, layers.active]) layer.resize(size)
  }, [engine, ready, size])
  const keep = (name: keyof typeof NO_CANVASES) => (canvas: HTMLCanvasElement | null) => {
    canvases.current = { ...canvases.current, [name]: canvas }
  }
  return (
    <div className={styles.host} ref={host}>
      <canvas className={styles.layer} ref={keep("image")} />
      <canvas className={styles.layer} ref={keep("static")} />
      <canvas className={styles.layer} ref={keep("active")} />
      {/* The picture takes the focus so that keys act on it; what can be done has its own controls beside it. */}
      <div aria-busy={loading} aria-label={label} className={styles.surface} ref={surface} role="img" tabIndex={-1} />
      {children}
    </div>
  )
}

const NO_CANVASES = { image: null, static: null, active: null }

/** The size of an element in CSS pixels, followed; 0 by 0 until it is known. */
function useSizeOf(host: RefObject<HTMLElement | null>): { width: number; height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 })
  useLayoutEffect(() => {
    const element = host.current
    if (!element) return
    const read = () => {
      const next = { width: element.clientWidth, height: element.clientHeight }
      setSize((old) => (old.width === next.width && old.height === next.height ? old : next))
    }
    read()
    const watch = new ResizeObserver(read)
    watch.observe(element)
    return () => watch.disconnect()
  }, [host])
  return size
}
