import type { Browser, Page } from "playwright-core"

/** What the page counts about itself, and what React and the document say independently of it. */
export interface Counted {
  readonly reactCommits: number
  /** Commits of every React root, as React itself reports them to its tools. */
  readonly everyCommit: number
  readonly staticDraws: number
  readonly activeDraws: number
  readonly indexRebuilds: number
}

/** P7 for one number of boxes. Draws and commits are of 60 frames of each gesture. */
export interface Played {
  readonly select: Counted
  readonly hover: Counted
  readonly drag: Counted
  readonly drop: Counted
  readonly draw: Counted
  readonly pan: Counted
  readonly zoom: Counted
  /** Elements of the canvas with what lies over it, with a region selected. */
  readonly elements: number
  /** The most labels of one frame, from the whole picture to four times its size. */
  readonly labelsMost: number
  /** The most list rows in the document, at the list's start and in its middle. */
  readonly rowsMost: number
  /** How far the gestures really went: image pixels of the box, screen pixels of the view, boxes that were added. */
  readonly moved: number
  readonly panned: number
  readonly added: number
}

/** The drag's moves: two pixels to the right and one down, each. */
export const MOVES = 60

/** Runs before the page's own scripts: React calls this hook at each commit, also in production. */
const COMMIT_HOOK = `
window.__commits = 0
window.__REACT_DEVTOOLS_GLOBAL_HOOK__ = {
  supportsFiber: true, inject: () => 1,
  onCommitFiberRoot: () => { window.__commits++ }, onCommitFiberUnmount() {}, onPostCommitFiberRoot() {},
}
window.__frame = () => new Promise((done) => requestAnimationFrame(done))
window.__still = async () => { await new Promise((done) => setTimeout(done, 250)); await __frame(); await __frame() }
`

/** Plays P7 of the canvas goals on the bench page with real mouse input, and counts. */
export async function playCounters(browser: Browser, origin: string, boxes: number): Promise<Played> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  try {
    const page = await context.newPage()
    await page.addInitScript(COMMIT_HOOK)
    await page.goto(`${origin}/bench/canvas?n=${boxes}&seed=7`)
    await page.waitForFunction("window.__ready")
    await page.evaluate("__still()")
    return await play(page)
  } finally {
    await context.close()
  }
}

async function play(page: Page): Promise<Played> {
  const { id, x, y } = await page.evaluate<{ id: number; x: number; y: number }>(LONELY_BOX)
  const boxAt = () => page.evaluate<{ x: number; y: number }>(`__cand.box(${id})`)
  const selected = () => page.evaluate<number>("__cand.selected()")

  await page.mouse.move(x, y)
  await page.evaluate("__still()")
  const hover = await counting(page, () => moves(page, x, y, 0.02))
  // Small boxes are left by the hovering already.
  await page.mouse.move(x, y)
  await page.evaluate("__still()")
  const select = await counting(page, async () => {
    await page.mouse.down()
    await page.evaluate("__still()")
  })
  if ((await selected()) !== id) throw new Error(`Box ${id} was pressed, ${await selected()} is selected.`)

  // The start of the drag, past what still counts as a click, is not one of its moves.
  await page.mouse.move(x + 10, y + 5)
  await page.evaluate("__still()")
  const from = await boxAt()
  const drag = await counting(page, () => moves(page, x + 10, y + 5, 1))
  const drop = await counting(page, async () => {
    await page.mouse.up()
    await page.evaluate("__still()")
  })
  const moved = (await boxAt()).x - from.x
  await saved(page)
  const elements = await page.evaluate<number>(ELEMENTS)
  const { draw, added } = await playDraw(page)
  const pan = await counting(page, () => page.evaluate(PAN))
  const panned = await page.evaluate<number>("__panned")
  await page.evaluate("__still()")
  const zoom = await counting(page, () => page.evaluate(ZOOM))
  const labelsMost = await page.evaluate<number>("__labels")
  const rowsMost = await page.evaluate<number>(MOST_ROWS)
  return { hover, select, drag, drop, draw, pan, zoom, elements, labelsMost, rowsMost, moved, panned, added }
}

