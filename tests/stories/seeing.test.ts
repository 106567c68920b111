import type { Browser, Page } from "playwright-core"
import sharp from "sharp"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import type { Client } from "../support/client.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { join, joinToo, openProject, setUp } from "../support/studio.ts"
import { drag, picture, regions, saved } from "../support/taskPage.ts"

// How a picture is seen: brighter, inverted, and none of it in the answer.

let browser: Browser
let server: Server
let owner: Client

const DARK = [40, 60, 80] as const

beforeAll(async () => {
  browser = await openBrowser()
  server = await startServer({ demo: false })
  owner = await setUp(server)
  const [r, g, b] = DARK
  const pictures = await Promise.all(
    [0, 1].map((more) =>
      sharp({ create: { width: 1200, height: 900, channels: 3, background: { r, g, b: b + more } } })
        .png()
        .toBuffer(),
    ),
  )
  await openProject(owner, { slug: "dusk", kind: "boxes", overlap: 9, pictures })
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

async function open(name: string, language: "en" | "fr" = "en"): Promise<{ page: Page; errors: string[] }> {
  const visiting = await visit(browser, { viewport: { width: 1280, height: 600 } })
  await signIn(visiting.page, server.origin, `${name.toLowerCase()}@justesse.example`)
  if (language === "fr") await visiting.page.evaluate(() => localStorage.setItem("justesse.language", "fr"))
  await visiting.page.goto(`${server.origin}/label/dusk`)
  await picture(visiting.page).waitFor()
  return visiting
}

/** What the eye sees in the middle of the picture: red, green, blue. */
async function seen(page: Page, at = { x: 500, y: 320 }): Promise<readonly number[]> {
  const shot = await page.screenshot({ clip: { ...at, width: 2, height: 2 } })
  const { data } = await sharp(shot).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  return [...data.subarray(0, 3)]
}

const near = (found: readonly number[], wanted: readonly number[]) =>
  found.every((value, i) => Math.abs(value - (wanted[i] ?? 999)) <= 3)

async function sees(page: Page, wanted: readonly number[], at?: { x: number; y: number }): Promise<void> {
  const off = async () => {
    const found = await seen(page, at)
    return near(found, wanted) ? "as wanted" : `${found.join(" ")} instead of ${wanted.join(" ")}`
  }
  await expect.poll(off, { timeout: 3_000 }).toBe("as wanted")
}

const brighter = DARK.map((value) => Math.round(value + 25.5))
const inverted = DARK.map((value) => 255 - value)

test("keys make it brighter, invert it, compare and take it back, and the answer knows nothing of it", async () => {
  await join(owner, "dusk", "Noor", ["annotator"])
  const { page, errors } = await open("Noor")
  await sees(page, DARK)
  await page.keyboard.press("]")
  await sees(page, brighter)
  await page.keyboard.press("Shift+i")
  await sees(page, DARK)
  await page.keyboard.press("Shift+i")
  await sees(page, brighter)
  await page.keyboard.press("[")
  await page.keyboard.press("Shift+n")
  await sees(page, inverted)
  await page.keyboard.press("1")
  await drag(page, [0.6, 0.6], [0.8, 0.8])
  await expect.poll(() => regions(page).count()).toBe(1)
  await saved(page)
  await page.keyboard.press("Shift+r")
  await sees(page, DARK)
  expect(errors).toEqual([])
}, 60_000)

test("the panel says what is set, its sliders move by arrows, and it stays for the person at the next visit", async () => {
  await join(owner, "dusk", "Maud", ["annotator"])
  const { page, errors } = await open("Maud")
  await page.keyboard.press("i")
  const panel = page.getByRole("group", { name: "Picture settings" })
  await panel.waitFor()
  const box = await panel.boundingBox()
  expect((box?.y ?? 0) + (box?.height ?? 999)).toBeLessThanOrEqual(600)
  expect(box?.y ?? 0).toBeGreaterThanOrEqual(40)
  const brightness = panel.getByRole("slider", { name: "Brightness" })
  await expect.poll(() => brightness.evaluate((element) => element === document.activeElement)).toBe(true)
  for (let i = 0; i < 5; i++) await page.keyboard.press("ArrowRight")
  await expect.poll(() => brightness.getAttribute("aria-valuetext")).toBe("+10")
  const sent = page.waitForResponse(
    (answer) =>
      answer.url().includes("account.update") && (answer.request().postData() ?? "").includes('"invert":true'),
  )
  // Keys of the page act while a slider has the focus.
  await page.keyboard.press("Shift+n")
  await expect.poll(() => panel.getByRole("checkbox", { name: "Invert" }).isChecked()).toBe(true)
  const wanted = brighter.map((value) => 255 - value)
  await sees(page, wanted)
  // Kept with the person, as settings are.
  expect((await sent).ok()).toBe(true)
  await page.reload()
  await picture(page).waitFor()
  await sees(page, wanted)
  await page.keyboard.press("Escape")
  expect(await page.getByRole("button", { name: "Picture settings, changed" }).count()).toBe(1)
  expect(errors).toEqual([])
}, 60_000)

test("a picture of 22 megapixels is seen by tiles, a box drawn at full zoom is exact, and tiles are for those who see the picture", async () => {
  const [width, height, middle] = [5_200, 4_300, 2_600]
  const half = (colour: string) =>
    sharp({ create: { width: middle, height, channels: 3, background: colour } })
      .png()
      .toBuffer()
  const large = await sharp(await half("#c02020"))
    .extend({ right: width - middle, background: "#2040c0" })
    .jpeg({ quality: 95, chromaSubsampling: "4:4:4" })
    .toBuffer()
  await openProject(owner, { slug: "wide", kind: "boxes", overlap: 9, pictures: [large] })
  const others = await join(owner, "dusk", "Zoe", ["annotator"])
  await join(owner, "wide", "Iris", ["annotator"])
  const { page, errors } = await visit(browser, { viewport: { width: 1280, height: 800 } })
  const asked: string[] = []
  page.on("request", (request) => asked.push(new URL(request.url()).pathname))
  await signIn(page, server.origin, "iris@justesse.example")
  await page.goto(`${server.origin}/label/wide`)
  await picture(page).waitFor()
  await page.keyboard.press("z")
  const tiles = () => asked.filter((path) => /\/tiles\/0\/\d+_\d+$/.test(path))
  await expect.poll(() => tiles().length, { timeout: 30_000 }).toBeGreaterThan(3)
  // Nobody fetches 22 megapixels to see a part of them.
  expect(asked.filter((path) => path.startsWith("/media/") && asked.includes(`${path}/tiles`))).toEqual([])
  // The map says where one is and what was not seen closely yet; its frame goes where it is pressed, and a key hides it.
  const map = page.getByRole("group", { name: "Map of the picture" })
  await expect.poll(() => map.textContent()).toMatch(/^\d+\s?% seen at full size/)
  const seenAtFirst = await map.textContent()
  const mapBox = await map.boundingBox()
  if (!mapBox) throw new Error("no map")
  await page.mouse.click(mapBox.x + 30, mapBox.y + 30)
  await expect.poll(() => map.textContent()).not.toBe(seenAtFirst)
  // Dragged out of the map, the frame stays on the picture: no bare canvas, and the next press on it draws.
  const canvas = await picture(page).boundingBox()
  if (!canvas) throw new Error("no picture")
  await page.mouse.move(mapBox.x + 120, mapBox.y + 75)
  await page.mouse.down()
  await page.mouse.move(canvas.x + 40, canvas.y + 40, { steps: 4 })
  await page.mouse.up()
  await sees(page, [192, 32, 32], { x: Math.round(canvas.x) + 12, y: Math.round(canvas.y) + 12 })
  await page.keyboard.press("Shift+f")
  await expect.poll(() => map.isVisible()).toBe(false)
  await page.keyboard.press("Shift+f")
  await page.keyboard.press("f")
  await expect.poll(() => map.isVisible()).toBe(false)
  await page.keyboard.press("z")
  const frame = await picture(page).boundingBox()
  if (!frame) throw new Error("no picture")
  const centre = { x: frame.x + frame.width / 2, y: frame.y + frame.height / 2 }
  await sees(page, [192, 32, 32], { x: Math.round(centre.x) - 6, y: Math.round(centre.y) })
  await sees(page, [32, 64, 192], { x: Math.round(centre.x) + 4, y: Math.round(centre.y) })
  const shares = (x: number, y: number) => [(x - frame.x) / frame.width, (y - frame.y) / frame.height] as const
  await drag(page, shares(centre.x + 20, centre.y + 30), shares(centre.x + 120, centre.y + 90))
  await saved(page)
  await page.keyboard.press("Enter")
  interface Got {
    readonly people: readonly { readonly body: { readonly regions: readonly { readonly geometry: object }[] } }[]
  }
  const got = async () => {
    const { people } = await owner.ask<Got>("asset.get", { project: "wide", asset: 1 })
    return people[0]?.body.regions[0]?.geometry ?? null
  }
  await expect.poll(got, { timeout: 10_000 }).toMatchObject({ x: 2_620, y: 2_180, width: 100, height: 60 })
  const [tile = ""] = tiles()
  const status = async (client: Client) => (await client.request(tile)).status
  expect([await status(others), (await fetch(`${server.origin}${tile}`)).status]).toEqual([404, 404])
  expect(errors).toEqual([])
}, 90_000)

test("C-09 a picture that does not load is no empty answer by a stray key; it is reported, and the next one comes", async () => {
  const { page } = await visit(browser, { viewport: { width: 1280, height: 800 } })
  const iona = await join(owner, "dusk", "Iona", ["annotator"])
  await signIn(page, server.origin, "iona@justesse.example")
  let isAway = true
  await page.route(/\/media\//, (route) => (isAway ? route.abort() : route.continue()))
  await page.goto(`${server.origin}/label/dusk`)
  await page.getByText("The picture does not load").waitFor()
  const address = page.url()
  const sent: string[] = []
  page.on("request", (request) => {
    if (/work\.submit/.test(request.url())) sent.push(request.url())
  })
  for (const key of ["Enter", "0", "Enter", "Control+Enter"]) await page.keyboard.press(key)
  await page.waitForTimeout(600)
  expect([page.url(), sent]).toEqual([address, []])
  isAway = false
  await page.getByRole("button", { name: "Report as broken" }).click()
  await page.waitForURL((url) => url.href !== address)
  await picture(page).waitFor()
  const asked = { search: "", project: "dusk", states: ["sent", "skipped"], cursor: null, limit: 50 }
  const { rows } = await iona.ask<{ rows: { assignmentId: string; state: string }[] }>("work.history", asked)
  expect(rows.map(({ assignmentId, state }) => [address.endsWith(assignmentId), state])).toEqual([[true, "skipped"]])
}, 60_000)

test("C-11 what is drawn on a picture that its file says is turned lies on the same pixels after a reload and in the answer", async () => {
  const [width, height] = [600, 800]
  const mark = { x: 210, y: 330, width: 120, height: 90 }
  const upright = await sharp({ create: { width, height, channels: 3, background: "#2040c0" } })
    .composite([
      {
        input: { create: { width: mark.width, height: mark.height, channels: 3, background: "#c02020" } },
        left: mark.x,
        top: mark.y,
      },
    ])
    .png()
    .toBuffer()
  const pictures = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map((orientation) => storedAs(upright, orientation)))
  await openProject(owner, { slug: "turned", kind: "boxes", overlap: 1, pictures })
  const ugo = await join(owner, "turned", "Ugo", ["annotator"])
  // A screen of two pixels a point, as many laptops have.
  const { page, errors } = await visit(browser, { viewport: { width: 1280, height: 900 }, deviceScaleFactor: 2 })
  await signIn(page, server.origin, "ugo@justesse.example")
  await page.goto(`${server.origin}/label/turned`)
  for (let left = pictures.length; left > 0; left--) {
    await page.getByRole("img", { name: /^Picture, 600 by 800/ }).waitFor()
    await page.keyboard.press("f")
    await page.keyboard.press("z")
    const frame = await picture(page).boundingBox()
    if (!frame) throw new Error("no picture")
    const origin = { x: frame.x + frame.width / 2 - width / 2, y: frame.y + frame.height / 2 - height / 2 }
    await sees(page, [192, 32, 32], { x: Math.round(origin.x + mark.x) + 12, y: Math.round(origin.y + mark.y) + 12 })
    await sees(page, [32, 64, 192], { x: Math.round(origin.x + mark.x) - 12, y: Math.round(origin.y + mark.y) - 12 })
    await page.mouse.move(origin.x + mark.x, origin.y + mark.y)
    await page.mouse.down()
    await page.mouse.move(origin.x + mark.x + mark.width, origin.y + mark.y + mark.height, { steps: 4 })
    await page.mouse.up()
    await saved(page).waitFor()
    if (left % 4 === 0) {
      await page.reload()
      await picture(page).waitFor()
    }
    await expect.poll(() => regions(page).count()).toBe(1)
    const address = page.url()
    await page.keyboard.press("Enter")
    await page.waitForURL((url) => url.href !== address)
  }
  const asked = { search: "", project: "turned", states: ["sent", "kept", "taken"], cursor: null, limit: 50 }
  const { rows } = await ugo.ask<{ rows: { assignmentId: string }[] }>("work.history", asked)
  expect(rows).toHaveLength(pictures.length)
  for (const { assignmentId } of rows) {
    const { body } = await ugo.ask<{ body: { regions: { geometry: Record<string, number> }[] } }>("work.sent", {
      assignmentId,
    })
    for (const [side, value] of Object.entries(mark))
      expect(Math.abs((body.regions[0]?.geometry[side] ?? 0) - value)).toBeLessThanOrEqual(0.5)
  }
  expect(errors).toEqual([])
}, 120_000)

/** The file of a picture whose pixels lie as a camera held this way stores them. */
async function storedAs(upright: Buffer, orientation: number): Promise<Buffer> {
  // Each step in a pipeline of its own: sharp orders its own steps.
  const steps: ("rotate" | "flop")[] = [
    [],
    ["flop"],
    ["rotate", "rotate"],
    ["rotate", "rotate", "flop"],
    ["rotate", "flop"],
    ["rotate", "rotate", "rotate"],
    ["rotate", "rotate", "rotate", "flop"],
    ["rotate"],
  ][orientation - 1] as ("rotate" | "flop")[]
  let pixels = upright
  for (const step of steps)
    pixels = await (step === "flop" ? sharp(pixels).flop() : sharp(pixels).rotate(90)).png().toBuffer()
  return sharp(pixels).withMetadata({ orientation }).jpeg({ quality: 95, chromaSubsampling: "4:4:4" }).toBuffer()
}

/** A picture that no format makes small: nobody would call it fast on a slow line. */
async function noisy(seed: number, [width, height] = [2_000, 1_300]): Promise<Buffer> {
  const data = Buffer.alloc(width * height * 3)
  let state = seed
  for (let i = 0; i < data.length; i++) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    data[i] = state >> 16
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 30 })
    .toBuffer()
}

