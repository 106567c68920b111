import { type ChildProcess, spawn } from "node:child_process"
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { type BrowserContext, chromium } from "playwright-core"

/** A browser over a profile that stays, as somebody starts it again after it ended. */
export interface Running {
  readonly context: BrowserContext
  /** SIGKILL to it and to all of its processes: nothing is closed, nothing is written any more. */
  kill(): Promise<void>
  close(): Promise<void>
}

/** Starts Chromium over this profile, and waits until it can be driven. */
export async function openBrowser(profile: string): Promise<Running> {
  for (const name of existsSync(profile) ? readdirSync(profile) : [])
    if (name.startsWith("Singleton") || name === "DevToolsActivePort") rmSync(join(profile, name), { force: true })
  const child = spawn(
    process.env.CHROMIUM ?? "/usr/bin/chromium",
    [
      ...["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
      ...[
        "--disable-backgrounding-occluded-windows",
        "--disable-renderer-backgrounding",
        "--hide-crash-restore-bubble",
      ],
      ...["--remote-debugging-port=0", `--user-data-dir=${profile}`, "--window-size=1280,800", "about:blank"],
    ],
    // A group of its own, so that one signal ends all of it.
    { stdio: "ignore", detached: true },
  )
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${await portOf(profile)}`)
  const [context] = browser.contexts()
  if (!context) throw new Error("the browser has no window")
  context.setDefaultTimeout(15_000)
  const gone = new Promise<void>((done) => child.once("exit", () => done()))
  const end = async () => {
    endGroup(child)
    await gone
    await browser.close().catch(() => undefined)
    // Its helpers end when their pipes break; two browsers over one profile would spoil it.
    await wait(150)
  }
  return { context, kill: end, close: end }
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, "SIGKILL")
  } catch {
    // It has gone already.
  }
}

async function portOf(profile: string): Promise<number> {
  const file = join(profile, "DevToolsActivePort")
  for (let tries = 0; tries < 400; tries++) {
    const port = existsSync(file) ? Number(readFileSync(file, "utf8").split("\n")[0]) : 0
    if (port > 0) return port
    await wait(50)
  }
  throw new Error("the browser does not start")
}
