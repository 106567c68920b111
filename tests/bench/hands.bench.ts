// needs: studio, chromium
import { loadavg } from "node:os"
import { join } from "node:path"
import type { Shape } from "@justesse/types"
import { type CDPSession, chromium, type Page } from "playwright-core"
import { BUNDLES } from "../support/places.ts"
import { serveFolders } from "./canvasSite.ts"

/**
 * Scripted hands on the real task page with the box tool in hand: `npm run bench -- hands [gestures] [seed]`. In dense scenes, at
 * 25 to 400 per cent, with mouse, pen and touch and a tremor of 3 px, boxes are begun 0 to 12 px from other regions, and a
 * quarter of the gestures of mouse and pen is meant to pull a handle of the box just drawn without changing the tool. A hand
 * looks before it presses: with an enlarged handle under the pointer it draws only after Escape, and pulls only then. A gesture
 * is misread when the document differs from the one meant. A finger has no pointer that could be over a handle before it
 * presses: it only draws. One JSON object a line; fails with any misread gesture, or with fewer than 2,000.
 */
const gestures = Number(process.argv[2] ?? 2_000)
const seed = Number(process.argv[3] ?? 11)
const SIZE = { width: 4_000, height: 3_000 }
const REGIONS = 400
const TREMOR_PX = 3
/** A hand that finds no enlarged handle where it aimed tries again so often. */
const TRIES = 4

type Pointer = "mouse" | "pen" | "touch"
interface At {
  readonly x: number
  readonly y: number
}
interface Bounds extends At {
  readonly width: number
  readonly height: number
}

