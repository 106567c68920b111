import { readFileSync } from "node:fs"
import { eventually } from "@justesse/db/testing/eventually"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visitAs } from "../support/browser.ts"
import { sampleFolder } from "../support/sample.ts"
import { type Server, startServer } from "../support/server.ts"
import { clickTwice, drag, picture, regions, saved } from "../support/taskPage.ts"

// "Five minutes with the sample" of the README, sentence by sentence.

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

const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { name }).first()

test("1: Awa reads what was sent back, draws, labels, takes back, submits, and finds her draft again", async () => {
  const { page, errors } = await visitAs(browser, server, "Awa")
  await heading(page, /^Sent back to you: 1 answer/).waitFor()
  await page.getByRole("link", { name: "See", exact: true }).first().click()
  await heading(page, "Sent back for repair: the text").waitFor()
  await page.getByText(/The place is marked in the picture/).waitFor()

  await page.goto(`${server.origin}/work`)
  await page.locator(".job", { hasText: "Market photos" }).getByRole("link", { name: "Begin" }).click()
  await picture(page).waitFor()
  await page.keyboard.press("b")
  await drag(page, [0.3, 0.3], [0.4, 0.45])
  await eventually(() => regions(page).count()).toBe(1)
  await page.keyboard.press("2")
  await clickTwice(page, [0.6, 0.3], [0.7, 0.45])
  await eventually(() => regions(page).count()).toBe(2)
  await page.getByRole("listitem", { name: /^sack, / }).waitFor()
  await page.keyboard.press("Control+z")
  await eventually(() => regions(page).count()).toBe(1)
  await saved(page).waitFor()
  const first = page.url()
  await page.keyboard.press("Enter")
  await page.waitForURL((url) => url.href !== first)
  await picture(page).waitFor()
  await drag(page, [0.3, 0.3], [0.4, 0.45])
  await saved(page).waitFor()
  const address = page.url()
  await page.close()
  const back = await visitAs(browser, server, "Awa")
  await back.page.goto(address)
  await eventually(() => regions(back.page).count()).toBe(1)
  expect([...errors, ...back.errors]).toEqual([])
})

test("2: a receipt opens with the line strip; a line is drawn, typed, and Enter is ready for the next one", async () => {
  const { page, errors } = await visitAs(browser, server, "Jonas")
  await page.goto(`${server.origin}/label/receipts-spring`)
  await picture(page).waitFor()
  await drag(page, [0.35, 0.2], [0.6, 0.26])
  await eventually(() => regions(page).count()).toBe(1)
  await page.keyboard.type("LAIT DEMI")
  await eventually(() => page.getByRole("textbox", { name: "Text of line 1" }).inputValue()).toBe("LAIT DEMI")
  const address = page.url()
  await page.keyboard.press("Enter")
  await drag(page, [0.35, 0.4], [0.6, 0.46])
  await eventually(() => regions(page).count()).toBe(2)
  expect(page.url()).toBe(address)
  expect(errors).toEqual([])
})

test("3: Moussa decides with keys, takes the last decision back, and decides a group of alike differences in one act", async () => {
  const { page, errors } = await visitAs(browser, server, "Moussa")
  await page.goto(`${server.origin}/review`)
  await page
    .getByRole("link", { name: /Receipts, spring|Open/ })
    .first()
    .click()
  await heading(page, "Receipts, spring").waitFor()
  await heading(page, /^Similar/).waitFor()
  await page.keyboard.press("1")
  await page.getByRole("list", { name: "All places" }).getByRole("button").first().waitFor()
  // Two people differ evenly in all of these: nothing is decided until somebody chooses a side.
  await page.getByText("No side leads").waitFor()
  await page.keyboard.press("1")
  await page.keyboard.press("Enter")
  await page.getByRole("button", { name: /^Undo/ }).first().click()
  await page.goto(`${server.origin}/review/receipts-spring`)
  await page.getByRole("link", { name: /^Start/ }).waitFor()
  await page.keyboard.press("Enter")
  await heading(page, /difference 1 of/).waitFor()
  await page.keyboard.press("b")
  await heading(page, /difference 2 of/).waitFor()
  for (const key of ["a", "x"]) {
    await page.keyboard.press(key)
    await heading(page, /difference 3 of/).waitFor()
    await page.keyboard.press("Backspace")
    await heading(page, /difference 2 of/).waitFor()
  }
  await page.keyboard.press("e")
  await page.getByRole("region", { name: "Your own answer" }).waitFor()
  await page.keyboard.press("Escape")
  expect(errors).toEqual([])
})

test("4: Awa's history shows what became of a task, with both answers and the reason", async () => {
  const { page, errors } = await visitAs(browser, server, "Awa")
  // Receipts are what Moussa reviewed; where answers agreed by rule, with changes, nobody gave a reason.
  await page.goto(`${server.origin}/work/history?state=changed&project=receipts-spring`)
  const links = page.getByRole("link", { name: "See", exact: true })
  await links.first().waitFor()
  const addresses = await links.evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href))
  for (const address of addresses) {
    await page.goto(address)
    await heading(page, /regions? (was )?kept unchanged/).waitFor()
    if ((await page.getByText(/^Reason: /).count()) > 0) break
  }
  await page
    .getByRole("radiogroup", { name: "Shown" })
    .or(page.getByRole("group", { name: "Shown" }))
    .waitFor()
  await page
    .getByText(/^Reason: /)
    .first()
    .waitFor()
  expect(errors).toEqual([])
})

test("5: Léa reads agreement, confusion, sizes, a model with suspects, what changed between versions, and takes a file out", async () => {
  const { page, errors } = await visitAs(browser, server, "Léa")
  await page.goto(`${server.origin}/p/street-corners/quality`)
  await page.getByText(/^Agreement of two people is/).waitFor()
  for (const name of ["Agreement by label", /taken for what/, "Size below which objects are missed", "Per person"])
    await heading(page, name).waitFor()
  await page.getByText(/more than one in ten is missed/).waitFor()
  await page.goto(`${server.origin}/p/street-corners/models`)
  await page.getByRole("link", { name: "street-detector" }).click()
  await heading(page, /likely errors/).waitFor()
  await page.goto(`${server.origin}/p/street-corners/versions/2`)
  await page.getByRole("link", { name: "See", exact: true }).first().waitFor()
  await page.goto(`${server.origin}/p/street-corners/versions/2/against/1`)
  await page
    .getByText(/street-\d+\.jpg/)
    .first()
    .waitFor()
  await page.goto(`${server.origin}/p/street-corners/versions/1`)
  await page.getByRole("button", { name: "Create the file" }).click()
  const download = page.waitForEvent("download")
  await page.getByRole("link", { name: "Download" }).click()
  expect(readFileSync(await (await download).path()).byteLength).toBeGreaterThan(10_000)
  expect(errors).toEqual([])
})
