import { boxAt, type View } from "@justesse/editor"
import { RegionId } from "@justesse/types"
import { counters } from "../../canvas/counters.ts"
import type { TaskContext } from "../ui.ts"
import { type BenchAsked, type BenchBox, benchRegions } from "./task.ts"

interface HarnessView {
  readonly s: number
  readonly x: number
  readonly y: number
}

declare global {
  interface Window {
    __ready?: { readonly mount: number }
    __cand?: object
    __justesse?: typeof counters
  }
}

/** Show the harness what canvas.md promises: client px = x + s · image px, boxes by index, counters. */
export function exposeBench(context: TaskContext, asked: BenchAsked): void {
  const { engine, store } = context
  const boxes = benchRegions(asked).map(({ box }) => box)
  const started = performance.now()
  const offset = () => engine.painter.layers?.surface.getBoundingClientRect() ?? new DOMRect()
  const model = () => store.model
  const box = (id: number): BenchBox | null => {
    const slot = engine.scene.slotOf.get(RegionId.parse(String(id)))
    if (slot === undefined) return null
    const { x, y, width, height } = boxAt(engine.scene, slot)
    return { id, x, y, w: width, h: height, c: engine.scene.style[slot] ?? 0 }
  }
  window.__justesse = counters
  window.__cand = {
    get cx() {
      return offset().left + engine.screen.width / 2
    },
    get cy() {
      return offset().top + engine.screen.height / 2
    },
    view: (): HarnessView => toClient(engine.view, offset()),
    setView: ({ s, x, y }: HarnessView) => engine.setView({ scale: s, x: x - offset().left, y: y - offset().top }),
    boxes,
    box,
    count: () => model()?.document.order.length ?? 0,
    selected: () => {
      const id = model()?.snapshot.session.selected ?? null
      return id !== null && /^\d+$/.test(id) ? Number(id) : -1
    },
    /** What would be sent, by id: what a bench of hands compares before and after each gesture. */
    geometries: () => [...(model()?.document.regions ?? [])].map(([id, { geometry }]) => [id, geometry] as const),
    /** What was written into each region, in the order of the list; empty where nothing was. */
    texts: () =>
      (model()?.document.order ?? []).map((id) => model()?.document.regions.get(id)?.transcript?.value ?? ""),
    /** Where the regions are drawn: compared with the hand-written page, pixel by pixel. */
    regions: () => engine.painter.layers?.static.element,
    /** What an eye sees of the handles: one is enlarged under the pointer. */
    seesHandle: () => engine.reach.grown !== null,
    beforeDraw: () => context.run("tool.box"),
    afterDraw: () => context.run("tool.select"),
    submit: () => store.submit(),
  }
  if (new URLSearchParams(window.location.search).get("loupe") === "0") context.ui.setState({ loupe: false })
  void whenPainted(context, asked.n).then(async () => {
    const mount = performance.now() - started
    // For the gestures that follow; not a part of the first render.
    context.run("tool.select")
    await frame()
    await frame()
    window.__ready = { mount }
  })
}

function toClient(view: View, { left, top }: DOMRect): HarnessView {
  return { s: view.scale, x: view.x + left, y: view.y + top }
}

/** Picture and boxes are drawn, and the frame after the one that carries them has begun. */
async function whenPainted({ engine, store }: TaskContext, n: number): Promise<void> {
  const there = () => store.snapshot.picture === "ready" && engine.scene.count >= n
  let begunMs = 0
  const drawnMs = () => Math.max(drawnAtMs("image-first-pixel"), n > 0 ? drawnAtMs("boxes-first-paint") : 0)
  while (!there() || drawnMs() >= begunMs) begunMs = await frame()
}

function drawnAtMs(mark: string): number {
  return performance.getEntriesByName(`justesse:${mark}`).at(-1)?.startTime ?? Infinity
}

/** Resolves when the next frame begins, with the time of its beginning. */
function frame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve))
}
