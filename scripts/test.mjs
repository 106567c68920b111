// `npm test`: everything, in the order in which a mistake is cheapest to find. Arguments go to Vitest.
import { spawn, spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, relative } from "node:path"
import { build } from "./build.mjs"
import { headless } from "./chromium.mjs"
import { checkNode, install, root } from "./install.mjs"
import { scratch } from "./scratch.mjs"

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

/** Runs steps that need nothing of each other at once; what each says is shown whole, in their order. */
async function mustAll(steps) {
  const ends = steps.map(([what, command, args]) => {
    const began = Date.now()
    const child = spawn(command, args, { cwd: root, shell: process.platform === "win32" })
    const said = []
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes) => said.push(bytes))
    return new Promise((resolve, reject) => {
      child.once("error", reject)
      child.once("close", (status) => resolve({ what, status, said, seconds: (Date.now() - began) / 1000 }))
    })
  })
  const done = await Promise.all(ends)
  for (const { what, status, said, seconds } of done) {
    process.stderr.write(Buffer.concat(said))
    console.error(`${what}: ${status === 0 ? "well" : "FAILED"} (${seconds.toFixed(1)} s)`)
  }
  const bad = done.find(({ status }) => status !== 0)
  if (bad) process.exit(bad.status ?? 1)
}

const rest = process.argv.slice(2)
if (rest.length === 0) {
  must("types", bin("tsc"), ["-b"])
  await mustAll([
    ["types of the studio", bin("tsc"), ["-p", "apps/studio"]],
    ["types of the tests", bin("tsc"), ["-p", "tests"]],
    ["lint", bin("oxlint"), ["--quiet"]],
    ["format", bin("biome"), ["check", "--error-on-warnings", "."]],
  ])
}
build("studio", "test")
build("server")
build("cli")
const kept = scratch()
process.on("exit", kept.remove)
const vitest = (...args) => [bin("vitest"), ["run", ...args], { CHROMIUM: headless(rest.length === 0), ...kept.env }]

/** Runs tests, and says which of them failed: of a long run the end is read, and what failed stood far above it. */
function tests(what, ...args) {
  const folder = mkdtempSync(join(tmpdir(), "justesse-tests-"))
  const file = join(folder, "told.json")
  const status = step(what, ...vitest(...args, "--reporter=default", "--reporter=json", `--outputFile.json=${file}`))
  const failed = status === 0 ? [] : failuresIn(file)
  if (existsSync(file)) sayLongest(what, file)
  rmSync(folder, { recursive: true, force: true })
  return { status, failed }
}
/** What the minutes went to: whoever makes this quicker begins there. */
function sayLongest(what, file) {
  const { testResults } = JSON.parse(readFileSync(file, "utf8"))
  const files = testResults.map(({ name, startTime, endTime }) => ({ name, seconds: (endTime - startTime) / 1000 }))
  const longest = files.sort((a, b) => b.seconds - a.seconds).slice(0, 12)
  const lines = longest.map(({ name, seconds }) => `  ${seconds.toFixed(1).padStart(6)} s  ${relative(root, name)}`)
  const sum = files.reduce((all, { seconds }) => all + seconds, 0)
  console.error(`${what}: ${files.length} files, ${sum.toFixed(0)} s in all; the longest:\n${lines.join("\n")}`)
}
function failuresIn(file) {
  if (!existsSync(file)) return ["the run ended before it told what failed"]
  const { testResults } = JSON.parse(readFileSync(file, "utf8"))
  const failed = testResults.flatMap(({ name, status, message, assertionResults }) => {
    const where = relative(root, name)
    const red = assertionResults.filter((test) => test.status === "failed")
    if (status === "failed" && red.length === 0) return [`${where}: ${message}`]
    return red.map((test) => `${where} > ${test.fullName}\n    ${test.failureMessages.join("\n").slice(0, 1_500)}`)
  })
  return failed.length > 0 ? failed : ["no test is red: an error that nothing caught stands above"]
}

if (rest.length > 0) must("tests", ...vitest(...rest))
else {
  // The browser stories come by themselves: beside tests that keep both cores busy, a browser that waits looks like a broken page.
  // Both are run, that one red test does not hide another.
  const ends = [
    tests("tests", "--project", "unit", "--project", "studio", "--project", "engines"),
    tests("stories", "--project", "stories"),
  ]
  for (const failure of ends.flatMap(({ failed }) => failed)) console.error(`FAILED ${failure}`)
  process.exitCode = ends.find(({ status }) => status !== 0)?.status ?? 0
}