test("a slow line is measured and said; then smaller pictures come first, and all of one when somebody zooms in", async () => {
  const asked = { kind: "boxes", overlap: 9 } as const
  const pictures = await Promise.all([1, 2, 3].map((seed) => noisy(seed)))
  await openProject(owner, { slug: "noise", ...asked, pictures })
  // Small enough to come in two seconds each over the slow line.
  const later = await Promise.all([5, 6, 7].map((seed) => noisy(seed, [700, 450])))
  await openProject(owner, { slug: "later", ...asked, pictures: later })
  const saver = await join(owner, "noise", "Saver", ["annotator"])
  await joinToo(owner, "later", saver, "Saver", ["annotator"])
  const { page, errors } = await visit(browser, { viewport: { width: 1280, height: 600 } })
  await signIn(page, server.origin, "saver@justesse.example")
  const full: string[] = []
  page.on("request", (request) => {
    if (request.method() === "GET" && /\/media\/a-[0-9a-f-]+\.full\./.test(request.url())) full.push(request.url())
  })
  const line = await page.context().newCDPSession(page)
  const speed = (bytes: number) =>
    line.send("Network.emulateNetworkConditions", {
      ...{ offline: false, latency: 0, uploadThroughput: -1, downloadThroughput: bytes },
    })
  await line.send("Network.enable")
  await page.goto(`${server.origin}/label/noise`)
  await picture(page).waitFor()
  // A fast line is never called slow.
  await expect.poll(() => full.length).toBeGreaterThan(0)
  expect(await page.getByText(/^The network is slow here/).count()).toBe(0)

  // The scripts are here; pictures that were never seen come slowly.
  await speed(100_000)
  await page.goto(`${server.origin}/label/later`, { waitUntil: "commit" })
  await page.getByText(/^The network is slow here/).waitFor({ timeout: 60_000 })
  await page.getByRole("button", { name: "Smaller pictures first" }).click()
  await page.getByText(/^The network is slow here/).waitFor({ state: "hidden" })

  // A computer that was not here before: nothing but what is asked for comes.
  await speed(-1)
  await line.send("Network.setCacheDisabled", { cacheDisabled: true })
  await page.evaluate(() => indexedDB.deleteDatabase("justesse-offline"))
  await page.goto(`${server.origin}/label/noise`)
  await page.getByText("Smaller picture first.").waitFor()
  await page.getByRole("button", { name: /^Load the full one, \d/ }).waitFor()
  full.length = 0
  await drag(page, [0.3, 0.3], [0.4, 0.4])
  await saved(page).waitFor()
  expect(full).toEqual([])
  await page.keyboard.press("z")
  await expect.poll(() => new Set(full).size).toBe(1)
  await page.getByText("Smaller picture first.").waitFor({ state: "hidden" })
  await page.keyboard.press("Enter")
  // Its bytes are known: they are counted as spared then.
  await page.getByRole("button", { name: /^Load the full one, \d/ }).waitFor()
  await page.goto(`${server.origin}/settings`)
  await page.getByText(/^Not loaded here so far: /).waitFor()
  expect(await page.getByLabel("Network saver").isChecked()).toBe(true)
  await page.getByLabel("Network saver").uncheck()
  await page.goto(`${server.origin}/label/noise`)
  await picture(page).waitFor()
  expect(await page.getByText("Smaller picture first.").count()).toBe(0)
  expect(errors).toEqual([])
})

