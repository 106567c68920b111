import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openBrowser, visit } from "../support/browser.ts"
import type { Client } from "../support/client.ts"
import { jpeg } from "../support/pictures.ts"
import { type Server, startServer } from "../support/server.ts"
import { signIn } from "../support/signIn.ts"
import { join, openProject, setUp } from "../support/studio.ts"

// What owners read and press: invitations, conditions before the first answer, and a model that may not be called.

let browser: Browser
let server: Server
let owner: Client

beforeAll(async () => {
  browser = await openBrowser()
  server = await startServer({ demo: false })
  owner = await setUp(server)
})
afterAll(async () => {
  await browser.close()
  await server.stop()
})

/** By how many pixels a link scrolls, and its text reaches into the room that is kept free at its sides. */
function measureOverflow(page: Page, name: string) {
  return page.getByRole("link", { name }).evaluate((link) => {
    const text = document.createRange()
    text.selectNodeContents(link)
    const [inner, outer] = [text.getBoundingClientRect(), link.getBoundingClientRect()]
    const { paddingLeft, paddingRight } = getComputedStyle(link)
    return {
      scroll: Math.max(0, link.scrollWidth - link.clientWidth),
      left: Math.max(0, outer.left + Number.parseFloat(paddingLeft) - inner.left),
      right: Math.max(0, inner.right - outer.right + Number.parseFloat(paddingRight)),
    }
  })
}

test("people are invited inside the wizard, and the button to try the project holds its words (found W2, W3, A27)", async () => {
  const { page, errors } = await visit(browser)
  await signIn(page, server.origin, "ada@justesse.example")
  await page.goto(`${server.origin}/projects/new`)
  const name = page.getByRole("textbox", { name: "Name of the project" })
  await name.fill("Cars")
  await name.blur()
  await page.waitForURL((url) => url.searchParams.has("project"))
  const draft = page.url()
  const image = { name: "car.jpg", mimeType: "image/jpeg", buffer: Buffer.from(await jpeg(1)) }
  await page.getByLabel("Drop or choose files").setInputFiles(image)
  const fits = { scroll: 0, left: 0, right: 0 }
  expect(await measureOverflow(page, "Label five yourself, timed")).toEqual(fits)

  await page.getByRole("button", { name: "Invite by link" }).click()
  await page.getByRole("button", { name: "Create the link" }).click()
  await page.getByText("Copy now: links are shown only once.").waitFor()
  await page.getByText(`${server.origin}/join`).waitFor()
  expect(page.url()).toBe(draft)
  expect(await name.inputValue()).toBe("Cars")

  const speak = (language: "en" | "fr") =>
    owner.act("account.update", { preferences: { language, theme: "system", keyHints: true, mirrored: false } })
  await speak("fr")
  await page.reload()
  expect(await measureOverflow(page, "En faire cinq, temps mesuré")).toEqual(fits)
  await speak("en")
  expect(errors).toEqual([])
})

test("who is alone has one way to invite, and conditions count no people where nobody answered (found W9, W10)", async () => {
  await openProject(owner, { slug: "alone", kind: "boxes", overlap: 2, pictures: [await jpeg(2)] })
  const { page, errors } = await visit(browser)
  await signIn(page, server.origin, "ada@justesse.example")
  await page.goto(`${server.origin}/p/alone/people`)
  await page.getByText("You are alone").waitFor()
  expect(await page.locator("main").getByRole("button", { name: "Invite" }).count()).toBe(1)
  await page.goto(`${server.origin}/p/alone/conditions`)
  await page.getByText("No answers so far.", { exact: true }).waitFor()
  expect(await page.getByText(/by \d+ people/).count()).toBe(0)
  expect(errors).toEqual([])
})

test("a model of this computer is not called before its operator allows it, and the way there is a link (found K17)", async () => {
  await openProject(owner, { slug: "models", kind: "boxes", overlap: 2, pictures: [await jpeg(3)] })
  let calls = 0
  const model = createServer((_, response) => {
    calls++
    response.end("{}")
  })
  await new Promise<void>((resolve) => model.listen(0, "127.0.0.1", resolve))
  const { port } = model.address() as AddressInfo
  await join(owner, "models", "Sam", ["owner"])
  const { page, errors } = await visit(browser)
  for (const who of ["sam", "ada"]) {
    await signIn(page, server.origin, `${who}@justesse.example`)
    await page.goto(`${server.origin}/p/models/models/new`)
    await page.getByRole("textbox", { name: "Address of the model" }).fill(`http://127.0.0.1:${port}`)
    await page.getByRole("button", { name: "Test it" }).click()
    await page.getByText("The model was not called. Nothing has changed.").waitFor()
    await page.getByText("An operator can allow it: Health, Model servers.").waitFor()
    expect(await page.getByRole("link", { name: "Allow model servers" }).count()).toBe(who === "ada" ? 1 : 0)
  }
  await page.getByRole("link", { name: "Allow model servers" }).click()
  await page.waitForURL((url) => url.pathname === "/admin" && url.hash === "#model-servers")
  const part = page.locator("#model-servers")
  await part.getByText("Model servers").waitFor()
  await expect.poll(() => part.evaluate((at) => at.getBoundingClientRect().bottom <= window.innerHeight)).toBe(true)
  expect(calls).toBe(0)
  expect(errors).toEqual([])
  model.close()
})