let state = seed | 0
/** mulberry32: the same seed plays the same gestures. */
function random(most = 1): number {
  state = (state + 0x6d2b79f5) | 0
  let t = Math.imul(state ^ (state >>> 15), 1 | state)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return (((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * most
}
const between = (low: number, high: number) => low + random(high - low)
const pick = <T>(list: readonly T[]): T => {
  const one = list[Math.floor(random(list.length))]
  if (one === undefined) throw new Error("nothing to pick from")
  return one
}
const trembling = ({ x, y }: At): At => {
  const [angle, away] = [random(2 * Math.PI), random(TREMOR_PX)]
  return { x: x + away * Math.cos(angle), y: y + away * Math.sin(angle) }
}

/** The pointer of one kind, through the browser's own input. */
class Hand {
  readonly #cdp: CDPSession
  readonly #kind: Pointer

  constructor(cdp: CDPSession, kind: Pointer) {
    this.#cdp = cdp
    this.#kind = kind
  }

  async move(to: At, isDown = false): Promise<void> {
    if (this.#kind === "touch") return isDown ? this.#touch("touchMove", [to]) : undefined
    await this.#mouse("mouseMoved", to, isDown)
  }

  async press(at: At): Promise<void> {
    if (this.#kind === "touch") await this.#touch("touchStart", [at])
    else await this.#mouse("mousePressed", at, true)
  }

  async release(at: At): Promise<void> {
    if (this.#kind === "touch") await this.#touch("touchEnd", [])
    else await this.#mouse("mouseReleased", at, false)
  }

  async #mouse(type: "mouseMoved" | "mousePressed" | "mouseReleased", { x, y }: At, isDown: boolean): Promise<void> {
    await this.#cdp.send("Input.dispatchMouseEvent", {
      ...{ type, x, y, buttons: isDown ? 1 : 0, clickCount: type === "mouseMoved" ? 0 : 1 },
      ...{
        button: type === "mouseMoved" && !isDown ? "none" : "left",
        pointerType: this.#kind === "pen" ? "pen" : "mouse",
      },
    })
  }

  async #touch(type: "touchStart" | "touchMove" | "touchEnd", touchPoints: readonly At[]): Promise<void> {
    await this.#cdp.send("Input.dispatchTouchEvent", { type, touchPoints: [...touchPoints] })
  }
}

/** What the page tells a bench; see `expose.ts`. */
const ask = <R>(page: Page, question: string): Promise<R> => page.evaluate<R>(question)

/** What the hand sees once everything is drawn. */
const seesHandle = (page: Page) =>
  ask<boolean>(
    page,
    "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(window.__cand.seesHandle()))))",
  )

interface Changed {
  readonly id: string
  readonly was: Shape | null
  readonly now: Shape | null
}

/** The regions that differ from the last time this was asked. A document's values are never changed in place. */
const changes = (page: Page) =>
  ask<Changed[]>(
    page,
    `(() => {
      const now = new Map(window.__cand.geometries())
      const was = window.__was ?? now
      window.__was = now
      return [...new Set([...was.keys(), ...now.keys()])]
        .filter((id) => was.get(id) !== now.get(id) && JSON.stringify(was.get(id)) !== JSON.stringify(now.get(id)))
        .map((id) => ({ id, was: was.get(id) ?? null, now: now.get(id) ?? null }))
    })()`,
  )

function boxOf(shape: Shape | null | undefined): Bounds | null {
  return shape?.type === "box" ? shape : null
}

/** The handle of a box on the screen: shares of its width and height. */
const HANDLES = [0, 0.5, 1]
  .flatMap((x) => [0, 0.5, 1].map((y) => ({ x, y })))
  .filter(({ x, y }) => x !== 0.5 || y !== 0.5)

/** A view somewhere in the scene, between 25 and 400 per cent. */
async function look(page: Page, canvas: Bounds): Promise<void> {
  const scale = 2 ** between(-2, 2)
  const x = between(0.2, 0.8) * SIZE.width
  const y = between(0.2, 0.8) * SIZE.height
  const view = { s: scale, x: canvas.x + canvas.width / 2 - x * scale, y: canvas.y + canvas.height / 2 - y * scale }
  await ask(page, `window.__cand.setView(${JSON.stringify(view)})`)
}

interface Outcome {
  readonly meant: "draw" | "pull"
  readonly misread: string | null
  readonly escapes: number
  /** The box that was drawn. */
  readonly id: string | null
}
interface View extends At {
  readonly s: number
}

const tell = (changed: readonly Changed[]) =>
  `${changed.length} changed, ${changed.filter(({ was }) => was === null).length} more`

/** Presses where it looked: an enlarged handle there is not what somebody who draws wants to press. */
async function draw(page: Page, hand: Hand, view: View, from: At, to: At): Promise<Outcome> {
  const rest = trembling(from)
  await hand.move({ x: rest.x - 30, y: rest.y - 25 })
  await hand.move(rest)
  let escapes = 0
  if (await seesHandle(page)) {
    await page.keyboard.press("Escape")
    escapes++
    if (await seesHandle(page)) return { meant: "draw", misread: "Escape leaves a handle", escapes, id: null }
  }
  const end = trembling(to)
  await hand.press(rest)
  if (random() < 0.5) {
    await hand.move({ x: (rest.x + end.x) / 2, y: (rest.y + end.y) / 2 }, true)
    await hand.move(end, true)
    await hand.release(end)
  } else {
    // A click that trembles is a click still; the other corner is a click of its own.
    const near = { x: rest.x + between(-2, 2), y: rest.y + between(-2, 2) }
    await hand.move(near, true)
    await hand.release(near)
    await hand.move(end)
    await hand.press(end)
    await hand.release(end)
  }
  const changed = await changes(page)
  const [one] = changed
  const made = boxOf(one?.now)
  if (changed.length !== 1 || !one || one.was || !made)
    return { meant: "draw", misread: tell(changed), escapes, id: null }
  const wanted = {
    x: (Math.min(rest.x, end.x) - view.x) / view.s,
    y: (Math.min(rest.y, end.y) - view.y) / view.s,
    width: Math.abs(end.x - rest.x) / view.s,
    height: Math.abs(end.y - rest.y) / view.s,
  }
  const off = Math.max(...(["x", "y", "width", "height"] as const).map((key) => Math.abs(made[key] - wanted[key])))
  const isThere = off * view.s <= 1
  return { meant: "draw", misread: isThere ? null : `${Math.round(off * view.s)} px beside`, escapes, id: one.id }
}

/** Aims at a handle of the box just drawn until it is seen enlarged, and pulls it. Null where there is no room to do it. */
async function pull(
  page: Page,
  hand: Hand,
  view: View,
  { id, box }: { readonly id: string; readonly box: Bounds },
  canvas: Bounds,
): Promise<Outcome | null> {
  const share = pick(HANDLES)
  const at = { x: view.x + (box.x + share.x * box.width) * view.s, y: view.y + (box.y + share.y * box.height) * view.s }
  if (!isInside(at, canvas, 60)) return null
  const by = { x: between(12, 40) * (random() < 0.5 ? -1 : 1), y: between(12, 40) * (random() < 0.5 ? -1 : 1) }
  let rest = at
  let sees = false
  for (let tries = 0; tries < TRIES && !sees; tries++) {
    const [angle, away] = [random(2 * Math.PI), between(25, 60)]
    await hand.move({ x: at.x + away * Math.cos(angle), y: at.y + away * Math.sin(angle) })
    rest = trembling(at)
    await hand.move(rest)
    sees = await seesHandle(page)
  }
  if (!sees) return { meant: "pull", misread: "no handle is enlarged", escapes: 0, id }
  await hand.press(rest)
  const end = { x: rest.x + by.x, y: rest.y + by.y }
  await hand.move({ x: rest.x + by.x / 2, y: rest.y + by.y / 2 }, true)
  await hand.move(end, true)
  await hand.release(end)
  const changed = await changes(page)
  const isRight = changed.length === 1 && changed[0]?.id === id && changed[0].was !== null && changed[0].now !== null
  return { meant: "pull", misread: isRight ? null : tell(changed), escapes: 0, id }
}

const isInside = ({ x, y }: At, { x: left, y: top, width, height }: Bounds, margin: number) =>
  x > left + margin && y > top + margin && x < left + width - margin && y < top + height - margin

/** Where the next box begins: 0 to 12 px inside or outside of some region's border, the one just drawn among them. */
function startNear(box: Bounds, view: View): At {
  const away = between(0, 12) * (random() < 0.6 ? 1 : -1)
  const [left, top] = [view.x + box.x * view.s, view.y + box.y * view.s]
  const [right, bottom] = [left + box.width * view.s, top + box.height * view.s]
  const along = random()
  const isCorner = random() < 0.4
  const [x, y] = [random() < 0.5, random() < 0.5]
  const atX = x ? right + away : left - away
  const atY = y ? bottom + away : top - away
  if (isCorner) return { x: atX, y: atY }
  return random() < 0.5 ? { x: atX, y: top + along * (bottom - top) } : { x: left + along * (right - left), y: atY }
}

const site = await serveFolders([BUNDLES.studio], join(BUNDLES.studio, "index.html"))
const browser = await chromium.launch({
  ...(process.env.CHROMIUM && { executablePath: process.env.CHROMIUM }),
  args: ["--no-sandbox", "--disable-gpu"],
})
const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, hasTouch: true })
const page = await context.newPage()
page.setDefaultTimeout(60_000)
await page.goto(`${site.origin}/bench/canvas?n=${REGIONS}&w=${SIZE.width}&h=${SIZE.height}&seed=${seed}&loupe=0`)
await page.waitForFunction("window.__ready && window.__cand", null, { polling: 50 })
await ask(page, "window.__cand.beforeDraw()")
const cdp = await context.newCDPSession(page)
const hands = { mouse: new Hand(cdp, "mouse"), pen: new Hand(cdp, "pen"), touch: new Hand(cdp, "touch") }
const canvas = await page.locator("[role=img]").boundingBox()
if (!canvas) throw new Error("there is no canvas")

