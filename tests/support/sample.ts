import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { freshFolder } from "./folders.ts"
import { serveFolder } from "./serverProcess.ts"

/**
 * A data folder with the sample in it, for `startServer({ demo: true, dataDir })`: a copy of one that is filled once a run, as
 * filling takes ten seconds of a core. Outside such a run it is empty, and the server fills it.
 */
export async function sampleFolder(): Promise<string> {
  const own = freshFolder("data")
  const shared = process.env["TEST_SAMPLE"]
  if (shared) cpSync(await filledIn(shared), own, { recursive: true })
  return own
}

/** As {@link sampleFolder}, but filled outside such a run too: the server that opens it has nothing left to make. */
export async function wholeSample(): Promise<string> {
  const own = freshFolder("data")
  cpSync(await filledIn(process.env["TEST_SAMPLE"] ?? freshFolder("sample")), own, { recursive: true })
  return own
}

/** Whoever comes first fills it, the others wait; where filling failed the next one tries. */
async function filledIn(shared: string): Promise<string> {
  const [whole, filling] = [join(shared, "whole"), join(shared, "filling")]
  while (!existsSync(whole)) {
    if (takes(filling)) {
      try {
        await (await serveFolder({ demo: true, dataDir: filling, says: "The sample is whole" })).stop()
        renameSync(filling, whole)
      } catch (error) {
        rmSync(filling, { recursive: true, force: true })
        throw error
      }
    } else await pause(100)
  }
  return whole
}

/** Whether the folder was made by this call. */
function takes(folder: string): boolean {
  try {
    mkdirSync(folder)
    return true
  } catch {
    return false
  }
}
