import { eventually } from "@justesse/db/testing/eventually"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import type { Client } from "../support/client.ts"
import { habitReceipts } from "../support/receipts.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { join, setUp } from "../support/studio.ts"

let browser: Browser
let server: Server

beforeAll(async () => {
  browser = await openBrowser()
  server = await startServer({ demo: false })
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

const RECEIPTS = 60
/** Groups that are decided together; the rest is walked one by one. */
const TOGETHER = 5

interface Queues {
  readonly queues: readonly { readonly differences: number; readonly tasks: number }[]
}

/** Presses keys and counts them. */
function keysOf(page: Page) {
  let count = 0
  return {
    get count() {
      return count
    },
    async press(key: string): Promise<void> {
      count++
      await page.keyboard.press(key)
    },
  }
}

/** What the review page says, so that a change can be waited for. */
const seen = (page: Page) =>
  page.evaluate(() => {
    const file = document.querySelector<HTMLButtonElement>("#review-file")
    const text =
      (document.querySelector("h1")?.textContent ?? "") + (document.querySelector("aside")?.textContent ?? "")
    const canFile = file !== null && file.getAttribute("aria-disabled") !== "true"
    return { text, canFile, decides: text.includes("A tie:") ? "a" : " " }
  })

/** Presses a key and waits until the page says something else. */
async function step(page: Page, keys: ReturnType<typeof keysOf>, key: string): Promise<void> {
  const before = (await seen(page)).text
  await keys.press(key)
  await page.waitForFunction((was) => {
    const now = (document.querySelector("h1")?.textContent ?? "") + (document.querySelector("aside")?.textContent ?? "")
    return now !== was && !now.includes("One moment")
  }, before)
}

async function differencesLeft(reviewer: Client): Promise<number> {
  return (await reviewer.ask<Queues>("review.queues", {})).queues[0]?.differences ?? 0
}

test("the differences of 60 receipts are settled by alike groups and then one by one, with less than 1.5 keys each (found K5)", async () => {
  const owner = await setUp(server)
  const { slug } = await habitReceipts(owner, RECEIPTS)
  const reviewer = await join(owner, slug, "Moussa", ["reviewer"])
  await eventually(() => differencesLeft(reviewer)).toBeGreaterThan(200)
  const total = await differencesLeft(reviewer)

  const { page, errors } = await visit(browser)
  await signIn(page, server.origin, "moussa@justesse.example")
  const keys = keysOf(page)
  await page.goto(`${server.origin}/review/${slug}`)
  for (let group = 0; group < TOGETHER; group++) {
    await page.getByRole("heading", { name: "Similar: decide together" }).waitFor()
    const before = await differencesLeft(reviewer)
    await keys.press("1")
    await page.getByRole("button", { name: /^Decide/ }).waitFor()
    await keys.press("Enter")
    await page.getByRole("heading", { name: /Receipts/ }).waitFor()
    await eventually(() => differencesLeft(reviewer)).toBeLessThan(before)
  }
  const together = total - (await differencesLeft(reviewer))

  // The last act is taken back whole, and done again.
  const left = await differencesLeft(reviewer)
  const resting = page.getByText(/open again/).hover()
  await page.getByRole("button", { name: "Undo" }).last().click()
  await resting
  await eventually(() => differencesLeft(reviewer)).toBeGreaterThan(left)
  // What was said goes by itself, also under a pointer that rests on it (found B14).
  await page.getByText(/open again/).waitFor({ state: "detached" })
  await page.reload()
  await page.getByRole("heading", { name: "Similar: decide together" }).waitFor()
  await keys.press("1")
  await page.getByRole("button", { name: /^Decide/ }).waitFor()
  await keys.press("Enter")
  await eventually(() => differencesLeft(reviewer)).toBe(left)

  await page.goto(`${server.origin}/review/${slug}`)
  await page.getByRole("link", { name: /^Start/ }).waitFor()
  await keys.press("Enter")
  await page.getByRole("heading", { name: /difference 1 of/ }).waitFor()
  // The row of now is seen whole, below the heading of its list (found B24).
  const inSight = () =>
    page.locator("aside [aria-current]").evaluate((row) => {
      const list = row.closest("ul")?.getBoundingClientRect()
      const heading = row.closest("section")?.firstElementChild?.getBoundingClientRect()
      const { top, bottom } = row.getBoundingClientRect()
      return !!list && !!heading && top >= heading.bottom - 1 && top >= list.top - 1 && bottom <= list.bottom + 1
    })
  await eventually(inSight).toBe(true)
  await step(page, keys, (await seen(page)).decides)
  await step(page, keys, "Backspace")
  const halfWay = Math.floor(left / 2)
  let paused = false
  for (let open = left; open > 0; open = await differencesLeft(reviewer)) {
    if (!paused && open <= halfWay) {
      // Stops, closes the page, and goes on later where it was left.
      paused = true
      // Once it says that all is saved: what is cut off on its way is sent again, and then refused as decided.
      await page.getByText("Decided, saved").waitFor()
      await page.goto(`${server.origin}/work`)
      await page.goto(`${server.origin}/review/${slug}`)
      await page.getByRole("link", { name: /^Start/ }).waitFor()
      await keys.press("Enter")
      await page.getByRole("heading", { name: /difference \d+ of/ }).waitFor()
    }
    const { canFile, decides } = await seen(page)
    await step(page, keys, canFile ? "Enter" : decides)
  }
  expect(paused).toBe(true)
  await eventually(async () => (await reviewer.ask<Queues>("review.queues", {})).queues[0]?.tasks ?? 0).toBeLessThan(2)
  const each = keys.count / total
  console.log(
    `${total} differences of ${RECEIPTS} receipts: ${together} decided in ${TOGETHER} acts, ${left} one by one; ${keys.count} keys, ${each.toFixed(2)} a difference`,
  )
  expect(each).toBeLessThan(1.5)
  expect(errors).toEqual([])
})
