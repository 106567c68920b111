// Finds Chromium, or brings Debian's where this is root on a machine with apt; otherwise says both ways out.
import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"

const PLACES = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
]

/** Debian's package of this name, where this is root on a machine with apt; whether it is there now. */
function install(name, errors, seconds) {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return false
  console.error(`Installing ${name} for the browser stories …`)
  const apt = (...args) =>
    spawnSync("apt-get", ["-qq", ...args], {
      stdio: ["ignore", errors, errors],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      timeout: seconds * 1_000,
    })
  return apt("update").status === 0 && apt("install", "-y", "--no-install-recommends", name).status === 0
}

/**
 * The same Chromium without its own windows, tabs and address bar, which no story looks at and which take a fifth of the time
 * that a page of a new visitor takes; Chromium itself where it is not there and, if it may be brought, cannot be had soon.
 */
export function headless(mayInstall) {
  if (process.env.CHROMIUM) return process.env.CHROMIUM
  // The program itself: the script that Debian lays in the path does not end it.
  const shell = "/usr/lib/chromium/chromium-headless-shell"
  if (!existsSync(shell) && mayInstall) install("chromium-headless-shell", "ignore", 60)
  return existsSync(shell) ? shell : chromium()
}

export function chromium() {
  const found = PLACES.find((place) => place && existsSync(place))
  if (found) return found
  if (install("chromium", 2, 300) && existsSync("/usr/bin/chromium")) return "/usr/bin/chromium"
  console.error(
    "The browser stories need Chromium: install it (for example `apt-get install chromium`), or set CHROMIUM to its path.",
  )
  process.exit(2)
}
