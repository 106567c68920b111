import { join as path } from "node:path"
import { eventually } from "@justesse/db/testing/eventually"
import type { MyWork } from "@justesse/types/wire/work"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import type { Client } from "../support/client.ts"
import { arrived, barriers, scrollsSideways, untranslated, wordsOn } from "../support/inspect.ts"
import { jpeg } from "../support/pictures.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { join, joinToo, openProject, setUp } from "../support/studio.ts"

// Two projects: after so many tasks of one in one go the other is offered, and My work offers them in the order that their person likes.

let browser: Browser
let server: Server
let awa: Client

beforeAll(async () => {
  browser = await openBrowser()
  server = await startServer({ demo: false })
  const owner = await setUp(server)
  const pictures = await Promise.all([1, 2].map((seed) => jpeg(seed, 160, 120)))
  await openProject(owner, { slug: "signs", kind: "boxes", overlap: 1, pictures })
  const more = await Promise.all(Array.from({ length: 14 }, (_, n) => jpeg(10 + n, 160, 120)))
  await openProject(owner, { slug: "shelves", kind: "boxes", overlap: 1, pictures: more })
  awa = await join(owner, "shelves", "Awa", ["annotator"])
  await joinToo(owner, "signs", awa, "Awa", ["annotator"])
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

async function comes(): Promise<Page> {
  const { page } = await visit(browser, { viewport: { width: 1_280, height: 600 } })
  await signIn(page, server.origin, "awa@justesse.example")
  return page
}

async function look(page: Page, picture: string, language: "en" | "fr" = "en"): Promise<void> {
  await arrived(page)
  const words = untranslated(await wordsOn(page), language)
  expect([picture, await barriers(page), await scrollsSideways(page), words]).toEqual([picture, [], false, []])
  const folder = process.env["SHOTS"]
  if (!folder) return
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme })
    await page.screenshot({ path: path(folder, `${picture}.${colorScheme}.png`) })
  }
  await page.emulateMedia({ colorScheme: "light" })
}

const mine = () => awa.ask<MyWork>("work.mine", { utcOffsetMinutes: 0 })

test("what is chosen in the settings is kept, and is said as it is done", async () => {
  const page = await comes()
  await page.goto(`${server.origin}/settings#limits`)
  const tasks = page.getByLabel("Offer another project after")
  await tasks.fill("10")
  await tasks.blur()
  await eventually(async () => (await mine()).pace.limits.series).toBe(10)
  await look(page, "variety-settings")
})

test("after ten tasks in one go the other project is one key away; drawing on is an answer too", async () => {
  const page = await comes()
  await page.goto(`${server.origin}/label/shelves`)
  await page.locator("[data-work]").waitFor()
  const address = () => new URL(page.url()).pathname
  for (let n = 0; n < 10; n++) {
    expect(await page.getByText("tasks here in one go").count()).toBe(0)
    await arrived(page)
    const before = address()
    await page.keyboard.press("0")
    await page.keyboard.press("Control+Enter")
    await page.waitForURL((url) => url.pathname !== before)
  }
  await page.getByText("10 tasks here in one go.").waitFor()
  await look(page, "variety-offer")
  await page.keyboard.press("Escape")
  await expect.poll(() => page.getByText("tasks here in one go").count()).toBe(0)
  await page.reload()
  await page.locator("[data-work]").waitFor()
  await arrived(page)
  expect(await page.getByText("tasks here in one go").count()).toBe(0)
})

test("My work offers projects in the order that was chosen", async () => {
  const page = await comes()
  const names = () => page.locator(".row.job .b").allInnerTexts()
  await page.goto(`${server.origin}/work`)
  await arrived(page)
  await eventually(names).toEqual(["shelves", "signs"])
  await page.goto(`${server.origin}/settings#limits`)
  await page.getByRole("combobox", { name: "Projects" }).click()
  await page.getByRole("option", { name: "Often another" }).click()
  await page.getByText("My work offers the project where you worked longest ago first.").waitFor()
  await page.goto(`${server.origin}/work`)
  await arrived(page)
  await eventually(names).toEqual(["signs", "shelves"])
  const { person } = await awa.ask<{ person: { preferences: object } }>("account.me", {})
  await awa.act("account.update", { preferences: { ...person.preferences, language: "fr" } })
  await page.goto(`${server.origin}/settings#limits`)
  await page.getByText("Proposer un autre projet après").waitFor()
  await look(page, "variety-settings-fr", "fr")
})
