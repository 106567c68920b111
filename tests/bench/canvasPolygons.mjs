// Polygons by hand: canvas 2D and nothing else, the least that draws what the task page draws of them. `?n=&points=`
// A page of the canvas bench, beside the shared one for boxes; it stands by itself and knows nothing of the studio.
import Flatbush from "flatbush"

const query = new URLSearchParams(location.search)
const [n, points] = [Number(query.get("n") ?? 1_000), Number(query.get("points") ?? 50)]
const [width, height, viewWidth, viewHeight] = [4_000, 3_000, 1_280, 800]
/** The studio's own colours of the first eight labels. */
const COLORS = query.get("colors").split(",")

/** mulberry32, as in the shared bench. */
function random(seed) {
  let s = seed | 0
  return () => {
    s = (s + 0x6d2b79f5) | 0
    let t = Math.imul(s ^ (s >>> 15), 1 | s)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** The boxes of the shared bench, and in each an outline: on its ellipse, each point up to a fifth nearer to the middle. */
function makePolygons() {
  const [box, ring] = [random(7), random(8)]
  const base = Math.max(8, Math.min(260, Math.sqrt((width * height) / n) * 0.7))
  return Array.from({ length: n }, (_, id) => {
    const w = Math.round(base * (0.5 + box()))
    const h = Math.round(base * (0.5 + box()))
    const left = Math.round(box() * (width - w))
    const top = Math.round(box() * (height - h))
    const c = Math.floor(box() * 8)
    const xs = new Float64Array(points)
    const ys = new Float64Array(points)
    for (let i = 0; i < points; i++) {
      const angle = (2 * Math.PI * i) / points
      const far = 0.8 + 0.2 * ring()
      xs[i] = left + (w / 2) * (1 + far * Math.cos(angle))
      ys[i] = top + (h / 2) * (1 + far * Math.sin(angle))
    }
    const [x, y] = [Math.min(...xs), Math.min(...ys)]
    return { id, xs, ys, c, x, y, w: Math.max(...xs) - x, h: Math.max(...ys) - y }
  })
}

function indexOf(polygons) {
  const tree = new Flatbush(polygons.length)
  for (const { x, y, w, h } of polygons) tree.add(x, y, x + w, y + h)
  tree.finish()
  return tree
}

function isInside({ xs, ys }, x, y) {
  let inside = false
  for (let i = 0, j = xs.length - 1; i < xs.length; j = i++)
    if (ys[i] > y !== ys[j] > y && x < ((xs[j] - xs[i]) * (y - ys[i])) / (ys[j] - ys[i]) + xs[i]) inside = !inside
  return inside
}

function trace(ctx, { xs, ys }, { s, x, y }) {
  ctx.beginPath()
  ctx.moveTo(x + xs[0] * s, y + ys[0] * s)
  for (let i = 1; i < xs.length; i++) ctx.lineTo(x + xs[i] * s, y + ys[i] * s)
  ctx.closePath()
}

const frame = () => new Promise((done) => requestAnimationFrame(done))
const bitmap = await createImageBitmap(await (await fetch("img4000.jpg")).blob())
const polygons = makePolygons()
const started = performance.now()
let tree = indexOf(polygons)
let view = { s: Math.min(viewWidth / width, viewHeight / height), x: 0, y: 0 }
view.x = (viewWidth - width * view.s) / 2
view.y = (viewHeight - height * view.s) / 2
let [selected, mode, start, draft, queued] = [-1, null, null, null, false]
const drawn = []
const dirty = { image: true, regions: true, top: true }
const root = document.getElementById("root")
root.style.cssText = `position:relative;width:${viewWidth}px;height:${viewHeight}px;overflow:hidden`
const [image, regions, top] = [false, true, true].map((alpha) => {
  const canvas = document.createElement("canvas")
  canvas.width = viewWidth
  canvas.height = viewHeight
  canvas.style.cssText = "position:absolute;left:0;top:0"
  root.append(canvas)
  return canvas.getContext("2d", { alpha })
})

function paintImage() {
  image.fillRect(0, 0, viewWidth, viewHeight)
  image.drawImage(bitmap, view.x, view.y, width * view.s, height * view.s)
}

/** The selected one stays where it is until it is moved: that is how the task page draws it. */
function paintRegions() {
  const { s, x, y } = view
  regions.clearRect(0, 0, viewWidth, viewHeight)
  regions.lineWidth = 1.5
  const byColor = COLORS.map(() => [])
  for (const id of tree.search(-x / s, -y / s, (viewWidth - x) / s, (viewHeight - y) / s))
    if (mode !== "drag" || id !== selected) byColor[polygons[id].c].push(polygons[id])
  byColor.forEach((list, c) => {
    regions.strokeStyle = COLORS[c]
    regions.fillStyle = COLORS[c]
    for (const polygon of list) {
      if (polygon.w * s < 3 && polygon.h * s < 3) {
        regions.fillRect(x + polygon.x * s, y + polygon.y * s, 3, 3)
        continue
      }
      trace(regions, polygon, view)
      regions.stroke()
    }
  })
  for (const { left, over, across, down } of drawn) regions.strokeRect(x + left * s, y + over * s, across * s, down * s)
  paintLabels(byColor.flat())
}

/** The number on a dark ground over each that is large enough, 400 at most. */
function paintLabels(list) {
  const { s, x, y } = view
  regions.font = "11px sans-serif"
  for (const { id, c, ...polygon } of list.filter(({ w, h }) => w * s >= 36 && h * s >= 12).slice(0, 400)) {
    const [left, over] = [x + polygon.x * s, y + polygon.y * s - 18]
    regions.fillStyle = "rgba(28, 29, 31, .9)"
    regions.fillRect(left, over, 36, 16)
    regions.fillStyle = COLORS[c]
    regions.fillText(String(id + 1), left + 8, over + 12)
  }
}

function paintTop() {
  const { s, x, y } = view
  top.clearRect(0, 0, viewWidth, viewHeight)
  top.lineWidth = 2
  top.strokeStyle = "#fff"
  if (draft) top.strokeRect(x + draft.left * s, y + draft.over * s, draft.across * s, draft.down * s)
  else if (selected >= 0) {
    trace(top, polygons[selected], view)
    top.stroke()
  }
}

function paint() {
  queued = false
  if (dirty.image) paintImage()
  if (dirty.regions) paintRegions()
  if (dirty.top) paintTop()
  dirty.image = dirty.regions = dirty.top = false
}

function ask(...layers) {
  for (const layer of layers) dirty[layer] = true
  if (queued) return
  queued = true
  requestAnimationFrame(paint)
}

function setView(next) {
  view = next
  ask("image", "regions", "top")
}

function hit(clientX, clientY) {
  const [x, y] = [(clientX - view.x) / view.s, (clientY - view.y) / view.s]
  let [best, area] = [-1, Infinity]
  for (const id of tree.search(x, y, x, y)) {
    const { w, h } = polygons[id]
    if (w * h < area && isInside(polygons[id], x, y)) [best, area] = [id, w * h]
  }
  return best
}

function moveSelected(dx, dy) {
  const polygon = polygons[selected]
  polygon.x += dx
  polygon.y += dy
  for (let i = 0; i < polygon.xs.length; i++) {
    polygon.xs[i] += dx
    polygon.ys[i] += dy
  }
}

const onWheel = (event) => {
  event.preventDefault()
  const { s, x, y } = view
  if (!event.ctrlKey) return setView({ s, x: x - event.deltaX, y: y - event.deltaY })
  const by = Math.exp(-event.deltaY / 500)
  setView({ s: s * by, x: event.clientX - (event.clientX - x) * by, y: event.clientY - (event.clientY - y) * by })
}
root.addEventListener("wheel", onWheel, { passive: false })
root.addEventListener("pointerdown", ({ clientX, clientY }) => {
  start = [clientX, clientY]
  selected = hit(clientX, clientY)
  mode = selected >= 0 ? "press" : "draw"
  if (mode === "draw")
    draft = { left: (clientX - view.x) / view.s, over: (clientY - view.y) / view.s, across: 0, down: 0 }
  ask("top")
})
root.addEventListener("pointermove", ({ clientX, clientY }) => {
  if (!mode) return
  if (mode === "press") {
    mode = "drag"
    ask("regions")
  }
  const [dx, dy] = [(clientX - start[0]) / view.s, (clientY - start[1]) / view.s]
  start = [clientX, clientY]
  if (mode === "drag") moveSelected(dx, dy)
  else {
    draft.across += dx
    draft.down += dy
  }
  ask("top")
})
root.addEventListener("pointerup", () => {
  if (mode === "drag") tree = indexOf(polygons)
  if (mode === "draw" && draft.across > 2) drawn.push(draft)
  ask("top", ...(mode === "press" ? [] : ["regions"]))
  draft = null
  mode = null
})

paint()
window.__cand = {
  cx: viewWidth / 2,
  cy: viewHeight / 2,
  view: () => view,
  setView,
  count: () => polygons.length + drawn.length,
  selected: () => selected,
  box: (id) => polygons[id],
  boxes: polygons,
  /** Where the regions are drawn: compared with the product's, pixel by pixel. */
  regions: () => regions.canvas,
}
await frame()
await frame()
window.__ready = { mount: performance.now() - started }
