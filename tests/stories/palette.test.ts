import { eventually } from "@justesse/db/testing/eventually"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visitAs } from "../support/browser.ts"
import { sampleFolder } from "../support/sample.ts"
import { type Server, startServer } from "../support/server.ts"
import { drag, picture, regions } from "../support/taskPage.ts"

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

/** A press as a keyboard with other letters makes it. */
function pressAs(page: Page, key: string, code: string): Promise<void> {
  return page.evaluate(
    ([key, code]) => {
      const press = new KeyboardEvent("keydown", { key, code, bubbles: true, cancelable: true })
      ;(document.activeElement ?? document.body).dispatchEvent(press)
    },
    [key, code] as const,
  )
}

/** The keys of a command on the page of one's own keys. */
const keysOf = (page: Page, name: string) =>
  page.getByRole("listitem", { name, exact: true }).locator("kbd").allInnerTexts()

test("keys that a hand knows from elsewhere, and keys of one's own, act on every keyboard", async () => {
  const { page, errors } = await visitAs(browser, server, "Awa", { viewport: { width: 1280, height: 600 } })
  const keys = async () => {
    await page.goto(`${server.origin}/settings/keys`)
    await page.getByRole("radiogroup", { name: "Start from" }).waitFor()
  }
  const work = async () => {
    await page.goto(`${server.origin}/label/market-photos`)
    await picture(page).waitFor()
  }
  const tool = (name: string) => page.getByRole("button", { name, exact: true, pressed: true })
  await keys()
  // One stop of Tab; arrows walk over them and change nothing until a key says so.
  const focused = () => page.evaluate(() => document.activeElement?.querySelector("b")?.textContent)
  await page.getByRole("radio", { name: /^Justesse/ }).focus()
  await page.keyboard.press("ArrowRight")
  await eventually(focused).toBe("CVAT")
  await page.keyboard.press("ArrowDown")
  await page.keyboard.press("ArrowLeft")
  await eventually(focused).toBe("CVAT")
  expect(await page.getByRole("radio", { checked: true }).locator("b").textContent()).toBe("Justesse")
  await page.getByText("You use the keys of Justesse").waitFor()
  await page.keyboard.press("Space")
  await page.getByText("You use the keys of CVAT").waitFor()
  await eventually(() => keysOf(page, "Box")).toEqual(["N", "B"])

  await work()
  await page.keyboard.press("v")
  await tool("Select").waitFor()
  await page.keyboard.press("n")
  await tool("Box").waitFor()
  const before = await regions(page).count()
  await drag(page, [0.55, 0.55], [0.65, 0.7])
  await eventually(() => regions(page).count()).toBe(before + 1)
  await page.keyboard.press("Delete")
  await eventually(() => regions(page).count()).toBe(before)
  await drag(page, [0.55, 0.55], [0.65, 0.7])
  await eventually(() => regions(page).count()).toBe(before + 1)
  // F is the next picture, and D the one before: just sent, it comes back.
  await page.keyboard.press("f")
  await page
    .getByRole("button", { name: /^Take back/ })
    .getByText("D", { exact: true })
    .waitFor()
  await page.keyboard.press("d")
  await eventually(() => regions(page).count()).toBe(before + 1)

  await keys()
  await page.getByRole("button", { name: "Add a key: Select", exact: true }).click()
  await page.getByText("Press the key for “Select”").waitFor()
  await pressAs(page, "é", "Digit2")
  await page.getByText(/^“Label of the next region.*” always has 2\./).waitFor()
  await page.keyboard.press("Control+w")
  await page.getByText("The browser keeps Ctrl W for itself").waitFor()
  await page.keyboard.press("n")
  await page.getByText("“Box” has N now.").waitFor()
  await page.getByRole("button", { name: "Use it here" }).click()
  await eventually(() => keysOf(page, "Select")).toEqual(["V", "N"])
  expect(await keysOf(page, "Box")).toEqual(["B"])
  await page.getByText("with 2 commands changed").waitFor()
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save as a file" }).click(),
  ])
  await page.getByRole("button", { name: "Undo my changes" }).click()
  await eventually(() => keysOf(page, "Box")).toEqual(["N", "B"])
  await page.getByRole("radio", { name: /^Justesse/ }).click()
  await eventually(() => keysOf(page, "Box")).toEqual(["B"])
  await page.getByLabel("Read a file").setInputFiles(await file.path())
  await eventually(() => keysOf(page, "Select")).toEqual(["V", "N"])
  await page.getByText("with 2 commands changed").waitFor()

  await work()
  await page.keyboard.press("b")
  await tool("Box").waitFor()
  // Keys of one's own are fetched once the page is there.
  await eventually(async () => {
    await page.keyboard.press("n")
    return await tool("Select").count()
  }).toBe(1)
  // AZERTY: A stands where Q was, and the digits' row types letters.
  await pressAs(page, "é", "Digit2")
  await page.getByRole("radio", { checked: true }).getByText("2", { exact: true }).waitFor()
  await pressAs(page, "q", "KeyA")
  await page.getByText("Click the place you ask about").waitFor()
  await page.keyboard.press("Escape")
  // The palette says the same keys.
  await page.keyboard.press("Control+k")
  await page.getByRole("combobox", { name: "Go to" }).fill("select")
  await page
    .getByRole("option", { name: /^Select/, selected: true })
    .locator("kbd", { hasText: "V" })
    .waitFor()
  await page.keyboard.press("Escape")
  await keys()
  await page.getByRole("button", { name: "Undo my changes" }).click()
  await page.getByRole("radio", { name: /^Justesse/ }).click()
  await page.getByText("You use the keys of Justesse").waitFor()
  expect(errors).toEqual([])
})

test("all of one answer is taken in a task at once, by key and by button, and one undo takes it back (found B30)", async () => {
  const { page, errors } = await visitAs(browser, server, "Moussa")
  await page.goto(`${server.origin}/review/receipts-spring`)
  await page
    .getByRole("link", { name: /^Start/ })
    .or(page.getByRole("button", { name: /^Start/ }))
    .first()
    .click()
  const all = page.getByText(/^(One difference is|\d+ differences are) decided by answer A\./)
  const undone = page.getByText(/^Undone\. (It is|\d+ differences are) open again\./)
  const open = page.getByRole("region", { name: "Differences" }).getByText("open", { exact: true })
  await page.getByText(/^\d+ differences in this document$/).waitFor()
  const before = await open.count()
  await page.keyboard.press("Shift+A")
  await all.waitFor()
  await page.keyboard.press("Backspace")
  await undone.waitFor()
  await eventually(() => open.count()).toBe(before)
  await page.getByRole("button", { name: "Take all of A here" }).click()
  await all.waitFor()
  await page.keyboard.press("Control+z")
  await undone.waitFor()
  expect(errors).toEqual([])
})
