import { eventually } from "@justesse/db/testing/eventually"
import { boundsOfShape, ringsOf, type Shape, type ShapeName } from "@justesse/types"
import type { SentTask } from "@justesse/types/wire/work/history"
import type { Browser, Page } from "playwright-core"
import sharp from "sharp"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import type { Client } from "../support/client.ts"
import { jpeg } from "../support/pictures.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { DEFAULTS, ingestFiles, join, openProject, setUp } from "../support/studio.ts"
import { picture, regions } from "../support/taskPage.ts"

// Every shape drawn and changed by hand on the task page: by clicks, by handles, and by keys alone.

const SIZE = { width: 800, height: 600 }
const SHAPES = ["box", "rotatedBox", "polygon"] as const
/** Nobody begins without what a model found. */
const EVERYWHERE = { without: 0, solidFrom: 0.5 }

let browser: Browser
let server: Server
let owner: Client

beforeAll(async () => {
  browser = await openBrowser()
  server = await startServer({ demo: false })
  owner = await setUp(server)
  const pictures = await Promise.all([1, 2, 3, 4].map((number) => jpeg(number, SIZE.width, SIZE.height)))
  const settings = (shapes: readonly ShapeName[]) => ({
    ...DEFAULTS,
    settings: { ...DEFAULTS.settings, shapes: [...shapes] },
  })
  await openProject(owner, { slug: "shapes", kind: "boxes", overlap: 9, pictures }, settings(SHAPES))
  await openProject(owner, { slug: "corners", kind: "transcription", overlap: 9, pictures }, settings(["box", "quad"]))
  await openProject(owner, { slug: "plain", kind: "boxes", overlap: 9, pictures })
  await openProject(
    owner,
    { slug: "edges", kind: "boxes", overlap: 9, pictures: [await drawThings()] },
    settings(SHAPES),
  )
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

/** A sheet and a ball, whose edges are known. */
function drawThings(): Promise<Uint8Array> {
  const things = `<rect x="120" y="140" width="200" height="260" fill="#c8b48a"/><circle cx="560" cy="300" r="120" fill="#b0532e"/>`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="800" height="600"><rect width="800" height="600" fill="#5b6b70"/>${things}</svg>`
  return sharp(Buffer.from(svg)).jpeg({ quality: 92 }).toBuffer()
}

/** Somebody new on their first task; the pointer in pixels of the picture. */
async function newcomer(project: string, name: string) {
  const client = await join(owner, project, name, ["annotator"])
  const { page, errors } = await visit(browser)
  await signIn(page, server.origin, `${name.toLowerCase()}@justesse.example`)
  await page.goto(`${server.origin}/label/${project}`)
  await picture(page).waitFor()
  const frame = await picture(page).boundingBox()
  if (!frame) throw new Error("no picture")
  const scale = Math.min(frame.width / SIZE.width, frame.height / SIZE.height)
  const left = frame.x + (frame.width - SIZE.width * scale) / 2
  const top = frame.y + (frame.height - SIZE.height * scale) / 2
  const on = (x: number, y: number) => [left + x * scale, top + y * scale] as const
  const move = (x: number, y: number) => page.mouse.move(...on(x, y))
  const click = async (...places: readonly (readonly [number, number])[]) => {
    for (const place of places) await page.mouse.click(...on(...place))
  }
  const pull = async (from: readonly [number, number], to: readonly [number, number]) => {
    await move(...from)
    await frames(page)
    await page.mouse.down()
    await page.mouse.move(...on(...to), { steps: 5 })
    await page.mouse.up()
  }
  /** Sends the task and reads what arrived: the shapes, to whole pixels of the picture and degrees. */
  const send = async () => {
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Control+Enter")
    await page.getByText(/Sent/).first().waitFor()
    const { task } = await client.ask<{ task: SentTask | null }>("work.previous", { project, before: null })
    return (task?.body.regions ?? []).map(({ geometry, label }) => ({ label: `${label}`, shape: rounded(geometry) }))
  }
  return { client, page, errors, move, click, pull, send }
}

/** What is drawn by now is seen. */
const frames = (page: Page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))

function rounded(shape: Shape): unknown {
  return JSON.parse(JSON.stringify(shape), (_, value: unknown) =>
    typeof value === "number" ? Math.round(value) : value,
  ) as unknown
}
const ring = (...numbers: number[]) =>
  Array.from({ length: numbers.length / 2 }, (_, i) => ({ x: numbers[2 * i] ?? 0, y: numbers[2 * i + 1] ?? 0 }))

test("outlines and rotated boxes are drawn by clicks, and Enter closes an outline without sending it", async () => {
  const { page, errors, click, move, send } = await newcomer("shapes", "Ola")
  await page.keyboard.press("o")
  await click([200, 100], [400, 80], [500, 200], [470, 320], [100, 300])
  await page.keyboard.press("Backspace")
  await move(180, 300)
  await page.getByText("Enter or a click on the first point closes it").waitFor()
  await page.screenshot({ path: process.env["SHOT_OUTLINE"] ?? "/dev/null", type: "png" })
  await page.keyboard.press("Enter")
  await eventually(() => regions(page).count()).toBe(1)
  await page.keyboard.press("Enter")
  await page.getByText("Closed. Enter once more sends.").waitFor()
  await click([600, 400], [700, 420], [660, 500], [602, 402])
  await eventually(() => regions(page).count()).toBe(2)
  await page.keyboard.press("r")
  await page.keyboard.press("2")
  await click([550, 100], [650, 150])
  await move(630, 200)
  await page.screenshot({ path: process.env["SHOT_ROTATED"] ?? "/dev/null", type: "png" })
  await click([600, 236])
  await eventually(() => regions(page).count()).toBe(3)
  expect(await send()).toEqual([
    { label: "thing", shape: { type: "polygon", rings: [ring(200, 100, 400, 80, 500, 200, 470, 320)] } },
    { label: "thing", shape: { type: "polygon", rings: [ring(600, 400, 700, 420, 660, 500)] } },
    { label: "other", shape: { type: "rotatedBox", x: 522, y: 120, width: 112, height: 99, rotation: 27 } },
  ])
  expect(errors).toEqual([])
})

test("an outline is changed by its points: pulled, added, removed, moved by arrows, and each step is undone", async () => {
  const { page, errors, click, pull, send } = await newcomer("shapes", "Pia")
  await page.keyboard.press("o")
  await click([200, 100], [400, 100], [400, 300], [200, 300], [203, 103])
  await eventually(() => regions(page).count()).toBe(1)
  await page.keyboard.press("v")
  await pull([400, 300], [450, 350])
  await page.getByText("Point 3 of 4.").waitFor()
  await pull([300, 100], [300, 60])
  await page.getByText("Point 2 of 5.").waitFor()
  await page.keyboard.press("ArrowRight")
  await page.keyboard.press("Shift+ArrowUp")
  await page.screenshot({ path: process.env["SHOT_POINTS"] ?? "/dev/null", type: "png" })
  await page.keyboard.press("w")
  await page.getByText("Point 3 of 5.").waitFor()
  await page.keyboard.press("d")
  await page.getByText("Point 3 of 4.").waitFor()
  await page.keyboard.press("d")
  await page.getByText("Point 3 of 3.").waitFor()
  await page.keyboard.press("d")
  await page.getByText("An outline keeps at least three points").waitFor()
  await page.keyboard.press("Control+z")
  expect(await send()).toEqual([
    { label: "thing", shape: { type: "polygon", rings: [ring(200, 100, 301, 50, 450, 350, 200, 300)] } },
  ])
  expect(errors).toEqual([])
})

test("a rotated box is turned by its handle and by arrows, and pulled along its own sides", async () => {
  const { page, errors, click, pull, send } = await newcomer("shapes", "Rui")
  await page.keyboard.press("r")
  await click([300, 200], [500, 200], [400, 300])
  await eventually(() => regions(page).count()).toBe(1)
  await page.keyboard.press("v")
  await page.keyboard.down("Shift")
  await pull([400, 180], [470, 210])
  await page.keyboard.up("Shift")
  await page.screenshot({ path: process.env["SHOT_TURNED"] ?? "/dev/null", type: "png" })
  await page.keyboard.press("w")
  await page.keyboard.press("ArrowRight")
  await page.keyboard.press("Shift+ArrowLeft")
  const [sent] = await send()
  expect(sent?.shape).toMatchObject({ type: "rotatedBox", x: 300, y: 200, width: 200, height: 100 })
  const { rotation } = (sent?.shape ?? {}) as { rotation?: number }
  expect([31, 46, 61]).toContain(rotation)
  expect(errors).toEqual([])
})

test("with a drawing tool a handle that is seen enlarged is pulled; just after drawing a press there draws", async () => {
  const { page, errors, move, pull, send } = await newcomer("shapes", "Gus")
  await pull([200, 200], [300, 300])
  // The corner is under the pointer still: the next one starts exactly there.
  await pull([300, 300], [360, 360])
  await eventually(() => regions(page).count()).toBe(2)
  await move(500, 100)
  await pull([360, 360], [400, 380])
  await eventually(() => regions(page).count()).toBe(2)
  // Beside the handle, within the reach that it has for the select tool, a press draws.
  await move(500, 100)
  await pull([406, 386], [450, 450])
  await eventually(() => regions(page).count()).toBe(3)
  const box = (x: number, y: number, width: number, height: number) => ({
    label: "thing",
    shape: { type: "box", x, y, width, height },
  })
  expect(await send()).toEqual([box(200, 200, 100, 100), box(300, 300, 100, 80), box(406, 386, 44, 64)])
  expect(errors).toEqual([])
})

test("the keys alone draw: arrows move the crosshair, a tap on the space bar sets each point (found K1)", async () => {
  const { page, errors, send } = await newcomer("shapes", "Kim")
  await picture(page).focus()
  const press = async (key: string, times: number) => {
    for (let i = 0; i < times; i++) await page.keyboard.press(key)
  }
  await press("Shift+ArrowLeft", 10)
  await page.keyboard.press("Space")
  // What is said is what these keys do, not what a mouse would.
  await page.getByText("Arrows move the crosshair, ⇧ further; Space sets the point").waitFor()
  await press("Shift+ArrowRight", 6)
  await press("Shift+ArrowDown", 5)
  await page.keyboard.press("Space")
  await eventually(() => regions(page).count()).toBe(1)
  await page.keyboard.press("Escape")
  await page.keyboard.press("o")
  await press("Shift+ArrowRight", 5)
  await page.keyboard.press("Space")
  await press("Shift+ArrowRight", 4)
  await page.keyboard.press("Space")
  await press("Shift+ArrowUp", 4)
  await page.keyboard.press("Space")
  await page.keyboard.press("Enter")
  await eventually(() => regions(page).count()).toBe(2)
  const sent = await send()
  expect(sent.map(({ shape }) => (shape as Shape).type)).toEqual(["box", "polygon"])
  expect(errors).toEqual([])
})

test("a digit says beside the pointer what it did, Ctrl Z takes it back, and B with Shift changes what clicks mean", async () => {
  const { page, errors, click, move, send } = await newcomer("shapes", "Dee")
  await move(300, 200)
  await page.keyboard.press("2")
  await page.screenshot({ path: process.env["SHOT_TOLD"] ?? "/dev/null", type: "png" })
  await page.keyboard.press("Control+z")
  await page.keyboard.press("Shift+B")
  await page.getByText("Four clicks make a box").waitFor()
  await click([300, 100], [400, 200], [310, 280])
  await page.getByText("3 of 4 outermost points. Now the left edge.").waitFor()
  await click([220, 210])
  await eventually(() => regions(page).count()).toBe(1)
  expect(await send()).toEqual([{ label: "thing", shape: { type: "box", x: 220, y: 100, width: 180, height: 180 } }])
  // Kept for the next visit.
  await page.reload()
  await picture(page).waitFor()
  await click([300, 100], [400, 200])
  await page.getByText(/Click the outermost points, in any order: 2 left/).waitFor()
  expect(errors).toEqual([])
})

test("a project that asks for four corners has an outline of four, and one of boxes has no other tool", async () => {
  const corners = await newcomer("corners", "Cori")
  await corners.page.keyboard.press("o")
  await corners.click([100, 100], [300, 120], [290, 180], [95, 160])
  await eventually(() => regions(corners.page).count()).toBe(1)
  const plain = await newcomer("plain", "Pat")
  expect(await plain.page.getByRole("button", { name: "Outline" }).count()).toBe(0)
  await plain.page.keyboard.press("o")
  await plain.page.getByText("Outlines are not drawn in this project.").waitFor()
  expect([...corners.errors, ...plain.errors]).toEqual([])
})

test("several regions are framed, labelled, moved and deleted together, and each step is undone at once", async () => {
  const { page, errors, pull, move, send } = await newcomer("plain", "Mina")
  for (const [x, y] of [
    [100, 100],
    [250, 100],
    [400, 100],
  ] as const)
    await pull([x, y], [x + 80, y + 80])
  await eventually(() => regions(page).count()).toBe(3)
  await page.keyboard.press("v")
  await pull([60, 60], [360, 220])
  await page.getByText("2 of 3 selected").waitFor()
  await page.screenshot({ path: process.env["SHOT_MANY"] ?? "/dev/null", type: "png" })
  await page.keyboard.press("2")
  await pull([290, 140], [290, 240])
  await page.keyboard.press("ArrowRight")
  await move(440, 140)
  await page.keyboard.press("x")
  await page.getByText("3 of 3 selected").waitFor()
  await page.keyboard.press("d")
  await eventually(() => regions(page).count()).toBe(0)
  await page.keyboard.press("Control+z")
  await eventually(() => regions(page).count()).toBe(3)
  const box = (label: string, x: number, y: number) => ({ label, shape: { type: "box", x, y, width: 80, height: 80 } })
  expect(await send()).toEqual([box("other", 101, 200), box("other", 251, 200), box("thing", 400, 100)])
  expect(errors).toEqual([])
})

test("with the magnet on clicks beside the edges make the box and the outline; Shift M tightens what is selected, and it is undone", async () => {
  const { page, errors, move, click, pull, send } = await newcomer("edges", "Mag")
  await page.keyboard.press("m")
  await page.getByText("Magnet on").waitFor()
  await eventually(() => page.getByRole("button", { name: "Magnet" }).getAttribute("aria-pressed")).toBe("true")
  await move(124, 136)
  await click([124, 136])
  await move(200, 300)
  await move(316, 403)
  await frames(page)
  await page.screenshot({ path: process.env["SHOT_MAGNET"] ?? "/dev/null", type: "png" })
  await click([316, 403])
  await eventually(() => regions(page).count()).toBe(1)
  await page.keyboard.press("o")
  await click([683, 300], [562, 423], [437, 302])
  await page.keyboard.press("Backspace")
  await click([438, 298])
  await move(540, 190)
  await move(558, 177)
  await frames(page)
  await page.screenshot({ path: process.env["SHOT_SCISSORS"] ?? "/dev/null", type: "png" })
  await click([558, 177])
  await page.keyboard.press("Enter")
  await eventually(() => regions(page).count()).toBe(2)
  await page.keyboard.press("m")
  await page.getByText("Magnet off").waitFor()
  await page.keyboard.press("b")
  await pull([112, 133], [329, 409])
  await eventually(() => regions(page).count()).toBe(3)
  await page.keyboard.press("Shift+M")
  await page.getByText("Tightened to the edges").waitFor()
  await page.screenshot({ path: process.env["SHOT_TIGHT"] ?? "/dev/null", type: "png" })
  await page.keyboard.press("Control+z")
  await page.keyboard.press("Control+y")
  const [sheet, ball, tight] = (await send()).map(({ shape }) => shape as Shape)
  for (const box of [sheet, tight]) {
    const { x, y, width, height } = box ? boundsOfShape(box) : { x: 0, y: 0, width: 0, height: 0 }
    const off = [x - 120, y - 140, x + width - 320, y + height - 400]
    expect(off.map((by) => Math.abs(by)).filter((by) => by > 1)).toEqual([])
  }
  const points = ball ? ringsOf(ball).flat() : []
  expect(points.length).toBeGreaterThan(24)
  for (const { x, y } of points) expect(Math.abs(Math.hypot(x - 560, y - 300) - 120)).toBeLessThan(2.5)
  expect(errors).toEqual([])
})

test("an outline that crosses itself and a duplicate are pointed out quietly: J mends, K keeps, and undo takes the mending back", async () => {
  const { page, errors, click, pull, send } = await newcomer("shapes", "Coa")
  await page.keyboard.press("o")
  await click([200, 100], [400, 300], [400, 100], [200, 300], [203, 103])
  await page.getByText("The outline of 1 crosses itself").waitFor()
  await page.screenshot({ path: process.env["SHOT_COACH"] ?? "/dev/null", type: "png" })
  await page.keyboard.press("j")
  await eventually(() => page.getByText("crosses itself").count()).toBe(0)
  await page.keyboard.press("Control+z")
  await page.getByText("The outline of 1 crosses itself").waitFor()
  await page.keyboard.press("Control+y")
  await page.keyboard.press("b")
  await pull([500, 400], [600, 500])
  await pull([501, 401], [600, 500])
  await page.getByText("3 may be a duplicate of 2").waitFor()
  await page.keyboard.press("k")
  await eventually(() => page.getByText("may be a duplicate").count()).toBe(0)
  const shapes = (await send()).map(({ shape }) => shape as Shape)
  expect(shapes.map(({ type }) => type)).toEqual(["polygon", "box", "box"])
  // The four corners in an order in which no side crosses another.
  const points = shapes[0] ? ringsOf(shapes[0]).flat() : []
  expect(points.map(({ x, y }) => `${x} ${y}`)).toEqual(["200 100", "400 100", "400 300", "200 300"])
  expect(errors).toEqual([])
})

test("what a model outlines, or masks pixel by pixel, is offered as outlines where people draw these, and sent as they are", async () => {
  const settings = { ...DEFAULTS.settings, shapes: [...SHAPES], proposals: { ...EVERYWHERE, mustDecide: false } }
  const pictures = [await drawThings()]
  await openProject(owner, { slug: "found", kind: "boxes", overlap: 9, pictures }, { ...DEFAULTS, settings })
  const sheet = [120, 140, 320, 140, 320, 400, 220, 430, 120, 400]
  // A ball with a hole, column by column.
  const counts = [0]
  for (let x = 0; x < SIZE.width; x++)
    for (let y = 0; y < SIZE.height; y++) {
      const far = Math.hypot(x + 0.5 - 560, y + 0.5 - 300)
      const isInside = far < 120 && far > 40
      if (isInside !== (counts.length % 2 === 0)) counts.push(0)
      counts[counts.length - 1] = (counts.at(-1) ?? 0) + 1
    }
  const about = { image_id: 1, category_id: 1 }
  const file = {
    images: [{ id: 1, file_name: "picture-0.jpg", ...SIZE }],
    categories: [{ id: 1, name: "thing" }],
    annotations: [
      { ...about, id: 1, bbox: [120, 140, 200, 290], segmentation: [sheet], score: 0.9 },
      {
        ...{ ...about, id: 2, bbox: [440, 180, 240, 240], score: 0.8 },
        segmentation: { size: [SIZE.height, SIZE.width], counts },
      },
      { ...about, id: 3, bbox: [20, 20, 60, 40], score: 0.3 },
    ],
  }
  await ingestFiles(owner, "found", [["found.json", JSON.stringify(file)]], "proposals")
  const { page, errors, send } = await newcomer("found", "Fia")
  await page.getByRole("region", { name: "A model proposes" }).getByText("3 not looked at").waitFor()
  await page.screenshot({ path: process.env["SHOT_FOUND"] ?? "/dev/null", type: "png" })
  await page.keyboard.press("Shift+Y")
  await page.getByText("2 proposals accepted, 1 not looked at.").waitFor()
  await page.screenshot({ path: process.env["SHOT_FOUND_TAKEN"] ?? "/dev/null", type: "png" })
  const shapes = (await send()).map(({ shape }) => shape as Shape)
  expect(shapes[0]).toEqual({ type: "polygon", rings: [ring(...sheet)] })
  const rings = shapes[1] ? ringsOf(shapes[1]) : []
  expect([shapes.length, rings.length, shapes[1]?.type]).toEqual([2, 2, "polygon"])
  // Of some nine hundred steps of its border.
  expect(rings.flat().length).toBeLessThan(450)
  expect(errors).toEqual([])
})
