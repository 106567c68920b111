// `npm test`: everything, in the order in which a mistake is cheapest to find. Arguments go to Vitest.
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { build } from "./build.mjs"
import { chromium } from "./chromium.mjs"
import { checkNode, install, root } from "./install.mjs"

checkNode()
install("full", [])
const bin = (name) => join(root, "node_modules", ".bin", name)

function step(what, command, args, env = {}) {
  const began = Date.now()
  const done = spawnSync(command, args, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...env },
    shell: process.platform === "win32",
  })
  console.error(`${what}: ${done.status === 0 ? "well" : "FAILED"} (${((Date.now() - began) / 1000).toFixed(1)} s)`)
  return done.status ?? 1
}
function must(...args) {
  const status = step(...args)
  if (status !== 0) process.exit(status)
}

const rest = process.argv.slice(2)
if (rest.length === 0) {
  must("types", bin("tsc"), ["-b"])
  must("types of the studio", bin("tsc"), ["-p", "apps/studio"])
  must("types of the tests", bin("tsc"), ["-p", "tests"])
  must("lint", bin("oxlint"), ["--quiet"])
  must("format", bin("biome"), ["check", "--error-on-warnings", "."])
}
build("studio", "test")
build("server")
build("cli")
const vitest = (...args) => [bin("vitest"), ["run", ...args], { CHROMIUM: chromium() }]
if (rest.length > 0) must("tests", ...vitest(...rest))
else {
  // The browser stories come by themselves: beside tests that keep both cores busy, a browser that waits looks like a broken page.
  // Both are run, that one red test does not hide another.
  const tests = step("tests", ...vitest("--project", "unit", "--project", "studio", "--project", "engines"))
  process.exitCode = step("stories", ...vitest("--project", "stories")) || tests
}