async function playDraw(page: Page): Promise<{ draw: Counted; added: number }> {
  const before = await page.evaluate<number>("__cand.count()")
  await page.evaluate("__cand.beforeDraw()")
  const [x, y] = await page.evaluate<[number, number]>("[__cand.cx - 160, __cand.cy - 120]")
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x + 10, y + 5)
  await page.evaluate("__still()")
  const draw = await counting(page, () => moves(page, x + 10, y + 5, 1))
  await page.mouse.up()
  await page.evaluate("__still()")
  const added = (await page.evaluate<number>("__cand.count()")) - before
  await page.evaluate("__cand.afterDraw()")
  await saved(page)
  return { draw, added }
}

/** The draft is sent, and the page says so: that word is a commit of its own, and belongs to no gesture. */
async function saved(page: Page): Promise<void> {
  await page
    .getByRole("status")
    .filter({ hasText: /^Saved$/ })
    .waitFor()
  await page.evaluate("__still()")
}

/** 60 moves of the mouse, each of them in a frame of its own. */
async function moves(page: Page, x: number, y: number, stride: number): Promise<void> {
  for (let i = 1; i <= MOVES; i++) {
    await page.mouse.move(x + 2 * i * stride, y + i * stride)
    await page.evaluate("__frame().then(__frame)")
  }
}

async function counting(page: Page, act: () => Promise<unknown>): Promise<Counted> {
  const read = () => page.evaluate<Counted>("({ ...__justesse, everyCommit: __commits })")
  const before = await read()
  await act()
  const after = await read()
  return {
    reactCommits: after.reactCommits - before.reactCommits,
    everyCommit: after.everyCommit - before.everyCommit,
    staticDraws: after.staticDraws - before.staticDraws,
    activeDraws: after.activeDraws - before.activeDraws,
    indexRebuilds: after.indexRebuilds - before.indexRebuilds,
  }
}

/** A box near the middle whose own middle lies in no other box. */
const LONELY_BOX = `(() => {
  const { s, x: left, y: top } = __cand.view()
  const inside = (o, x, y) => x >= o.x - 4 / s && x <= o.x + o.w + 4 / s && y >= o.y - 4 / s && y <= o.y + o.h + 4 / s
  for (const box of __cand.boxes) {
    const x = box.x + box.w / 2, y = box.y + box.h / 2
    const at = { id: box.id, x: left + x * s, y: top + y * s }
    if (Math.abs(at.x - __cand.cx) > 250 || Math.abs(at.y - __cand.cy) > 200) continue
    if (__cand.boxes.filter((other) => inside(other, x, y)).length === 1) return at
  }
  throw new Error("no box stands alone")
})()`

/** The document's own count. */
const ELEMENTS = `document.querySelector("[role=img]").parentElement.querySelectorAll("*").length`

/** One wheel event a frame, from inside the page: slower frames then only make it last longer. */
const WHEEL = `const wheel = (deltaX, deltaY, ctrlKey) => document.elementFromPoint(__cand.cx, __cand.cy).dispatchEvent(
  new WheelEvent("wheel", { bubbles: true, cancelable: true, clientX: __cand.cx, clientY: __cand.cy, deltaX, deltaY, ctrlKey }))`

const PAN = `(async () => {
  ${WHEEL}
  const from = __cand.view().x
  window.__panned = 0
  for (let i = 0; i < ${MOVES}; i++) {
    await __frame()
    wheel(i < 30 ? 8 : -8, i < 30 ? 5 : -5, false)
    __panned = Math.max(__panned, from - __cand.view().x)
  }
  await __frame()
})()`

const ZOOM = `(async () => {
  ${WHEEL}
  window.__labels = __justesse.labelsDrawn
  for (let i = 0; i < ${MOVES}; i++) {
    await __frame()
    wheel(0, -24, true)
    __labels = Math.max(__labels, __justesse.labelsDrawn)
  }
  await __frame()
  __labels = Math.max(__labels, __justesse.labelsDrawn)
})()`

const MOST_ROWS = `(async () => {
  const rows = () => document.querySelectorAll("li").length
  const list = [...document.querySelectorAll("ul")].find((ul) => ul.parentElement.scrollHeight > ul.parentElement.clientHeight)
  let most = rows()
  if (list) {
    list.parentElement.scrollTop = list.parentElement.scrollHeight / 2
    await __still()
    most = Math.max(most, rows())
  }
  return most
})()`
