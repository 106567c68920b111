import { join } from "node:path"
import type { Browser, BrowserContext, Page } from "playwright-core"

/** What measure.js of the shared bench gives for a row of events; times in milliseconds. */
export interface Row {
  readonly n: number
  readonly p50: number
  readonly p95: number
  readonly max: number
  /** CPU milliseconds an event, over all processes of the browser. */
  readonly cpu: number
  /** Selections that hit what was clicked; regions that were added. */
  readonly ok?: number
}

/** One page, all gestures once. */
export interface Run {
  /** Data and picture in memory to all boxes painted, milliseconds. */
  readonly mount: number
  readonly pan: Row
  readonly zoom: Row
  readonly draw: Row
  readonly select: Row
  readonly drag: Row
}

export type Gesture = Exclude<keyof Run, "mount">

/** Flags of the shared bench: frames as fast as they come, software drawing, nothing in the background. */
export const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-frame-rate-limit",
  "--disable-gpu-vsync",
  "--enable-precise-memory-info",
  "--js-flags=--expose-gc",
]

/** A browser that uses no more than this of 150 ms is at rest. */
const CALM_MS = 15

/** A fresh visit of a page of the bench; `measure` is the folder of measure.js. */
async function open(browser: Browser, url: string, measure: string): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  await page.addInitScript({ path: join(measure, "measure.js") })
  await page.goto(url, { waitUntil: "commit" })
  await page.waitForFunction("window.__ready && window.__cand", null, { polling: 20 })
  return { context, page }
}

/** Waits until the browser does nothing any more, such as decoding the pictures of the next tasks. */
async function rest(page: Page, cpuMs: () => Promise<number>): Promise<void> {
  for (let i = 0, calm = 0, before = await cpuMs(); i < 20 && calm < 2; i++) {
    await page.waitForTimeout(150)
    const now = await cpuMs()
    calm = now - before <= CALM_MS ? calm + 1 : 0
    before = now
  }
}

/** Plays the gestures of the shared bench, in its order and by its rules, and checks that they did what they should. */
export async function playGestures(browser: Browser, url: string, measure: string): Promise<Run> {
  const { context, page } = await open(browser, url, measure)
  const session = await browser.newBrowserCDPSession()
  const cpuMs = async () => {
    const { processInfo } = await session.send("SystemInfo.getProcessInfo")
    return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0) * 1_000
  }
  const timed = async (script: string): Promise<Row> => {
    const before = await cpuMs()
    const row = await page.evaluate<Omit<Row, "cpu">>(script)
    const cpu = ((await cpuMs()) - before) / row.n
    await rest(page, cpuMs)
    return { ...row, cpu }
  }
  try {
    const mount = await page.evaluate<number>("__ready.mount")
    await rest(page, cpuMs)
    const pan = await timed("__measure.pan()")
    const zoom = await timed("__measure.zoom()")
    const { lonely, empty } = await page.evaluate<Places>(PLACES)
    if (lonely.length < 2 || !empty) throw new Error(`${url}: too few boxes stand alone.`)
    await page.evaluate(`__cand.drawAt = () => ${JSON.stringify(empty)}`)
    const draw = await timed("__measure.draw(30, __cand.drawOpts || {})")
    if (draw.ok !== 1) throw new Error(`${url}: drawing one box added ${draw.ok}.`)
    const select = await timed(`__measure.select(${JSON.stringify(lonely.slice(1, 12))}.map((id) => __cand.boxes[id]))`)
    const first = `__cand.box(${lonely[0]}).x`
    const x = await page.evaluate<number>(first)
    const drag = await timed(`__measure.drag(__cand.boxes[${lonely[0]}], 30)`)
    if ((await page.evaluate<number>(first)) === x) throw new Error(`${url}: the box that was dragged did not move.`)
    return { mount, pan, zoom, draw, select, drag }
  } finally {
    await session.detach()
    await context.close()
  }
}

