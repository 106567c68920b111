import { eventually } from "@justesse/db/testing/eventually"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visitAs } from "../support/browser.ts"
import { type Server, startServer } from "../support/server.ts"
import { drag, picture, regions } from "../support/taskPage.ts"

let browser: Browser
let server: Server

beforeAll(async () => {
  browser = await openBrowser()
  server = await startServer({ demo: true })
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

/** Opens the palette and reads how it is drawn: icons of one size, the field and the first lines in sight. */
async function drawn(page: Page) {
  await page.keyboard.press("Control+k")
  const lines = page.getByRole("listbox", { name: "Go to" }).getByRole("option")
  await lines.first().waitFor()
  const sizes = await lines.locator("svg").evaluateAll((icons) =>
    icons.map((icon) => {
      const { width, height } = icon.getBoundingClientRect()
      return `${width}×${height} ${getComputedStyle(icon).fill}`
    }),
  )
  const third = await lines.nth(2).boundingBox()
  const inSight = third !== null && third.y + third.height < (page.viewportSize()?.height ?? 0)
  return { sizes: [...new Set(sizes)], inSight }
}

// found B8: the first icon filled the box as a black shape, and the lines were below the fold.
test.each([
  ["Léa", ["/work", "/projects", "/p/market-photos", "/p/market-photos/images", "/settings", "/help", "/work/history"]],
  ["Awa", ["/label/market-photos", "/work"]],
  ["Moussa", ["/review", "/review/market-photos"]],
] as const)("the palette of %s is drawn alike on every page", async (name, paths) => {
  const { page } = await visitAs(browser, server, name, { viewport: { width: 1280, height: 600 } })
  for (const path of paths) {
    await page.goto(server.origin + path)
    await page.locator("main").first().waitFor()
    expect({ path, ...(await drawn(page)) }).toEqual({ path, sizes: ["16×16 none"], inSight: true })
    await page.keyboard.press("Escape")
  }
})

test("what can be done on the task page is found by name and by other words, and is done (found B8)", async () => {
  const { page, errors } = await visitAs(browser, server, "Awa")
  await page.goto(`${server.origin}/label/market-photos`)
  await picture(page).waitFor()
  await drag(page, [0.3, 0.3], [0.45, 0.5])
  await eventually(() => regions(page).count()).toBe(1)
  const act = async (query: string, name: RegExp) => {
    await page.keyboard.press("Control+k")
    await page.getByRole("combobox", { name: "Go to" }).fill(query)
    await page.getByRole("option", { name, selected: true }).waitFor()
    await page.keyboard.press("Enter")
    await page.getByRole("combobox", { name: "Go to" }).waitFor({ state: "detached" })
  }
  await act("dupl", /^Duplicate/)
  await eventually(() => regions(page).count()).toBe(2)
  await act("revert", /^Undo/)
  await eventually(() => regions(page).count()).toBe(1)
  await act("broken", /^Report a broken picture/)
  await page.getByText("What is wrong with the picture?").waitFor()
  await page.keyboard.press("Escape")
  await act("skip", /^Skip/)
  await page.getByRole("group", { name: /Why skip/ }).waitFor()
  expect(errors).toEqual([])
})
