import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { eventually } from "@justesse/db/testing/eventually"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import { jpeg } from "../support/pictures.ts"
import { ROOT } from "../support/places.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { join as joinAs, setUp } from "../support/studio.ts"
import { drag, picture, regions, saved } from "../support/taskPage.ts"

const CELLS = join(ROOT, "../shared/data/images/bccd")

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

interface Named {
  readonly name: string
  readonly bytes: Uint8Array
}

/** Two real pictures where they are there, two made ones elsewhere. */
async function twoPictures(): Promise<Named[]> {
  if (!existsSync(CELLS))
    return [1, 2]
      .map((n) => ({ name: `made-${n}.jpg`, n }))
      .reduce(
        async (all, { name, n }) => [...(await all), { name, bytes: await jpeg(n, 640, 480) }],
        Promise.resolve<Named[]>([]),
      )
  const names = readdirSync(CELLS, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".jpg"))
  return names
    .sort()
    .slice(0, 2)
    .map((name) => ({ name: name.split("/").at(-1) ?? name, bytes: readFileSync(join(CELLS, name)) }))
}

/** Drops files on the part of the page that says so, as from a file manager. */
async function dropFiles(page: Page, files: readonly Named[]): Promise<void> {
  const plain = files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString("base64") }))
  const dataTransfer = await page.evaluateHandle((list) => {
    const transfer = new DataTransfer()
    for (const { name, base64 } of list) {
      const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))
      transfer.items.add(new File([bytes], name))
    }
    return transfer
  }, plain)
  const button = page.getByRole("button", { name: /^Drop or choose files/ })
  await button.dispatchEvent("dragover", { dataTransfer })
  await button.dispatchEvent("drop", { dataTransfer })
}

/** Fills the page for new projects as far as pictures; answers the address name of the project. */
async function newProject(page: Page, name: string, files: readonly Named[]): Promise<string> {
  await page.goto(`${server.origin}/projects/new`)
  await page.getByRole("textbox", { name: "Name of the project" }).fill(name)
  await page.getByRole("radio", { name: /^the same number/ }).check()
  await page.getByRole("textbox", { name: "each", exact: true }).fill("1")
  await page.getByRole("textbox", { name: "What is it for, and for whom?" }).fill("To count cells, for the laboratory.")
  await dropFiles(page, files)
  await page.waitForURL((url) => url.searchParams.has("project"))
  return new URL(page.url()).searchParams.get("project") ?? ""
}

async function freeze(page: Page, project: string): Promise<void> {
  await page.goto(`${server.origin}/p/${project}/versions`)
  await page.getByRole("button", { name: "Freeze 2 now" }).click()
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Freeze/ })
    .click()
  await page.getByRole("dialog").waitFor({ state: "detached" })
  await page.goto(`${server.origin}/p/${project}/versions/1`)
  await page.getByText("Pictures: 2, regions: 2").waitFor()
}

test("an owner drops pictures in, opens, labels, watches, freezes, takes COCO out and brings it in again: the counts are equal", async () => {
  const ada = await setUp(server)
  const { page, errors } = await visit(browser, { acceptDownloads: true })
  await signIn(page, server.origin, "ada@justesse.example")

  const first = await newProject(page, "Cells", await twoPictures())
  await page.getByText(/Still needed to open it: people/).waitFor()
  await joinAs(ada, first, "Imani", ["annotator"])
  await page.reload()
  await page.getByText(/Still needed/).waitFor({ state: "detached" })
  await page.getByRole("button", { name: "Open", exact: true }).click()
  await page.waitForURL((url) => url.pathname === `/p/${first}`)

  await page.goto(`${server.origin}/label/${first}`)
  await picture(page).waitFor()
  await drag(page, [0.4, 0.4], [0.5, 0.5])
  await drag(page, [0.52, 0.4], [0.6, 0.5])
  await saved(page).waitFor()
  await eventually(() => regions(page).count()).toBe(2)
  const address = page.url()
  await page.getByRole("button", { name: /^Submit and next/ }).click()
  await page.waitForURL((url) => url.href !== address)
  await picture(page).waitFor()
  await page.getByRole("button", { name: /^Nothing/ }).click()
  await page.getByText("You chose: nothing here.").waitFor()
  await page.getByRole("button", { name: /^Submit and next/ }).click()
  await page.getByRole("heading", { name: /You have answered everything|All tasks are answered/ }).waitFor()

  await page.goto(`${server.origin}/p/${first}`)
  await page
    .getByText(/\bfinal\b/)
    .first()
    .waitFor()

  await freeze(page, first)
  await page.getByRole("button", { name: "COCO", exact: true }).click()
  await page.getByRole("checkbox", { name: "with pictures" }).check()
  await page.getByRole("button", { name: "Create the file" }).click()
  const download = page.waitForEvent("download")
  await page.getByRole("link", { name: "Download" }).click()
  const bytes = readFileSync(await (await download).path())

  // Labels come with these pictures: what they are is asked before anything of them comes in.
  const second = await newProject(page, "Cells again", [{ name: "cells.zip", bytes }])
  await page.getByRole("link", { name: "Say what they are" }).click()
  await page.getByRole("radio", { name: "Finished answers" }).check()
  await page
    .getByRole("button", { name: /^Import (the valid part|all)$/ })
    .first()
    .click()
  await page.getByText(/^Imported: 2 pictures/).waitFor()
  expect(second).not.toBe(first)
  await freeze(page, second)
  expect(errors).toEqual([])
})
