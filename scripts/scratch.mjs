// Where a run of tests keeps what it makes and throws away: in memory where the machine has enough, else on the disk.
import { spawnSync } from "node:child_process"
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from "node:fs"
import { tmpdir, totalmem } from "node:os"
import { join } from "node:path"

const MEMORY = "/dev/shm"
const PREFIX = "justesse-tests-"
const GIGABYTE = 2 ** 30
/** A whole run has kept less than 1 GB at once. */
const ROOM = 4 * GIGABYTE
const MEMORY_OF_MACHINE = 12 * GIGABYTE

/** Whether programs may be run from a folder: some systems forbid it where memory is mounted. */
function runsPrograms(folder) {
  const file = join(folder, "runs")
  writeFileSync(file, "#!/bin/sh\nexit 0\n", { mode: 0o755 })
  const { status } = spawnSync(file)
  rmSync(file)
  return status === 0
}

/** Removes what runs left that were killed. */
function removeLeft() {
  for (const name of readdirSync(MEMORY).filter((entry) => entry.startsWith(PREFIX))) {
    const pid = Number.parseInt(name.slice(PREFIX.length), 10)
    try {
      process.kill(pid, 0)
    } catch (error) {
      if (error.code === "ESRCH") rmSync(join(MEMORY, name), { recursive: true, force: true })
    }
  }
}

function inMemory() {
  if (!existsSync(MEMORY) || totalmem() < MEMORY_OF_MACHINE) return null
  const { bavail, bsize } = statfsSync(MEMORY)
  if (bavail * bsize < ROOM) return null
  removeLeft()
  const folder = mkdtempSync(join(MEMORY, `${PREFIX}${process.pid}-`))
  // PostgreSQL runs as somebody else and goes through it to its own.
  chmodSync(folder, 0o711)
  if (runsPrograms(folder)) return folder
  rmSync(folder, { recursive: true })
  return null
}

/**
 * A folder for one run, and the environment that has everything of it put there. Making a file took 0.8 ms on the disk of a machine
 * where it took 0.02 ms in memory, and a fresh database of PostgreSQL is a thousand files.
 */
export function scratch() {
  const memory = inMemory()
  const folder = memory ?? mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`))
  const sample = join(folder, "sample")
  mkdirSync(sample)
  return {
    env: {
      // Where one copy of the sample is filled for all (tests/support/sample.ts).
      TEST_SAMPLE: sample,
      // Programs that are kept from run to run stay where they were (tests/engines/postgres.ts).
      ...(memory === null ? {} : { TMPDIR: memory, TEST_PROGRAMS: tmpdir() }),
    },
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  }
}
