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

export function chromium() {
  const found = PLACES.find((place) => place && existsSync(place))
  if (found) return found
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    console.error("Installing Chromium for the browser stories …")
    const apt = (...args) =>
      spawnSync("apt-get", ["-qq", ...args], {
        stdio: ["ignore", 2, 2],
        env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      })
    apt("update")
    apt("install", "-y", "--no-install-recommends", "chromium")
    if (existsSync("/usr/bin/chromium")) return "/usr/bin/chromium"
  }
  console.error(
    "The browser stories need Chromium: install it (for example `apt-get install chromium`), or set CHROMIUM to its path.",
  )
  process.exit(2)
}
