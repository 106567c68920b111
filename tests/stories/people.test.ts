import { eventually } from "@justesse/db/testing/eventually"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { OFFICE, openBrowser, visit } from "../support/browser.ts"
import { Client } from "../support/client.ts"
import { arrived, barriers } from "../support/inspect.ts"
import { jpeg } from "../support/pictures.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { join, openProject, PASSWORD } from "../support/studio.ts"
import { drag, picture, regions, saved } from "../support/taskPage.ts"

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

test("a studio is set up by its printed link, which then works no more; its operator signs out, and in again where they wanted to be", async () => {
  const { page, errors } = await visit(browser)
  await page.goto(server.setupLink ?? "")
  await arrived(page)
  expect(await barriers(page)).toEqual([])
  await page.getByLabel("Your name").fill("Ada")
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD)
  await page.getByLabel("E-mail address").fill("ada@justesse.example")
  await page.getByRole("button", { name: /^An empty studio/ }).click()
  await page.getByRole("button", { name: "Begin", exact: true }).click()
  await page.getByRole("heading", { name: "The studio is set up" }).waitFor()
  await page.getByRole("button", { name: "Begin", exact: true }).click()
  await page.waitForURL((url) => url.pathname === "/projects")

  await page.goto(`${server.origin}/settings`)
  await page.getByRole("button", { name: "Sign out", exact: true }).click()
  await page.waitForURL((url) => url.pathname === "/signin")
  expect(errors).toEqual([])
  await page.getByLabel("E-mail address").fill("ada@justesse.example")
  await page.getByLabel("Password", { exact: true }).fill("not her password")
  await page.keyboard.press("Enter")
  await page.getByRole("alert").waitFor()
  await page.goto(`${server.origin}/admin`)
  await page.waitForURL((url) => url.pathname === "/signin")
  await page.getByLabel("E-mail address").fill("ada@justesse.example")
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD)
  await page.keyboard.press("Enter")
  await page.waitForURL((url) => url.pathname === "/admin")

  const { page: late } = await visit(browser)
  await late.goto(server.setupLink ?? "")
  await late.getByRole("alert").waitFor()
})

test("a colleague joins by link from another machine over plain http: conditions first, then the account, then a box", async () => {
  const owner = new Client(server.origin)
  await owner.act("account.signIn", { email: "ada@justesse.example", password: PASSWORD })
  // A studio answers to its own names alone: its operator says what colleagues type.
  const called = new URL(server.origin)
  called.hostname = OFFICE
  await owner.act("admin.setReach", { reach: "public", publicUrl: called.origin })
  const pictures = await Promise.all([1, 2, 3].map((number) => jpeg(number, 640, 480)))
  await openProject(owner, { slug: "shelves", kind: "boxes", overlap: 1, pictures })
  const { links } = await owner.act<{ links: { link: string }[] }>("people.invite", {
    project: "shelves",
    people: [{ name: "Noor", email: null, roles: ["annotator"] }],
    maxUses: 1,
  })
  const link = new URL(links[0]?.link ?? "")
  link.hostname = OFFICE

  const { page, errors } = await visit(browser)
  await page.goto(link.href)
  await page.getByRole("heading", { name: /invites you to shelves/ }).waitFor()
  expect(await page.evaluate(() => window.isSecureContext)).toBe(false)
  await page.getByText("What it is for").waitFor()
  await page.getByLabel("Name others will see").fill("Noor")
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD)
  await page.getByLabel("E-mail address").fill("noor@justesse.example")
  await page.getByRole("button", { name: "Accept and create my account" }).click()
  await page.waitForURL((url) => url.pathname === "/p/shelves/conditions")
  const begin = page.getByRole("link", { name: /^Begin/ }).or(page.getByRole("button", { name: "Accept and begin" }))
  await begin.first().click()
  await page.waitForURL((url) => url.pathname.startsWith("/label/shelves"))
  await picture(page).waitFor()
  await eventually(() => page.getByText("Read only").count()).toBe(0)
  await drag(page, [0.4, 0.4], [0.5, 0.5])
  await eventually(() => regions(page).count()).toBe(1)
  await saved(page).waitFor()
  const address = page.url()
  await page.getByRole("button", { name: /^Submit and next/ }).click()
  await page.waitForURL((url) => url.href !== address)
  expect(errors).toEqual([])

  const { page: late } = await visit(browser)
  await late.goto(link.href)
  await late.getByRole("alert").waitFor()
})

test("a forgotten password is replaced by the operator's link; the old one and the old sessions end", async () => {
  const operator = new Client(server.origin)
  await operator.act("account.signIn", { email: "ada@justesse.example", password: PASSWORD })
  const forgetful = await join(operator, "shelves", "Imani", ["annotator"])
  const { people } = await operator.ask<{ people: { person: number; email: string }[] }>("admin.people", {})
  const person = people.find(({ email }) => email === "imani@justesse.example")?.person
  const { link } = await operator.act<{ link: string }>("admin.resetLink", { person })

  const { page, errors } = await visit(browser)
  await page.goto(link)
  await page.getByLabel("New password", { exact: true }).fill("a quite different otter")
  await page.getByRole("button", { name: "Save this password" }).click()
  await page.waitForURL((url) => url.pathname !== "/reset")
  expect(errors).toEqual([])
  const { person: stillIn } = await forgetful.ask<{ person: unknown }>("account.me", {})
  expect(stillIn).toBeNull()
  const old = await new Client(server.origin).send("account.signIn", {
    email: "imani@justesse.example",
    password: PASSWORD,
  })
  expect(old.status).toBe(401)
  await signIn((await visit(browser)).page, server.origin, "imani@justesse.example", "a quite different otter")
})
