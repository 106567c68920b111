import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core"
import { onTestFinished } from "vitest"
import { linkOf, type Server } from "./server.ts"

/**
 * A name of this machine in an office network, which the studio answers to and which is not loopback to a browser: what it
 * withholds on plain http elsewhere is withheld here too, while the server stays on loopback.
 */
export const OFFICE = "studio-office"

/**
 * What Playwright leaves out of Chromium (the last list given is the one that counts), and the two pages of Chromium's own
 * address bar: they were loaded anew for each context and took two thirds of the time that opening one takes.
 */
const LEFT_OUT = [
  ...["AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades"],
  ...[
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
  ],
  ...["AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled"],
  ...["PreconnectToSearch", "Translate", "WebUIOmniboxPopup", "WebUIOmniboxAimPopup"],
]

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--no-first-run",
  `--disable-features=${LEFT_OUT.join(",")}`,
  `--host-resolver-rules=MAP ${OFFICE} 127.0.0.1`,
]

/** One real browser; each visitor gets a context of their own in it. */
export function openBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium"
  return chromium.launch({ executablePath, args: ARGUMENTS })
}

/**
 * How many times slower than this machine the browser is: `SLOW=4 npm test -- --project stories` shows what a slow machine
 * shows; 1 when it is not set. A slow browser's calls also take up to {@link LATE_MS} on their way there and again on their way
 * back, each as long as it happens to, so that answers overtake each other.
 */
const SLOW = Number(process.env.SLOW ?? 1)
const LATE_MS = 200
const CALLS = ["*/trpc/*", "*/api/*"]

async function slowDown(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  session.on("Fetch.requestPaused", ({ requestId }) => {
    // A page that is gone by then waits for nothing.
    const on = () => void session.send("Fetch.continueRequest", { requestId }).catch(() => undefined)
    setTimeout(on, Math.random() * LATE_MS)
  })
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOW })
  await session.send("Fetch.enable", {
    patterns: CALLS.flatMap((urlPattern) => [
      { urlPattern, requestStage: "Request" as const },
      { urlPattern, requestStage: "Response" as const },
    ]),
  })
}

/** A page, and what went wrong on it. */
export interface Visit {
  readonly page: Page
  /** Errors that the page or the browser wrote, oldest first; empty on a good day. */
  readonly errors: string[]
}

/**
 * A visitor who has never been here (without the service worker, which hides calls from a test, unless `options` say so): no cookies, nothing stored. Leaves when the test ends; a test that fails says what was on
 * the page.
 */
export async function visit(browser: Browser, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: "en-GB",
    serviceWorkers: "block",
    ...options,
  })
  context.setDefaultTimeout(20_000 * SLOW)
  const page = await context.newPage()
  if (SLOW > 1) await slowDown(page)
  const errors: string[] = []
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text())
  })
  page.on("pageerror", (error) => errors.push(`${error.name}: ${error.message}`))
  onTestFinished(async ({ task }) => {
    if (task.result?.state === "fail") console.log(await sightOf(page, errors))
    await context.close()
  })
  return { page, errors }
}

/** Where somebody stood and what they read there. */
async function sightOf(page: Page, errors: readonly string[]): Promise<string> {
  const seen = await page
    .locator("body")
    .ariaSnapshot({ timeout: 2_000 })
    .catch((error) => String(error))
  return `${page.url()}\n${seen}\n${errors.join("\n")}`
}

/** A sample person who opened the printed link and stands on their first page. */
export async function visitAs(
  browser: Browser,
  server: Server,
  name: string,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const visiting = await visit(browser, options)
  await visiting.page.goto(await linkOf(server, name))
  await visiting.page.waitForURL((url) => url.pathname !== "/enter")
  return visiting
}
