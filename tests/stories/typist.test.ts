import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visitAs } from "../support/browser.ts"
import { sampleFolder } from "../support/sample.ts"
import { type Server, startServer } from "../support/server.ts"
import { chanceOf, opened, TYPED_PAGES, typeOn } from "../support/typist.ts"

// Somebody types after every act on pages that expect a text: no letter is ever a command.

const SEED = 7
const ADDRESS = { receipts: "receipts-spring", recording: "market-calls" } as const

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

test.each(["receipts", "recording"] as const)("every letter on %s is in a field or nowhere", async (name) => {
  const { page, errors } = await visitAs(browser, server, "Awa")
  await page.goto(`${server.origin}/label/${ADDRESS[name]}`)
  await opened(page, TYPED_PAGES[name])
  const { faults } = await typeOn(page, TYPED_PAGES[name], { strings: 14, chance: chanceOf(SEED) })
  expect(faults).toEqual([])
  expect(errors).toEqual([])
})