const counts: Record<string, { gestures: number; misread: number; escapes: number }> = {}
const wrong: string[] = []
const started = performance.now()
let drawn: string | null = null
let kind: Pointer = "mouse"
await changes(page)
for (let done = 0, round = 0; done < gestures; round++) {
  if (round % 8 === 0) {
    await page.keyboard.press("Escape")
    await look(page, canvas)
    kind = pick(["mouse", "mouse", "mouse", "pen", "pen", "touch"] as const)
    drawn = null
  }
  const { view, boxes } = await ask<{ view: View; boxes: [string, Shape][] }>(
    page,
    "({ view: window.__cand.view(), boxes: window.__cand.geometries() })",
  )
  const last: Bounds | null = drawn === null ? null : boxOf(boxes.find(([id]) => id === drawn)?.[1])
  const wantsPull = kind !== "touch" && random() < 0.4
  let outcome: Outcome | null =
    wantsPull && last && drawn ? await pull(page, hands[kind], view, { id: drawn, box: last }, canvas) : null
  if (outcome === null) {
    const inSight = boxes.flatMap(([, shape]) => {
      const box = boxOf(shape)
      return box && isInside({ x: view.x + box.x * view.s, y: view.y + box.y * view.s }, canvas, 80) ? [box] : []
    })
    const near = last && random() < 0.5 ? last : inSight.length > 0 ? pick(inSight) : last
    const from = near ? startNear(near, view) : { x: canvas.x + canvas.width / 2, y: canvas.y + canvas.height / 2 }
    const to = {
      x: from.x + between(24, 110) * (from.x > canvas.x + canvas.width / 2 ? -1 : 1),
      y: from.y + between(24, 110) * (from.y > canvas.y + canvas.height / 2 ? -1 : 1),
    }
    // Nobody presses on the map to draw: a hand sees what lies over the picture.
    const isBare = await ask<boolean>(
      page,
      `${JSON.stringify([from, to])}.every(({ x, y }) => document.elementFromPoint(x, y)?.getAttribute("role") === "img")`,
    )
    if (!isBare || !isInside(from, canvas, 50) || !isInside(to, canvas, 50)) {
      await look(page, canvas)
      continue
    }
    outcome = await draw(page, hands[kind], view, from, to)
  }
  drawn = outcome.id
  done++
  const name = `${outcome.meant} by ${kind}`
  const count = (counts[name] ??= { gestures: 0, misread: 0, escapes: 0 })
  count.gestures++
  count.escapes += outcome.escapes
  if (outcome.misread === null) continue
  count.misread++
  wrong.push(`${name} at ${Math.round(100 * view.s)} %: ${outcome.misread}`)
  // What went wrong is not carried into the next gesture.
  await page.keyboard.press("Escape")
  await page.keyboard.press("Escape")
  await changes(page)
  drawn = null
}
const load = Math.round(100 * (loadavg()[0] ?? 0)) / 100
for (const [name, count] of Object.entries(counts)) console.log(JSON.stringify({ name, ...count, load }))
for (const line of wrong.slice(0, 20)) console.log(JSON.stringify({ name: "misread", line }))
const pulls = Object.entries(counts).reduce((sum, [name, one]) => sum + (name.startsWith("pull") ? one.gestures : 0), 0)
const ok = wrong.length === 0 && gestures >= 2_000
console.log(
  JSON.stringify({
    ...{ name: "hands", gestures, pulls, misread: wrong.length, goal: 0, ok },
    ...{ seconds: Math.round((performance.now() - started) / 1_000), load },
  }),
)
await browser.close()
await site.close()
if (!ok) process.exitCode = 1
