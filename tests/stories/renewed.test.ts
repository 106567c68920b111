import { eventually } from "@justesse/db/testing/eventually"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { anotherBuild } from "../support/anotherBuild.ts"
import { openBrowser, visitAs } from "../support/browser.ts"
import { sampleFolder } from "../support/sample.ts"
import { type Server, startServer } from "../support/server.ts"
import { drag, picture, regions, saved } from "../support/taskPage.ts"

// A page that was open while the studio was upgraded: parts that it had not loaded are not on the server any more.

let browser: Browser
let server: Server

beforeAll(async () => {
  browser = await openBrowser()
  server = await startServer({ demo: true, dataDir: await sampleFolder() })
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

let isLater = false
/** Another build serves now, at the same address, whoever had a page open. */
async function renew(): Promise<void> {
  const { dataDir, port } = server
  await server.stop()
  isLater = !isLater
  server = await startServer({ demo: true, dataDir, port, ...(isLater ? { bundles: anotherBuild() } : {}) })
}

const build = (page: Page) =>
  page.evaluate(() => document.querySelector<HTMLScriptElement>("script[type=module]")?.src ?? "")
const line = (page: Page) => page.getByRole("status").filter({ hasText: "A new version of Justesse is here." })
const loadAnew = (page: Page) => page.getByRole("button", { name: "Reload the page" })

test("pages of earlier builds are told by their scripts that they are of earlier builds, not by their styles", async () => {
  const ask = async (name: string) => {
    const answer = await fetch(`${server.origin}/assets/${name}`)
    return [answer.status, answer.headers.get("content-type"), answer.headers.get("cache-control")]
  }
  expect(await ask("page-gone.css")).toEqual([200, "text/css", "no-store"])
  expect((await ask("Page-gone.js"))[0]).toBe(404)
})

test("what is half-written stays, whatever the pointer passes over; the page says that there is a new version", async () => {
  const { page } = await visitAs(browser, server, "Léa")
  await page.goto(`${server.origin}/settings`)
  const name = page.getByRole("textbox", { name: "Name" })
  await name.waitFor()
  const before = await build(page)
  await name.fill("Léa, half-written")
  await renew()
  await line(page).waitFor()
  for (const to of ["/work", "/help"]) {
    const gone = page.waitForResponse((answer) => answer.status() === 404 && answer.url().includes("/assets/"))
    await page.locator(`a[href="${to}"]`).first().hover()
    await gone
  }
  expect([await build(page), await name.inputValue()]).toEqual([before, "Léa, half-written"])
  await name.fill("Léa")
  await line(page).getByRole("button", { name: "Reload the page" }).click()
  await eventually(() => build(page)).not.toBe(before)
  await name.waitFor()
  expect(await line(page).count()).toBe(0)
})

test.each(["before anything rests on it", "after the pointer has rested on it"])(
  "a page that is not here any more says so, and comes when it is loaded anew: clicked %s",
  async (when) => {
    const { page } = await visitAs(browser, server, "Léa")
    await page.goto(`${server.origin}/settings`)
    await page.getByRole("textbox", { name: "Name" }).waitFor()
    const before = await build(page)
    await renew()
    const link = page.locator('a[href="/work"]').first()
    const gone = page.waitForResponse((answer) => answer.status() === 404 && answer.url().includes("/assets/"))
    if (when.startsWith("after")) {
      await link.hover()
      await gone
    }
    await link.click()
    await page.getByRole("heading", { name: "This page comes with the new version" }).waitFor()
    expect(await build(page)).toBe(before)
    // The page before is still there.
    await page.goBack()
    await page.getByRole("textbox", { name: "Name" }).waitFor()
    await page.goForward()
    await loadAnew(page).first().click()
    await page.getByText("What became of your work").waitFor()
    expect([(await build(page)) === before, new URL(page.url()).pathname]).toEqual([false, "/work"])
  },
)

test("a part of a task page that is not here any more says so, and what was drawn is kept", async () => {
  const { page } = await visitAs(browser, server, "Awa")
  await page.goto(`${server.origin}/label/market-photos`)
  await picture(page).waitFor()
  const count = await regions(page).count()
  await drag(page, [0.1, 0.2], [0.3, 0.5])
  await saved(page).waitFor()
  const before = await build(page)
  await renew()
  await page.keyboard.press("Control+k")
  await page.getByText("This comes with the new version").waitFor()
  expect([await build(page), await regions(page).count()]).toEqual([before, count + 1])
  await drag(page, [0.5, 0.2], [0.7, 0.5])
  await eventually(() => regions(page).count()).toBe(count + 2)
  await loadAnew(page).click()
  await eventually(() => build(page)).not.toBe(before)
  await eventually(() => regions(page).count()).toBe(count + 2)
  await page.keyboard.press("Control+k")
  await page.getByRole("dialog").waitFor()
})

test("without a network a page that is not on this computer says so, and nothing is reloaded before the network is back", async () => {
  const { page } = await visitAs(browser, server, "Léa")
  await page.goto(`${server.origin}/settings`)
  const name = page.getByRole("textbox", { name: "Name" })
  await name.waitFor()
  await page.context().setOffline(true)
  await page.locator('a[href="/work"]').first().click()
  const far = page.getByRole("heading", { name: "This page did not arrive" })
  await far.waitFor()
  const asked = page.waitForEvent("requestfailed", (request) => request.url().endsWith("/healthz"))
  await page.getByRole("button", { name: "Try again" }).click()
  await asked
  expect(await far.isVisible()).toBe(true)
  await page.context().setOffline(false)
  await page.getByRole("button", { name: "Try again" }).click()
  await page.getByText("What became of your work").waitFor()
})