test("while the network is spared a picture that is no larger than its preview can be loaded in full too", async () => {
  // As large as a preview may be, and larger than the window: a picture that is shown enlarged is loaded in full by itself.
  const small = await sharp(await noisy(4))
    .resize(1_500, 1_000)
    .jpeg({ quality: 95 })
    .toBuffer()
  await openProject(owner, { slug: "small", kind: "boxes", overlap: 9, pictures: [small] })
  await join(owner, "small", "Sparer", ["annotator"])
  const { page, errors } = await visit(browser)
  await page.addInitScript(() => localStorage.setItem("justesse.saver", "on 0"))
  await signIn(page, server.origin, "sparer@justesse.example")
  const full = new Set<string>()
  page.on("request", (request) => {
    if (request.method() === "GET" && /\/media\/a-[0-9a-f-]+\.full\./.test(request.url())) full.add(request.url())
  })
  await page.goto(`${server.origin}/label/small`)
  await page.getByRole("button", { name: /^Load the full one/ }).click()
  await expect.poll(() => full.size).toBe(1)
  await page.getByText("The full picture comes.").waitFor({ state: "hidden" })
  expect(errors).toEqual([])
})

test("what was seen at full size is known after a reload of the page", async () => {
  await join(owner, "noise", "Sweeper", ["annotator"])
  const { page, errors } = await visit(browser, { viewport: { width: 1280, height: 600 } })
  await signIn(page, server.origin, "sweeper@justesse.example")
  await page.goto(`${server.origin}/label/noise`)
  await picture(page).waitFor()
  const share = page.getByRole("group", { name: "Map of the picture" }).getByText(/seen at full size$/)
  await page.keyboard.press("Shift+u")
  await share.waitFor()
  await page.keyboard.press("Shift+u")
  await page.keyboard.press("Shift+u")
  const before = await share.innerText()
  expect(before).not.toMatch(/^0 %/)
  await drag(page, [0.3, 0.3], [0.4, 0.4])
  await saved(page).waitFor()
  await page.reload()
  await picture(page).waitFor()
  await expect.poll(() => regions(page).count()).toBe(1)
  await page.keyboard.press("z")
  await share.waitFor()
  const percent = (text: string) => Number(/\d+/.exec(text)?.[0])
  expect(percent(await share.innerText())).toBeGreaterThanOrEqual(percent(before))
  expect(errors).toEqual([])
})
