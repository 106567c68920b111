import type Konva from "konva"
import type { Context } from "konva/lib/Context.js"
import { type ReactNode, type RefObject, useLayoutEffect, useRef, useState } from "react"
import { Layer, Shape, Stage } from "react-konva/lib/ReactKonvaCore.js"
import { PictureCanvas } from "../seeing/ground.ts"
import { counters } from "./counters.ts"
import type { CanvasEngine } from "./engine.ts"
import { attachPointers } from "./pointers.ts"
import styles from "./surface.module.css"

interface RegionCanvasProps {
  readonly engine: CanvasEngine
  /** What is seen, for people who cannot see it. */
  readonly label: string
  /** HTML over the picture: hints, lines, a loupe. */
  readonly children?: ReactNode
}

/**
 * A picture with regions: three canvases (picture, regions, what is active; Konva hosts the upper two) and one element above them that hears the
 * pointer. It renders once; everything that moves is drawn by the engine.
 */
export function RegionCanvas({ engine, label, children }: RegionCanvasProps) {
  const host = useRef<HTMLDivElement>(null)
  const surface = useRef<HTMLDivElement>(null)
  const picture = useRef<HTMLCanvasElement>(null)
  const layers = useRef<Canvases>({})
  const size = useSizeOf(host)
  const ready = size.width > 0
  useLayoutEffect(() => {
    const { static: regions, active } = layers.current
    const element = surface.current
    if (!ready || !picture.current || !element || !regions || !active) return
    const image = new PictureCanvas(picture.current, (ctx, ratio) => engine.painter.paintImage(ctx, ratio))
    counters.konvaNodes = (active.getStage()?.find(() => true).length ?? 0) + 1
    const detach = engine.attach({ image, static: regions, active, surface: element })
    const deafen = attachPointers(element, engine)
    return () => {
      deafen()
      detach()
      image.close()
    }
  }, [engine, ready])
  useLayoutEffect(() => {
    if (!ready) return
    engine.resize(size)
    engine.painter.layers?.image.resize(size)
  }, [engine, ready, size])
  const keepLayer = (name: keyof Canvases) => (layer: Konva.Layer | null) => {
    layers.current[name] = layer
  }
  return (
    <div className={styles.host} ref={host}>
      <canvas className={styles.picture} ref={picture} />
      {ready && (
        <Stage className={styles.stage ?? ""} height={size.height} listening={false} width={size.width}>
          <Painted keepLayer={keepLayer("static")} paint={(c) => engine.painter.paintStatic(...native(c))} />
          <Painted keepLayer={keepLayer("active")} paint={(c) => engine.painter.paintActive(...native(c))} />
        </Stage>
      )}
      {/* The picture takes the focus so that keys act on it; what can be done has its own controls beside it. */}
      <div aria-label={label} className={styles.surface} ref={surface} role="img" tabIndex={-1} />
      {children}
    </div>
  )
}

interface Canvases {
  static?: Konva.Layer | null
  active?: Konva.Layer | null
}

/** One canvas whose content is one shape, drawn by hand; nothing on it listens. */
function Painted({
  keepLayer,
  paint,
}: {
  keepLayer: (layer: Konva.Layer | null) => void
  paint: (context: Context) => void
}) {
  return (
    <Layer listening={false} ref={keepLayer}>
      <Shape listening={false} perfectDrawEnabled={false} sceneFunc={paint} />
    </Layer>
  )
}

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

/** The browser's own context of a Konva drawing, and its device pixels per screen pixel. */
function native(context: Context): [CanvasRenderingContext2D, number] {
  return [context._context, context.getCanvas().getPixelRatio()]
}
