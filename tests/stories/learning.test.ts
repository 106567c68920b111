import { randomUUID } from "node:crypto"
import type { HeldLeases } from "@justesse/types/wire/work"
import type { Browser, Page } from "playwright-core"
import sharp from "sharp"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import type { Client } from "../support/client.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { DEFAULTS, join, openProject, setUp } from "../support/studio.ts"
import { drag, picture } from "../support/taskPage.ts"

// What a person learns of their own errors, and how they practise on their own pictures.

let browser: Browser
let server: Server
let owner: Client
let ana: Client

const SIZE = { width: 1200, height: 800 }
/** A crate in the same place of every picture. */
const CRATE = { x: 300, y: 200, width: 400, height: 300 }

const paper = (number: number) =>
  sharp({ create: { ...SIZE, channels: 3, background: { r: 205 - 7 * number, g: 215, b: 120 + 9 * number } } })
    .composite([
      {
        input: {
          create: { width: CRATE.width, height: CRATE.height, channels: 3, background: { r: 150, g: 90, b: 60 } },
        },
        left: CRATE.x,
        top: CRATE.y,
      },
    ])
    .jpeg()
    .toBuffer()

/** An answer of one box, its left edge so many pixels too far out. */
const crate = (left: number, label = "thing"): unknown => ({
  regions: [
    {
      id: randomUUID(),
      label,
      geometry: { type: "box", ...CRATE, x: CRATE.x - left, width: CRATE.width + left },
    },
  ],
  nothingHere: false,
})

async function sendNext(who: Client, project: string, body: unknown): Promise<string> {
  const { leases } = await who.act<HeldLeases>("work.next", { project, want: 1 })
  const [lease] = leases
  if (!lease) throw new Error("A task was expected.")
  const { assignmentId, fence, ontologyVersion, guidelineVersion } = lease
  const sent = { assignmentId, fence, submissionId: randomUUID(), body, ontologyVersion, guidelineVersion, want: 1 }
  await who.act("work.submitNext", sent)
  return assignmentId
}

beforeAll(async () => {
  browser = await openBrowser()
  server = await startServer({ demo: false })
  owner = await setUp(server)
  const pictures = await Promise.all(Array.from({ length: 14 }, (_, n) => paper(n)))
  const settings = { ...DEFAULTS.settings, quality: { ...quality, tryOut: 14 } }
  await openProject(
    owner,
    { slug: "crates", name: "Crates", kind: "boxes", overlap: 1, pictures },
    { ...DEFAULTS, settings },
  )
  const assets = Array.from({ length: 14 }, (_, n) => n + 1)
  for (const asset of assets)
    await owner.act("gold.make", { project: "crates", assets: [asset], as: "try_out", answer: crate(0) })
  ana = await join(owner, "crates", "Ana", ["annotator"])
})
const quality = {
  adaptive: { on: false, most: 3, target: 0.1, budget: null, audit: 0 },
  ...{ gold: true, secondLooks: 0 },
}
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

async function open(path: string): Promise<Page> {
  const { page } = await visit(browser, { viewport: { width: 1440, height: 900 } })
  await signIn(page, server.origin, "ana@justesse.example")
  await page.goto(server.origin + path)
  return page
}

describe("learning from one's own errors", () => {
  test("under ten no figure stands, and it is said what counts", async () => {
    for (const left of [9, 11, 10]) await sendNext(ana, "crates", crate(left))
    const page = await open("/work/learn")
    await page.getByText("3 regions of yours have been checked so far", { exact: false }).waitFor()
    await page.getByText("Never what the majority did", { exact: false }).first().waitFor()
    expect(await page.getByRole("img", { name: "Your edges against the right box" }).count()).toBe(0)
    await page.context().close()
  })

  test("from ten on the edge that stands out is said with its interval, and Enter begins to practise it", async () => {
    for (const left of [9, 11, 10, 8, 12, 10, 9, 11, 10]) await sendNext(ana, "crates", crate(left))
    const page = await open("/work/learn")
    await page.getByText("Your left edges lie 10.0 px too far out [9.3, 10.7], over 12 boxes.").waitFor()
    await page.getByRole("img", { name: "Your edges against the right box" }).waitFor()
    await page.getByRole("link", { name: "Practise left edges" }).waitFor()
    await page.keyboard.press("Enter")
    await page.waitForURL(/\/work\/learn\/practice\?project=crates/)
    await picture(page).waitFor()
    await page.getByText("Practice, 1 of 12").waitFor()
    await page.context().close()
  })

  test("what is drawn in practice is shown beside the right box at once, edge by edge, then and now", async () => {
    const page = await open("/work/learn/practice?project=crates")
    await picture(page).waitFor()
    const before = await ana.ask<{ total: number }>("work.history", history)
    await practise(page)
    const overlay = page.getByRole("dialog", { name: "What is different" })
    await page.evaluate(watchOverlay)
    await page.keyboard.press("Enter")
    await overlay.waitFor()
    const shownMs = await page.evaluate(() => Reflect.get(window, "overlayMs") as number)
    console.log(`the overlay stood ${Math.round(shownMs)} ms after Enter (COA-2: 300)`)
    await overlay.getByRole("table").waitFor()
    expect(await overlay.getByRole("row").count()).toBe(5)
    // Once more: the same picture is there, empty.
    await page.keyboard.press("a")
    await page.getByText("Practice, 1 of 12").waitFor()
    await picture(page).waitFor()
    await practise(page)
    await page.keyboard.press("Enter")
    await overlay.getByRole("link", { name: "Stop here" }).click()
    await page.waitForURL(/\/work\/learn$/)
    await page.getByText("Done: 1 picture", { exact: false }).waitFor()
    // Nobody's answer, and in nobody's queue.
    expect(await ana.ask("work.history", history)).toMatchObject({ total: before.total })
    await page.context().close()
  })

  test("with nothing to practise on it is said, and leads back", async () => {
    const ben = await join(owner, "crates", "Ben", ["annotator"])
    await sendNext(ben, "crates", crate(0))
    const { page } = await visit(browser)
    await signIn(page, server.origin, "ben@justesse.example")
    await page.goto(`${server.origin}/work/learn/practice?project=crates`)
    await page.getByRole("heading", { name: "Nothing to practise on" }).waitFor()
    await page.getByRole("link", { name: "Back to Learn" }).click()
    await page.getByRole("heading", { name: "Learn" }).waitFor()
    await page.context().close()
  })
})

const history = { search: "", project: null, states: [], cursor: null, limit: 50 }

/** Draws the crate, a little too small. */
async function practise(page: Page): Promise<void> {
  await page.keyboard.press("1")
  await drag(page, [0.3, 0.3], [0.55, 0.6])
  await page.keyboard.press("Escape")
}

/** Notes when the overlay stands, counted from the next Enter. */
function watchOverlay(): void {
  let began = 0
  window.addEventListener("keydown", (event) => event.key === "Enter" && (began = performance.now()), { capture: true })
  const look = () => {
    if (began > 0 && document.querySelector('[role="dialog"]'))
      Reflect.set(window, "overlayMs", performance.now() - began)
    else requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}
