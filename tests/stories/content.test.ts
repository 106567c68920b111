import type { Conditions } from "@justesse/types/wire/project"
import type { HeldLeases } from "@justesse/types/wire/work"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import type { Client } from "../support/client.ts"
import { arrived, barriers, scrollsSideways, untranslated, wordsOn } from "../support/inspect.ts"
import { jpeg } from "../support/pictures.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { join, openProject, setUp } from "../support/studio.ts"

const PROJECT = "skin-spots"
const SMALL = { width: 1_280, height: 600 }

let browser: Browser
let server: Server
let owner: Client
let awa: Client
let ben: Client

beforeAll(async () => {
  browser = await openBrowser()
  server = await startServer({ demo: false })
  owner = await setUp(server)
  const pictures = await Promise.all([1, 2, 3, 4, 5, 6].map((seed) => jpeg(seed, 640, 480)))
  await openProject(owner, { slug: PROJECT, kind: "boxes", overlap: 2, pictures })
  awa = await join(owner, PROJECT, "Awa", ["annotator"])
  ben = await join(owner, PROJECT, "Ben", ["annotator"])
  await owner.act("admin.setSupport", { supportUrl: "https://help.example/talk" })
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

async function comes(name: string, size = SMALL): Promise<Page> {
  const { page } = await visit(browser, { viewport: size })
  await signIn(page, server.origin, `${name}@justesse.example`)
  return page
}

async function isSound(page: Page, shot: string, language: "en" | "fr" = "en"): Promise<void> {
  await arrived(page)
  const folder = process.env["SHOTS"]
  if (folder) await page.screenshot({ path: `${folder}/${shot}.png` })
  expect(untranslated(await wordsOn(page), language)).toEqual([])
  expect(await scrollsSideways(page)).toBe(false)
  expect(await barriers(page)).toEqual([])
}

const next = (person: Client) => person.act<HeldLeases>("work.next", { project: PROJECT, want: 1 })
const isVeiled = (page: Page) => page.evaluate(() => document.documentElement.hasAttribute("data-veiled"))

test("an owner declares what pictures may hold, and is told why one thing is refused", async () => {
  const page = await comes("ada")
  await page.goto(`${server.origin}/p/${PROJECT}/settings#content`)
  const refused = page.getByLabel("minors in distress: refused")
  expect(await refused.isDisabled()).toBe(true)
  await page.getByText("Such material belongs with the authorities").waitFor()
  await page.getByLabel("other", { exact: true }).check()
  await page.getByText("Say in a sentence what").waitFor()
  expect(await page.getByRole("button", { name: "Save" }).isDisabled()).toBe(true)
  await page.getByLabel("other", { exact: true }).uncheck()
  await page.getByLabel("medical", { exact: true }).check()
  await page.getByRole("button", { name: "Save" }).click()
  await page.getByText("Saved").first().waitFor()
  await page.getByLabel("medical", { exact: true }).scrollIntoViewIfNeeded()
  await isSound(page, "declare")
})

test("nobody is given a picture before a yes; it is blurred until Enter, and again with the next one", async () => {
  expect(await next(awa)).toMatchObject({ leases: [], none: { reason: "content" } })
  const page = await comes("awa")
  await page.goto(`${server.origin}/work`)
  await page.getByText("asks first: medical").waitFor()
  await isSound(page, "work")
  await page.goto(`${server.origin}/label/${PROJECT}`)
  await page.getByText("You are asked first here").waitFor()
  await isSound(page, "asked")
  await page.getByRole("link", { name: "See what it asks" }).click()
  await page.getByLabel("medical").waitFor()
  expect(await page.getByRole("link", { name: "Somebody to talk to" }).first().getAttribute("href")).toBe(
    "https://help.example/talk",
  )
  await page.getByLabel("medical").click()
  await page.getByText("You are given these from now on.").waitFor()
  await isSound(page, "yes")
  await page.goto(`${server.origin}/label/${PROJECT}`)
  await page.locator("[data-work]").waitFor()
  await page.getByText("Blurred. These pictures may hold: medical.").waitFor()
  await arrived(page)
  expect(
    await page
      .locator("canvas")
      .first()
      .evaluate((canvas) => getComputedStyle(canvas).filter),
  ).toContain("blur")
  await isSound(page, "veiled")
  await page.keyboard.press("Enter")
  await expect.poll(() => isVeiled(page)).toBe(false)
  expect(await page.getByText("Blurred.").count()).toBe(0)
  const first = page.url()
  await page.keyboard.press("0")
  await page.keyboard.press("Control+Enter")
  await expect.poll(() => page.url()).not.toBe(first)
  await expect.poll(() => isVeiled(page)).toBe(true)
})

test("one report asks everybody, two people's stop the project, and its owner opens it again", async () => {
  const page = await comes("awa")
  await page.goto(`${server.origin}/label/${PROJECT}`)
  await page.locator("[data-work]").waitFor()
  await page.getByRole("button", { name: "Show" }).click()
  await arrived(page)
  await page.keyboard.press("s")
  await page.keyboard.press("6")
  await page.getByText("What did it hold?").waitFor()
  await isSound(page, "report")
  await page.getByRole("button", { name: "hate", exact: true }).click()
  await page.getByText("You are asked first here").waitFor()
  expect(await next(awa)).toMatchObject({ leases: [], none: { reason: "content" } })

  await ben.act("work.content", { project: PROJECT, yes: ["medical", "hate"] })
  const [lease] = (await next(ben)).leases
  if (!lease) throw new Error("There is no task.")
  const { assignmentId, fence } = lease
  const why = { reason: "content", note: "a slogan on the wall", content: "hate" }
  const after = await ben.act<HeldLeases>("work.skip", { assignmentId, fence, ...why, want: 1 })
  expect(after).toMatchObject({ leases: [], none: { reason: "content_stopped" } })

  const own = await comes("ada")
  await own.goto(`${server.origin}/inbox`)
  await own.getByText("Reports of what was not declared stopped the project").waitFor()
  await isSound(own, "notice")
  await own.goto(`${server.origin}/p/${PROJECT}/settings#content`)
  await own.getByText("2 people reported hate. The project is stopped.").waitFor()
  await own.getByText("a slogan on the wall").waitFor()
  expect(await wordsOn(own)).not.toContain("Ben")
  await isSound(own, "reports")
  await own.getByRole("button", { name: "Declare it and go on" }).click()
  await own.getByText("Who said yes goes on").waitFor()
  expect((await next(ben)).leases).toHaveLength(1)
  expect(await next(awa)).toMatchObject({ leases: [], none: { reason: "content" } })
})

test("a yes is taken back with what is held, in French and on a phone", async () => {
  await awa.act("work.content", { project: PROJECT, yes: ["medical", "hate"] })
  expect((await next(awa)).leases.length).toBeGreaterThan(0)
  const me = await awa.ask<{ person: { preferences: object } }>("account.me", {})
  await awa.act("account.update", { preferences: { ...me.person.preferences, language: "fr" } })
  const page = await comes("awa", { width: 390, height: 844 })
  await page.goto(`${server.origin}/p/${PROJECT}/conditions`)
  await page.getByLabel("haine").click()
  await page.getByText("Ce que vous teniez ici est rendu").waitFor()
  expect(await next(awa)).toMatchObject({ leases: [], none: { reason: "content" } })
  await isSound(page, "phone", "fr")
  await page.getByRole("button", { name: "Annuler" }).click()
  await expect
    .poll(async () => (await awa.ask<Conditions>("project.conditions", { project: PROJECT })).content.yes)
    .toEqual(["hate", "medical"])
  await page.goto(`${server.origin}/settings#limits`)
  await page.getByLabel("Afficher ces images tout de suite").waitFor()
  await isSound(page, "settings", "fr")
})