/** The JS heap after a forced collection, in megabytes. */
export async function heapMb(browser: Browser, url: string, measure: string): Promise<number> {
  const { context, page } = await open(browser, url, measure)
  try {
    await page.waitForTimeout(1_000)
    const session = await context.newCDPSession(page)
    await session.send("HeapProfiler.collectGarbage")
    return (await session.send("Runtime.getHeapUsage")).usedSize / 1e6
  } finally {
    await context.close()
  }
}

/** Views at which polygons are compared: the whole picture, and twice as near at a place of its own. Client pixels. */
const COMPARED_VIEWS = [
  { s: 0.24, x: 40, y: 60 },
  { s: 0.48, x: -420.5, y: -310.25 },
]
/** A channel that differs by more is seen; a line that lies between two pixels is rounded either way. */
const CHANNEL_MAX = 16

/** The regions of two pages side by side: of the pixels that either draws, the share that differs, at the worst view. */
export async function differingShare(browser: Browser, one: string, other: string, measure: string): Promise<number> {
  const opened = [await open(browser, one, measure), await open(browser, other, measure)]
  try {
    let worst = 0
    for (const view of COMPARED_VIEWS) {
      const [a = [], b = []] = await Promise.all(
        opened.map(async ({ page }) => {
          await page.evaluate(`__cand.setView(${JSON.stringify(view)})`)
          await page.waitForTimeout(400)
          return page.evaluate<number[]>(PIXELS)
        }),
      )
      let [drawn, differing] = [0, 0]
      for (let at = 0; at < a.length; at += 4) {
        if (a[at + 3] === 0 && b[at + 3] === 0) continue
        drawn++
        // What is seen of a channel: as much as it covers.
        const seen = (pixels: readonly number[], part: number) =>
          ((pixels[at + part] ?? 0) * (pixels[at + 3] ?? 0)) / 255
        if ([0, 1, 2].some((part) => Math.abs(seen(a, part) - seen(b, part)) > CHANNEL_MAX)) differing++
      }
      if (drawn < 10_000) throw new Error(`Only ${drawn} pixels of regions at ${JSON.stringify(view)}.`)
      worst = Math.max(worst, differing / drawn)
    }
    return worst
  } finally {
    for (const { context } of opened) await context.close()
  }
}

/** What is drawn of the regions in 800 by 600 pixels that both pages show. */
const PIXELS = `(() => {
  const canvas = __cand.regions(), { left, top } = canvas.getBoundingClientRect()
  return [...canvas.getContext("2d").getImageData(100 - left, 100 - top, 800, 600).data]
})()`

interface Places {
  readonly lonely: readonly number[]
  readonly empty: readonly [number, number] | null
}

/** Boxes near the middle of the view whose own middle lies in no other, and a place where there is none: run.mjs's rules. */
const PLACES = `(() => {
  const c = __cand, v = c.view(), lonely = []
  const meets = (o, x, y, side, above) => x >= o.x - side && x <= o.x + o.w + side && y >= o.y - above && y <= o.y + o.h + side
  for (const b of c.boxes) {
    const x = b.x + b.w / 2, y = b.y + b.h / 2
    const px = v.x + x * v.s, py = v.y + y * v.s
    if (px < c.cx - 250 || px > c.cx + 250 || py < c.cy - 200 || py > c.cy + 200) continue
    if (c.boxes.filter((o) => meets(o, x, y, 2, 40)).length === 1) lonely.push(b.id)
    if (lonely.length > 14) break
  }
  for (let y = c.cy - 150; y < c.cy + 150; y += 6)
    for (let x = c.cx - 200; x < c.cx + 200; x += 6) {
      const at = [(x - v.x) / v.s, (y - v.y) / v.s]
      if (!c.boxes.some((o) => meets(o, at[0], at[1], 4, 40))) return { lonely, empty: [x, y] }
    }
  return { lonely, empty: null }
})()`
