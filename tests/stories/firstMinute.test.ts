import { eventually } from "@justesse/db/testing/eventually"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visitAs } from "../support/browser.ts"
import { type Server, startServer } from "../support/server.ts"
import { drag, picture, regions, saved } from "../support/taskPage.ts"

let browser: Browser
let server: Server

beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(async () => {
  await browser.close()
  await server?.stop()
})

test("from the first start to a saved box in a few steps, whose time is printed, and the box is there after a reload", async () => {
  const began = performance.now()
  server = await startServer({ demo: true })
  const printed = performance.now()
  const { page, errors } = await visitAs(browser, server, "Awa")
  await page.getByText("Market photos").first().waitFor()
  await page.goto(`${server.origin}/label/market-photos`)
  await picture(page).waitFor()
  await drag(page, [0.4, 0.4], [0.5, 0.55])
  await saved(page).waitFor()
  await eventually(() => regions(page).count()).toBe(1)
  const box = await regions(page).first().getAttribute("aria-label")
  const done = performance.now()
  await page.reload()
  await page.getByRole("listitem", { name: box ?? "" }).waitFor()
  expect(errors).toEqual([])
  const seconds = (from: number, to: number) => ((to - from) / 1000).toFixed(1)
  console.log(
    `links printed after ${seconds(began, printed)} s; from a printed link to a saved box ${seconds(printed, done)} s`,
  )
})
