import { join as path } from "node:path"
import { reachAll } from "@justesse/api/testing/reached"
import { openStorage } from "@justesse/db"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import { freshFolder } from "../support/folders.ts"
import { arrived, barriers, scrollsSideways, untranslated, wordsOn } from "../support/inspect.ts"
import { jpeg } from "../support/pictures.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { join, openProject, setUp } from "../support/studio.ts"

// What each step asks is there to be read; whoever reaches it asks to review, and the owner's yes gives the role.

const PROJECT = "harbour"
const PHONE = { width: 390, height: 780 }
const dataDir = path(freshFolder("progress"), "data")

let browser: Browser
let server: Server

/** Months of Ana's work, put where her work would have put them while no server runs. */
async function monthsLater(): Promise<void> {
  const storage = await openStorage({ file: path(dataDir, "justesse.db") })
  const people = await storage.db.selectFrom("person").select(["id", "name"]).execute()
  const idOf = (name: string) => people.find((one) => one.name === name)?.id ?? 0
  const { id } = await storage.db
    .selectFrom("project")
    .select("id")
    .where("slug", "=", PROJECT)
    .executeTakeFirstOrThrow()
  await reachAll(storage, { projectId: id, personId: idOf("Ana"), learnerId: idOf("Max") })
  await storage.close()
}

beforeAll(async () => {
  browser = await openBrowser()
  server = await startServer({ demo: false, dataDir })
  const owner = await setUp(server)
  const pictures = await Promise.all([1, 2].map((seed) => jpeg(seed, 400, 300)))
  await openProject(owner, { slug: PROJECT, kind: "boxes", overlap: 1, pictures })
  for (const name of ["Ana", "Max"]) await join(owner, PROJECT, name, ["annotator"])
  await server.stop()
  await monthsLater()
  server = await startServer({ demo: false, dataDir })
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

async function comes(who: "ana" | "max" | "ada", to: string, size = { width: 1_280, height: 600 }): Promise<Page> {
  const { page } = await visit(browser, { viewport: size })
  await signIn(page, server.origin, `${who}@justesse.example`)
  await page.goto(server.origin + to)
  await arrived(page)
  return page
}
async function isSound(page: Page): Promise<void> {
  await arrived(page)
  expect(untranslated(await wordsOn(page), "en")).toEqual([])
  expect(await scrollsSideways(page)).toBe(false)
  expect(await barriers(page)).toEqual([])
}
const LEARN = `/work/learn?project=${PROJECT}`

test("whoever reaches nothing yet reads what each step asks, and cannot ask", async () => {
  const page = await comes("max", LEARN, PHONE)
  await page.getByRole("heading", { name: "What comes next" }).waitFor()
  await page.getByText("Accepted answers: at least 300").waitFor()
  expect(await page.getByRole("button", { name: "Ask to review here" }).count()).toBe(0)
  await isSound(page)
  await page.context().close()
})

test("whoever reaches all of it asks, sending what they tick; the owner's yes with its reason gives the role", async () => {
  const ana = await comes("ana", LEARN)
  await ana.getByText("You may review here.").waitFor()
  await ana.getByLabel("Send my accuracy with its interval").check()
  await ana.getByLabel("A few words to the owner (may stay empty)").fill("I know boats")
  await isSound(ana)
  await ana.getByRole("button", { name: "Ask to review here" }).click()
  await ana.getByText("You asked on", { exact: false }).waitFor()

  const owner = await comes("ada", "/inbox")
  await owner.getByText("Somebody asks to review").waitFor()
  await owner.goto(`${server.origin}/p/${PROJECT}/people`)
  const requests = owner.getByRole("region", { name: "Requests to review" })
  await requests.getByText("accuracy 100", { exact: false }).waitFor()
  expect(await requests.getByText("accepted answers", { exact: false }).count()).toBe(0)
  expect(await requests.getByRole("button", { name: "Yes, reviewer" }).isDisabled()).toBe(true)
  await requests.getByLabel("Reason").fill("Your notes are good")
  await isSound(owner)
  await requests.getByRole("button", { name: "Yes, reviewer" }).click()
  await requests.waitFor({ state: "detached" })
  await owner.getByRole("button", { name: "reviewer", pressed: true }).nth(1).waitFor()

  await ana.goto(server.origin + LEARN)
  await ana.getByText("Your notes are good", { exact: false }).waitFor()
  await ana.getByText("You review here.").waitFor()
  for (const page of [ana, owner]) await page.context().close()
})
