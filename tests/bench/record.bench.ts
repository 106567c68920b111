// `npm run bench -- record`: checks a record of work by the separate program. How long one takes from start to end beside a start of
// Node that does nothing; and how many checks a second, none of whose changed files is taken for signed.
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { checkRecord, readKeys } from "../../apps/verify-record/src/justesse-verify-record.mjs"
import { ROOT } from "../support/places.ts"
import { mutantsOf, signedWith, someKey } from "../support/records.ts"

const RUNS = 15
const PROGRAM = join(ROOT, "apps/verify-record/src/justesse-verify-record.mjs")

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

/** Milliseconds of one process, from its start to its end. */
function msOf(args: readonly string[]): number {
  const began = performance.now()
  const { status } = spawnSync(process.execPath, args, { stdio: "ignore" })
  if (status !== 0) throw new Error(`ended with ${status}`)
  return performance.now() - began
}

const folder = mkdtempSync(join(tmpdir(), "justesse-bench-record-"))
try {
  const key = someKey()
  const record = signedWith(key)
  const [file, keys] = [join(folder, "record.jws"), join(folder, "keys.json")]
  writeFileSync(file, record)
  writeFileSync(keys, JSON.stringify({ keys: [key.published] }))
  const [empty, program]: [number[], number[]] = [[], []]
  for (let n = 0; n < RUNS; n++) {
    empty.push(msOf(["-e", "0"]))
    program.push(msOf([PROGRAM, file, "--key", keys]))
  }
  const [own, bare] = [median(program), median(empty)]
  console.log(
    JSON.stringify({ bench: "record", what: "one record", ms: own, bareMs: bare, ratio: own / bare, most: 1_000 }),
  )
  const known = readKeys({ keys: [key.published] })
  const mutants = [...mutantsOf(record, key)]
  const began = performance.now()
  const taken = mutants.filter(({ text }) => checkRecord(text, known).state === "signed").length
  const seconds = (performance.now() - began) / 1_000
  console.log(JSON.stringify({ bench: "record", what: "changed files", mutants: mutants.length, taken, seconds }))
  if (taken > 0 || own > 1_000) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
