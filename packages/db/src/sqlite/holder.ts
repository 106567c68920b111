import { spawnSync } from "node:child_process"
import { readdirSync, readFileSync, readlinkSync, realpathSync } from "node:fs"

/** What tells a process from a later one with the same number: when it began, on which start of the machine. */
export function markOf(pid: number): string | null {
  if (process.platform === "linux") {
    const stat = textOf(`/proc/${pid}/stat`)
    const boot = textOf("/proc/sys/kernel/random/boot_id")
    // The name of the program stands in brackets and may hold anything; the 22nd field is the 20th after it.
    const began = stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19]
    return began && boot ? `${boot.trim()} ${began}` : null
  }
  if (process.platform === "win32") return null
  const { stdout } = spawnSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" })
  return stdout?.trim() || null
}

/** Whether a process of this number lives. */
function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM"
  }
}

/**
 * Whether the process that a lock names still holds it. Numbers of processes come again after a crash: one that began at
 * another time is another, and where the lock does not say when (older versions), one that has not opened `file` is.
 */
export function isHeld(pid: number, mark: string | null, file: string): boolean {
  if (!(pid > 0) || !alive(pid)) return false
  const now = markOf(pid)
  if (mark !== null && now !== null) return mark === now
  return hasOpen(pid, file) ?? true
}

/** Whether a process has a file open; null where this system does not say. */
function hasOpen(pid: number, file: string): boolean | null {
  if (process.platform !== "linux") return null
  try {
    const path = realpathSync(file)
    return readdirSync(`/proc/${pid}/fd`).some((fd) => linkOf(`/proc/${pid}/fd/${fd}`) === path)
  } catch {
    // Another person's process does not show what it has open; its name is for everybody to read.
    const words = textOf(`/proc/${pid}/cmdline`)
    return words === null ? null : /node|justesse/i.test(words)
  }
}

function linkOf(path: string): string | null {
  try {
    return readlinkSync(path)
  } catch {
    return null
  }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return null
  }
}
