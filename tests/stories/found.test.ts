import { eventually } from "@justesse/db/testing/eventually"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visitAs } from "../support/browser.ts"
import { sampleFolder } from "../support/sample.ts"
import { type Server, startServer } from "../support/server.ts"

// What use found on pages of owners, reviewers and annotators, each small: a title twice, an address without its port, a way
// that ends nowhere.

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

const go = (page: Page, path: string) => page.goto(server.origin + path)
const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { name }).first()

test("the addresses of a studio are those that people type, under one title (found O17, L8)", async () => {
  const { page, errors } = await visitAs(browser, server, "Léa")
  await go(page, "/admin")
  await page.getByText("this computer only").waitFor()
  // Plain http on this computer is nothing to be praised for.
  expect(await page.getByText(/secure|encrypted/).count()).toBe(0)
  await page.getByRole("button", { name: "Change" }).first().click()
  const dialog = page.getByRole("dialog")
  await dialog.getByRole("radio").first().waitFor()
  expect(await dialog.getByText("Who can reach it?").count()).toBe(1)
  const choices = await dialog.innerText()
  expect(choices).toContain(`http://127.0.0.1:${server.port}`)
  expect(choices).not.toContain("localhost")
  expect(errors).toEqual([])
})

test("from gold to final pictures and back: the page of pictures says what to do (found O34)", async () => {
  const { page, errors } = await visitAs(browser, server, "Léa")
  await go(page, "/p/street-corners/gold")
  await page
    .getByRole("link", { name: /From final pictures/ })
    .first()
    .click()
  await heading(page, "Images").waitFor()
  await page
    .getByText(/Choose the pictures whose answer you are sure of/)
    .first()
    .waitFor()
  await page.getByRole("link", { name: /Gold/ }).first().waitFor()
  expect(errors).toEqual([])
})

test("a model's name stands once above its figures (found L14)", async () => {
  const { page, errors } = await visitAs(browser, server, "Léa")
  await go(page, "/p/street-corners/models/1")
  await heading(page, "street-detector").waitFor()
  expect(await page.getByRole("main").getByText("street-detector", { exact: true }).count()).toBe(1)
  expect(errors).toEqual([])
})

test("each queue of a reviewer says what its press does, and their first page is Review (found P10)", async () => {
  const { page, errors } = await visitAs(browser, server, "Moussa")
  await eventually(() => new URL(page.url()).pathname).toBe("/review")
  const row = page.getByRole("listitem").filter({ hasText: "Receipts, spring" })
  await row.getByText("Review", { exact: true }).waitFor()
  await row.click()
  await heading(page, "Receipts, spring").waitFor()
  expect(errors).toEqual([])
})

test("My work says what was looked at and what became of it, not one share (found B27)", async () => {
  const { page, errors } = await visitAs(browser, server, "Awa")
  await go(page, "/work")
  await heading(page, /Awa/).waitFor()
  expect(await page.getByText(/\d+ of \d+ (were )?kept/).count()).toBe(0)
  expect(errors).toEqual([])
})
