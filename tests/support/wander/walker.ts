import { type Dice, dice } from "@justesse/fixtures/random"
import type { Browser, Page, Response } from "playwright-core"
import type { Client } from "../client.ts"
import { doAct, drawAct } from "./acts.ts"

/** Somebody who walks at random through the pages of a studio. */
export interface Wanderer {
  readonly role: string
  readonly language: "en" | "fr"
  readonly client: Client
  /** Where they begin, and where they go without a link now and then. */
  readonly addresses: readonly string[]
}

/** Something that went wrong, with the steps that led to it. */
export interface Fault {
  readonly role: string
  readonly seed: number
  readonly step: number
  readonly kind: "error page" | "no page" | "console" | "exception" | "request" | "signed out"
  readonly what: string
  readonly url: string
  readonly trail: readonly string[]
}

/** What a walk came to. */
export interface Walk {
  readonly role: string
  readonly seed: number
  readonly steps: number
  readonly pages: ReadonlySet<string>
  /** Steps that found nothing to press, or something that lay under another thing. */
  readonly missed: number
  readonly faults: readonly Fault[]
}

const BROKEN = /could not be shown|n’a pas pu s’afficher/
const MISSING = /There is no page here|Il n’y a pas de page ici/
/** The browser's own line about an answer; the answer itself is looked at. */
const LOADING = /^Failed to load resource/
/** Where a page says what went wrong, or asks for what it needs. */
const EXPLAINED = "[role=alert], [role=status], [role=dialog], [aria-invalid=true], .mantine-Notification-root"
const LOOKED_FOR_MS = 3_000

/** The address without what differs from row to row. */
export const pageOf = (url: string): string =>
  new URL(url).pathname.replaceAll(/\/(\d+|[0-9a-f-]{20,}|[0-9A-HJKMNP-TV-Z]{20,})(?=\/|$)/g, "/·")

/** Walks `steps` steps by the dice of `seed`; answers what went wrong. */
export async function walk(browser: Browser, who: Wanderer, seed: number, steps: number): Promise<Walk> {
  const context = await browser.newContext({
    ...{ viewport: { width: 1280, height: 800 }, locale: who.language, serviceWorkers: "block" },
    permissions: ["clipboard-read", "clipboard-write"],
  })
  const cookies = who.client.cookie
    .split("; ")
    .filter(Boolean)
    .map((one) => {
      const at = one.indexOf("=")
      return { name: one.slice(0, at), value: one.slice(at + 1), url: who.client.origin }
    })
  await context.addCookies(cookies)
  const page = await context.newPage()
  // A window that a page opens is looked at by nobody.
  context.on("page", (other) => void (other !== page && other.close().catch(() => undefined)))
  page.on("dialog", (dialog) => void dialog.accept().catch(() => undefined))
  try {
    return await walkOn(page, who, dice(seed), { seed, steps })
  } finally {
    await context.close()
  }
}

async function walkOn(
  page: Page,
  { role, client, addresses }: Wanderer,
  drawn: Dice,
  { seed, steps }: { readonly seed: number; readonly steps: number },
): Promise<Walk> {
  const faults: Fault[] = []
  const pages = new Set<string>()
  const trail: string[] = []
  let [step, missed] = [0, 0]
  const fault = (kind: Fault["kind"], what: string) =>
    faults.push({ role, seed, step, kind, what: what.slice(0, 500), url: page.url(), trail: trail.slice(-12) })
  const failed: Response[] = []
  page.on("console", (message) => {
    if (message.type() === "error" && !LOADING.test(message.text())) fault("console", message.text())
  })
  page.on("pageerror", (error) => fault("exception", `${error.name}: ${error.message}\n${error.stack ?? ""}`))
  page.on("response", (response) => {
    if (response.status() >= 400) failed.push(response)
  })

  await page.goto(client.origin + (addresses[0] ?? "/"))
  // The first page brings the whole program, which takes seconds on a busy machine.
  await page
    .locator("h1, h2")
    .first()
    .waitFor({ timeout: 20_000 })
    .catch(() => undefined)
  for (step = 1; step <= steps; step++) {
    const { act, done } = await takeStep(page, drawn, addresses)
    if (done === null) missed++
    trail.push(`${step} ${act} ${done ?? "missed"} @ ${new URL(page.url()).pathname}`)
    await comeToRest(page)
    pages.add(pageOf(page.url()))
    for (const response of failed.splice(0)) await judge(page, response, fault)
    const text = await headingOf(page)
    if (BROKEN.test(text))
      fault(
        "error page",
        (
          await page
            .locator("details p")
            .allTextContents()
            .catch(() => [])
        ).join(" "),
      )
    if (MISSING.test(text)) fault("no page", text)
    if (/^\/(signin|setup)$/.test(new URL(page.url()).pathname)) fault("signed out", text)
    if (BROKEN.test(text) || MISSING.test(text) || page.url() === "about:blank")
      await page.goto(client.origin + drawn.pick(addresses)).catch(() => undefined)
  }
  return { role, seed, steps, pages, missed, faults }
}

/** Does one act; where the page offers nothing of its kind, another one. */
async function takeStep(page: Page, drawn: Dice, addresses: readonly string[]) {
  for (let tries = 0; ; tries++) {
    const act = drawAct(drawn)
    const done = await doAct(page, drawn, act, addresses).catch(() => null)
    if (done !== null || tries === 3) return { act, done }
  }
}

/** The page has come to rest, or a second has passed: people do not wait for all of it either. */
async function comeToRest(page: Page): Promise<void> {
  await page.waitForTimeout(30)
  await page
    .waitForFunction(() => document.querySelector("[aria-busy=true], .sk-in") === null, undefined, { timeout: 1_000 })
    .catch(() => undefined)
}

const headingOf = (page: Page) =>
  page
    .evaluate(() => [...document.querySelectorAll("h1, h2")].map((one) => one.textContent).join(" · "))
    .catch(() => "")

/** An answer that failed is a fault when it is the server's own, or when the page says nothing of it. */
async function judge(page: Page, response: Response, fault: (kind: Fault["kind"], what: string) => void) {
  const path = new URL(response.url()).pathname
  const sent = response.request().postData() ?? ""
  const told = await response.text().catch(() => "")
  const what = `${response.status()} ${path} ${sent.slice(0, 200)} → ${told.slice(0, 200)}`
  if (response.status() >= 500) return fault("request", what)
  const isSaid = await page
    .locator(EXPLAINED)
    .filter({ visible: true, hasText: /\S/ })
    .first()
    .waitFor({ timeout: LOOKED_FOR_MS })
    .then(
      () => true,
      () => false,
    )
  if (!isSaid) fault("request", what)
}
