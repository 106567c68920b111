import { eventually } from "@justesse/db/testing/eventually"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visitAs } from "../support/browser.ts"
import { sampleFolder } from "../support/sample.ts"
import { type Server, startServer } from "../support/server.ts"
import { clickTwice, drag, picture, regions, saved } from "../support/taskPage.ts"

let browser: Browser
let server: Server

beforeAll(async () => {
  browser = await openBrowser()
  server = await startServer({ demo: true, dataDir: await sampleFolder() })
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

test("an annotator draws, corrects, labels by key, takes back, finds the draft again, submits and revises", async () => {
  const { page, errors } = await visitAs(browser, server, "Awa")
  await page.goto(`${server.origin}/label/market-photos`)
  await picture(page).waitFor()

  await drag(page, [0.3, 0.3], [0.45, 0.5])
  await eventually(() => regions(page).count()).toBe(1)
  await page.keyboard.press("Shift+Digit4")
  const sign = page.getByRole("listitem", { name: /^sign, / })
  await sign.waitFor()
  await sign.getByRole("radio", { name: "front" }).click()
  const drawn = await sign.getAttribute("aria-label")

  // The right edge is nudged: the box is selected, W chooses an edge, the arrows move it.
  await page.keyboard.press("w")
  await page.keyboard.press("Shift+ArrowRight")
  await eventually(() => sign.getAttribute("aria-label")).not.toBe(drawn)
  await page.keyboard.press("Control+z")
  await eventually(() => sign.getAttribute("aria-label")).toBe(drawn)
  await page.keyboard.press("Control+y")
  await eventually(() => sign.getAttribute("aria-label")).not.toBe(drawn)

  await page.keyboard.press("Escape")
  await page.getByRole("radio", { name: "person" }).click()
  await clickTwice(page, [0.6, 0.3], [0.7, 0.45])
  await eventually(() => regions(page).count()).toBe(2)
  await page.getByRole("button", { name: /^Undo/ }).click()
  await eventually(() => regions(page).count()).toBe(1)
  await page.getByRole("button", { name: /^Redo/ }).click()
  await eventually(() => regions(page).count()).toBe(2)
  await saved(page).waitFor()

  const address = page.url()
  await page.reload()
  await eventually(() => regions(page).count()).toBe(2)
  expect(page.url()).toBe(address)

  await page.getByRole("button", { name: /^Submit and next/ }).click()
  await page.waitForURL((url) => url.href !== address)
  await eventually(() => regions(page).count()).toBe(0)

  // The previous task as it was sent, then open again, then sent anew.
  await page.keyboard.press("Escape")
  await page.keyboard.press("p")
  await page.getByRole("button", { name: /^Revise/ }).click()
  await page.getByRole("button", { name: /^Send again/ }).waitFor()
  await eventually(() => regions(page).count()).toBe(2)
  await regions(page).first().getByRole("button").first().click()
  await page.keyboard.press("d")
  await eventually(() => regions(page).count()).toBe(1)
  await page.getByRole("button", { name: /^Send again/ }).click()
  await page.getByRole("button", { name: /^Submit and next/ }).waitFor()

  const before = page.url()
  await page.keyboard.press("s")
  await page.getByRole("group", { name: /Why skip/ }).waitFor()
  await page.keyboard.press("5")
  await page.waitForURL((url) => url.href !== before)

  await page.goto(`${server.origin}/work/history`)
  await page.getByText("sent", { exact: true }).first().waitFor()
  await page.getByText("skipped", { exact: true }).first().waitFor()
  await page
    .getByText(/Market photos · 1 region\b/)
    .first()
    .waitFor()
  expect(errors).toEqual([])
})

test("an annotator transcribes a receipt: Enter goes to the next line, Ctrl and Enter sends", async () => {
  const { page, errors } = await visitAs(browser, server, "Jonas")
  await page.goto(`${server.origin}/label/receipts-spring`)
  await picture(page).waitFor()
  await page.getByRole("button", { name: "Box", exact: true }).click()
  await drag(page, [0.3, 0.15], [0.6, 0.22])
  await eventually(() => regions(page).count()).toBe(1)
  await drag(page, [0.3, 0.3], [0.6, 0.37])
  await eventually(() => regions(page).count()).toBe(2)

  await page.keyboard.press("t")
  await regions(page).first().getByRole("button").first().click()
  await page.getByRole("textbox", { name: "Text of line 1" }).fill("Boulangerie Ndiaye")
  await page.keyboard.press("Enter")
  const second = page.getByRole("textbox", { name: "Text of line 2" })
  await second.waitFor()
  await second.pressSequentially("2 baguettes")
  await page.getByText("Boulangerie Ndiaye").first().waitFor()

  const address = page.url()
  await page.keyboard.press("Control+Enter")
  await page.waitForURL((url) => url.href !== address)

  await page.goto(`${server.origin}/work/history`)
  await page
    .getByText(/Receipts, spring · 2 regions\b/)
    .first()
    .waitFor()
  expect(errors).toEqual([])
})

test("without a network one line says so, drawing goes on, and the draft is saved when it is back", async () => {
  const { page } = await visitAs(browser, server, "Jonas")
  await page.goto(`${server.origin}/label/market-photos`)
  await picture(page).waitFor()
  await saved(page).waitFor()
  await page.context().setOffline(true)
  await page.getByText("No network.").waitFor()
  await drag(page, [0.35, 0.35], [0.5, 0.5])
  await eventually(() => regions(page).count()).toBe(1)
  await page.getByText("Saved here", { exact: true }).waitFor()
  await page.context().setOffline(false)
  await saved(page).waitFor()
  await page.getByText("No network.").waitFor({ state: "detached" })
  // What is found now came from the server, not from this browser.
  await page.evaluate(async () => {
    for (const { name } of await indexedDB.databases()) if (name) indexedDB.deleteDatabase(name)
  })
  await page.reload()
  await eventually(() => regions(page).count()).toBe(1)
})
