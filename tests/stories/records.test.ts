import { execFileSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { openStorage } from "@justesse/db"
import { ACCEPTED_AFTER_MS } from "@justesse/work/decisions/silence"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { checkRecord, readKeys } from "../../apps/verify-record/src/justesse-verify-record.mjs"
import { openBrowser, visit, visitAs } from "../support/browser.ts"
import { freshFolder } from "../support/folders.ts"
import { ROOT } from "../support/places.ts"
import { signedWith, someKey } from "../support/records.ts"
import { wholeSample } from "../support/sample.ts"
import { type Server, startServer } from "../support/server.ts"

// What somebody carries away: a record of their work, chosen line by line, that anybody checks without the studio.

let browser: Browser
let server: Server
const folder = freshFolder("records")

beforeAll(async () => {
  browser = await openBrowser()
  const dataDir = await wholeSample()
  await acceptBySilence(dataDir)
  server = await startServer({ demo: true, dataDir })
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

/** What the sample's people sent, sent so long ago that nobody's silence is waited for. */
async function acceptBySilence(dataDir: string): Promise<void> {
  const storage = await openStorage({ file: join(dataDir, "justesse.db") })
  await storage.db
    .updateTable("submission")
    .set((eb) => ({ stored_at_ms: eb("stored_at_ms", "-", ACCEPTED_AFTER_MS) }))
    .execute()
  await storage.close()
}

const PROGRAM = join(ROOT, "apps/verify-record/src/justesse-verify-record.mjs")

async function publishedAt(path: string): Promise<string> {
  const file = join(folder, path.split("/").at(-1) ?? "")
  writeFileSync(file, await (await fetch(server.origin + path)).text())
  return file
}

/** Ticks, signs and saves; the file as it lies on the disk afterwards. */
async function makeRecord(page: Page): Promise<string> {
  await page.goto(`${server.origin}/work/record`)
  const sign = page.getByRole("button", { name: "Have it signed" })
  await expect.poll(() => sign.isDisabled()).toBe(true)
  // Nothing is ticked at first.
  expect(await page.getByRole("checkbox", { checked: true }).count()).toBe(0)
  await page.getByRole("checkbox", { name: /^Name/ }).check()
  await page.getByLabel("Name in the record").fill("Awa Diop")
  await page.getByRole("checkbox", { name: "Hours worked, boxes", exact: true }).check()
  await page.getByRole("checkbox", { name: "Answers accepted" }).check()
  await page.getByRole("article").getByText("Awa Diop").waitFor()
  await sign.click()
  await page.getByRole("heading", { name: "Your record is signed" }).waitFor()
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save", exact: true }).click(),
  ])
  const file = join(folder, download.suggestedFilename())
  await download.saveAs(file)
  return file
}

test("W5: a record is chosen, signed, saved, checked by the separate program and in a browser that sends nothing, and withdrawn", async () => {
  const { page, errors } = await visitAs(browser, server, "Awa")
  const file = await makeRecord(page)
  expect(file).toMatch(/awa-diop-2\d{3}-\d{9}\.jws$/)
  const text = readFileSync(file, "utf8")
  const keys = await publishedAt("/.well-known/justesse-keys.json")
  const say = execFileSync(process.execPath, [PROGRAM, file, "--key", keys, "--json"], { encoding: "utf8" })
  const said = JSON.parse(say)
  expect(said).toMatchObject({ state: "signed", issuer: server.origin, says: { name: "Awa Diop" } })
  expect(Object.keys(said.says).sort()).toEqual(["acceptedAnswers", "activeHours", "name"])

  // Somebody else, who is nobody here: what leaves the browser while the file is read is nothing.
  const visitor = await visit(browser)
  const asked: string[] = []
  await visitor.page.goto(`${server.origin}/verify`)
  await visitor.page.getByRole("heading", { name: "Check a record of work" }).waitFor()
  await visitor.page.waitForLoadState("networkidle")
  visitor.page.on("request", (request) => void asked.push(`${request.method()} ${request.url()}`))
  const choose = (name: string, content: string) =>
    visitor.page.getByLabel("File of the record").setInputFiles({
      ...{ name, mimeType: "application/jose", buffer: Buffer.from(content) },
    })
  const verdict = visitor.page.getByRole("status").filter({ hasText: /\w/ })
  await choose("record.jws", text)
  await expect.poll(() => verdict.innerText()).toMatch(/^Signed by .*, unchanged, not withdrawn\./)
  await visitor.page.getByRole("article").getByText("Awa Diop").waitFor()
  await choose(
    "changed.jws",
    text.replace(/.$/, (last) => (last === "A" ? "Q" : "A")),
  )
  await expect.poll(() => verdict.innerText()).toMatch(/^This file was changed after it was signed\./)
  expect(await visitor.page.getByRole("article").count()).toBe(0)
  await choose("letter.txt", "To whom it may concern")
  await expect.poll(() => verdict.innerText()).toMatch(/^This file is no signed record of work\./)
  const stranger = someKey()
  await choose("other.jws", signedWith(stranger))
  await expect.poll(() => verdict.innerText()).toMatch(/^It says that it is of labels\.example\.org, whose key/)
  await visitor.page.getByLabel("File with keys").setInputFiles({
    ...{ name: "keys.json", mimeType: "application/json" },
    buffer: Buffer.from(JSON.stringify({ keys: [stranger.published] })),
  })
  await expect.poll(() => verdict.innerText()).toMatch(/^Signed by labels\.example\.org, unchanged/)
  expect(asked).toEqual([])

  await page.getByRole("button", { name: "Withdraw", exact: true }).click()
  await page.getByRole("button", { name: "Withdraw for good" }).click()
  await page.getByRole("heading", { name: "This record is withdrawn" }).waitFor()
  const list = await publishedAt("/.well-known/justesse-withdrawn.json")
  const { withdrawn } = JSON.parse(readFileSync(list, "utf8"))
  expect(checkRecord(text, readKeys(JSON.parse(readFileSync(keys, "utf8"))), withdrawn).state).toBe("withdrawn")
  // The code on the paper leads there with the record behind the #, which no browser sends.
  await visitor.page.goto("about:blank")
  await visitor.page.goto(`${server.origin}/verify#${text}`)
  await expect.poll(() => verdict.innerText()).toMatch(/but withdrawn by its person\./)
  expect(asked.filter((line) => line.includes(text.slice(0, 20)))).toEqual([])
  expect([errors, visitor.errors]).toEqual([[], []])
})
