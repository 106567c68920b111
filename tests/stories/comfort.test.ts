import { gzipSync } from "node:zlib"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import type { Client } from "../support/client.ts"
import { jpeg } from "../support/pictures.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { join, openProject, setUp } from "../support/studio.ts"
import { drag, type Place, picture, regions, saved } from "../support/taskPage.ts"

// What a body asks for: a finger, no motion, a short wait for the first page.

let browser: Browser
let server: Server
let owner: Client

beforeAll(async () => {
  browser = await openBrowser()
  server = await startServer({ demo: false })
  owner = await setUp(server)
  await openProject(owner, { slug: "calm", kind: "boxes", overlap: 9, pictures: [await jpeg(1), await jpeg(2)] })
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

async function open(page: Page, name: string): Promise<void> {
  await join(owner, "calm", name, ["annotator"])
  await signIn(page, server.origin, `${name.toLowerCase()}@justesse.example`)
  await page.goto(`${server.origin}/label/calm`)
  await picture(page).waitFor()
}

test("a finger draws a box under the loupe, which its hand does not cover, and pulls the box by a handle", async () => {
  const { page, errors } = await visit(browser, { hasTouch: true })
  await open(page, "Finger")
  const session = await page.context().newCDPSession(page)
  const frame = await picture(page).boundingBox()
  if (!frame) throw new Error("The picture is not on the page.")
  const at = ([x, y]: Place) => ({ x: frame.x + x * frame.width, y: frame.y + y * frame.height })
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", ...places: Place[]) =>
    session.send("Input.dispatchTouchEvent", { type, touchPoints: places.map(at) })
  // It is drawn on the top canvas, so that nothing else is moved at each move: a spot of it above the finger, as dense as ink.
  const densityAbove = (share: readonly [number, number]) =>
    page.evaluate(
      ([x, y]) => {
        const canvas = [...document.querySelectorAll("canvas")].find((one) => one.nextElementSibling?.role === "img")
        const ratio = window.devicePixelRatio
        return canvas?.getContext("2d")?.getImageData(x * ratio, y * ratio, 1, 1).data[3]
      },
      [share[0] * frame.width - 60, share[1] * frame.height - 56 - 90] as const,
    )

  await touch("touchStart", [0.4, 0.6])
  for (const share of [0.45, 0.5, 0.55, 0.6]) await touch("touchMove", [share, 0.6 + (share - 0.4) / 2])
  await expect.poll(() => densityAbove([0.6, 0.7])).toBe(255)
  await touch("touchEnd")
  await expect.poll(() => densityAbove([0.6, 0.7])).toBeLessThan(255)
  await expect.poll(() => regions(page).count()).toBe(1)
  await saved(page).waitFor()
  // A second finger's box beside it is another box: a touch draws wherever it begins.
  await touch("touchStart", [0.62, 0.6])
  for (const share of [0.66, 0.7, 0.75]) await touch("touchMove", [share, 0.7])
  await touch("touchEnd")
  await expect.poll(() => regions(page).count()).toBe(2)
  expect(errors).toEqual([])
})

/** What would move by itself on the page: elements with a transition or an animation that takes time. */
const moving = (page: Page) =>
  page.evaluate(() => {
    const seconds = (list: string) => Math.max(...list.split(",").map((one) => Number.parseFloat(one)))
    return [...document.querySelectorAll("*")].flatMap((element) => {
      const { transitionDuration, animationDuration, animationName } = getComputedStyle(element)
      const moves =
        seconds(transitionDuration) > 0.01 || (animationName !== "none" && seconds(animationDuration) > 0.01)
      return moves ? [`${element.tagName} ${element.className.toString()}`] : []
    })
  })

test("where somebody asked for no motion nothing moves by itself: task page, guideline, keys, palette, settings", async () => {
  const { page, errors } = await visit(browser, { reducedMotion: "reduce" })
  await open(page, "Still")
  await drag(page, [0.3, 0.3], [0.5, 0.5])
  await saved(page).waitFor()
  expect(await moving(page)).toEqual([])
  await page.keyboard.press("g")
  await page.getByText("Every thing.").first().waitFor()
  expect(await moving(page)).toEqual([])
  await page.keyboard.press("?")
  await page.getByRole("dialog").waitFor()
  expect(await moving(page)).toEqual([])
  await page.keyboard.press("Escape")
  await page.keyboard.press("Control+k")
  await page.getByRole("dialog").waitFor()
  expect(await moving(page)).toEqual([])
  await page.goto(`${server.origin}/settings`)
  await page.getByRole("heading", { level: 1 }).waitFor()
  expect(await moving(page)).toEqual([])
  expect(errors).toEqual([])
})

/** Bytes of a script as a server sends it. */
async function bytesOf(address: URL): Promise<number> {
  const response = await fetch(address)
  expect([address.pathname, response.status]).toEqual([address.pathname, 200])
  return gzipSync(Buffer.from(await response.arrayBuffer())).length
}

const sumOf = (bytes: readonly number[]) => bytes.reduce((sum, one) => sum + one, 0)

test("what the studio's first page names takes 200 kB of scripts at most, in few files", async () => {
  const html = await (await fetch(`${server.origin}/signin`, { headers: { accept: "text/html" } })).text()
  const scripts = [...html.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map(([, path = ""]) => path)
  expect(scripts.length).toBeGreaterThan(1)
  expect(scripts.length).toBeLessThanOrEqual(8)
  const all = sumOf(await Promise.all(scripts.map((path) => bytesOf(new URL(path, server.origin)))))
  expect(all).toBeGreaterThan(50_000)
  expect(all).toBeLessThanOrEqual(200_000)
})

test("a task page takes 350 kB of scripts at most, beside the words of one language, in 80 files at most", async () => {
  const { page } = await visit(browser)
  await open(page, "Counter")
  const loaded = await page.evaluate(() =>
    performance
      .getEntriesByType("resource")
      .map(({ name }) => name)
      .filter((name) => name.endsWith(".js")),
  )
  const isWords = (name: string) => /\/en(Rest)?-[^/]*$/.test(name)
  const scripts = [...new Set(loaded)]
  expect(scripts.filter(isWords).length).toBe(2)
  const code = scripts.filter((name) => !isWords(name))
  const all = sumOf(await Promise.all(code.map((name) => bytesOf(new URL(name)))))
  expect(code.length).toBeLessThanOrEqual(80)
  expect(all).toBeGreaterThan(250_000)
  expect(all).toBeLessThanOrEqual(350_000)
})
